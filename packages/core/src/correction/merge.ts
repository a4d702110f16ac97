import { BatonError } from "../error/index.ts";
import type { Fact } from "../facts/facts.ts";
import { inLines, mergeFields, rescored } from "../intake/merge.ts";
import { askedAgain } from "../lead/asked.ts";
import { type Draft, note, notify } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import { changeFields } from "../lead/decision.ts";
import type { Lead } from "../lead/lead.ts";
import { rescore } from "../lead/routing/again.ts";
import { rulesOf } from "../lead/rules-of.ts";
import { close } from "../lead/stages.ts";
import { identify } from "../person/identify.ts";
import type { Person, PersonWrite } from "../person/person.ts";
import type { Relay } from "../ports/relay.ts";

const ATTEMPTS = 8;

/** Who corrects whom a lead is of, and what for. */
export interface Correction {
  by: string;
  why: string;
}

/** A lead, or `lead.unknown`; one that is no longer about anybody is `lead.nobody`. */
export async function leadOfSomebody(
  relay: Relay,
  id: string,
): Promise<Lead & { person: NonNullable<Lead["person"]> }> {
  const lead = await relay.store.lead(id);
  if (!lead) throw new BatonError("lead.unknown", `There is no lead ${id}.`, { status: 404 });
  const { person } = lead;
  if (!person || lead.test || lead.forgottenAt !== undefined || lead.closed?.as === "withdrawn")
    throw new BatonError("lead.nobody", `Nothing says whom the lead ${id} is of.`, { status: 409 });
  return { ...lead, person };
}

/** The people of some leads as they are now. */
export async function peopleNow(
  relay: Relay,
  leads: readonly { person: { id: string } }[],
): Promise<(Person | undefined)[]> {
  const ids = leads.map(({ person }) => person.id);
  const { people } = await relay.store.known({ identities: ids, accounts: [], loads: [] });
  return ids.map((id) => people[id]);
}

export const personBusy = (): BatonError =>
  new BatonError("person.busy", "The person is being changed by others at the same time; try again.", { status: 503 });

/**
 * Has two leads be of one person from now on. While both are open the later becomes part of the earlier one's story, whose owner is
 * told what it said; leads that are over stay as they are. Doing it again changes nothing.
 */
export async function mergePeople(
  relay: Relay,
  ids: readonly [string, string],
  correction: Correction,
): Promise<{ lead: string }> {
  const [one, other] = await Promise.all(ids.map((id) => leadOfSomebody(relay, id)));
  const [first, second] = one!.createdAt <= other!.createdAt ? [one!, other!] : [other!, one!];
  if (first.id === second.id) throw new BatonError("people.same", "That is one lead.", { status: 409 });
  const both = !first.closed && !second.closed;
  await joinPeople(relay, [first, second]);
  const mark = (draft: Draft, of: Lead) => {
    note(draft, { is: "person.merged", with: of.id, by: correction.by }, { words: { why: correction.why } });
  };
  const isMarked = ({ joined }: Lead) => joined?.includes(second.id) ?? false;
  await edit(relay, first.id, async (draft) => {
    const { lead, now } = draft;
    if (isMarked(lead)) return;
    lead.joined = [...(lead.joined ?? []), second.id];
    mark(draft, second);
    if (!both || lead.closed) return;
    const rulebook = await rulesOf(relay, lead);
    const { fields, news } = mergeFields(rulebook.agreement, lead.fields, second.fields);
    changeFields(lead, fields);
    const words = { news: inLines(news) };
    note(
      draft,
      { is: "lead.resubmitted", source: second.source, delivery: second.delivery, campaign: second.tally.campaign },
      { words },
    );
    const met = await identify(relay, rulebook, { fields, extra: lead.extra });
    rescore(draft, await rescored(relay, rulebook, lead, met, now));
    askedAgain(rulebook, draft);
  });
  // It may have ended meanwhile, and then says nothing of the later one, which stays.
  const isWords = (fact: Fact) => fact.is === "lead.resubmitted" && fact.delivery === second.delivery;
  const hasWords = both && (await hasFact(relay, first.id, isWords));
  const isMergeTold = await hasFact(relay, second.id, (fact) => fact.is === "person.merged" && fact.with === first.id);
  await edit(relay, second.id, async (draft) => {
    const { lead, now } = draft;
    if (lead.closed?.as === "merged") return;
    if (!isMergeTold) mark(draft, first);
    if (!hasWords || lead.closed) return;
    const { owner } = lead;
    note(draft, { is: "lead.merged", into: first.id });
    close(await rulesOf(relay, lead), draft, { at: now, result: "merged", by: null, into: first.id });
    if (owner !== null && owner !== first.owner)
      notify(draft, { kind: "reassigned-from", to: owner, other: first.owner });
  });
  if (!hasWords) await joinPeople(relay, [first, second]);
  return { lead: first.id };
}

async function hasFact(relay: Relay, lead: string, is: (fact: Fact) => boolean): Promise<boolean> {
  return (await relay.store.facts(lead)).some(({ facts }) => facts.some(is));
}

/** Which of some leads whoever asks next is part of: the first that is open, else the last. */
async function currentOf(relay: Relay, ids: readonly (string | undefined)[]): Promise<string | undefined> {
  const named = [...new Set(ids)].filter((id) => id !== undefined);
  const leads = (await Promise.all(named.map((id) => relay.store.lead(id)))).filter((lead) => lead !== undefined);
  const inOrder = leads.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  return (inOrder.find(({ closed }) => !closed) ?? inOrder.at(-1))?.id;
}

/** Makes one person of two: whoever was known first has all the ways by which the other was known. */
async function joinPeople(relay: Relay, leads: readonly { id: string; person: { id: string } }[]): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const [kept, gone] = await peopleNow(relay, leads);
    if (!kept || !gone)
      throw new BatonError("person.unknown", "One of the people is not known any more.", { status: 409 });
    const lead = await currentOf(relay, [...leads.map(({ id }) => id), kept.lead, gone.lead]);
    if (kept.id === gone.id) {
      if (lead === undefined || lead === kept.lead) return;
      const write = { person: { ...kept, revision: kept.revision + 1, lead }, seen: kept.revision, join: [] };
      if ((await relay.store.savePerson(write)) === "done") return;
      continue;
    }
    const owner = kept.owner ?? gone.owner;
    const name = kept.name ?? gone.name;
    const write: PersonWrite = {
      person: {
        ...kept,
        revision: kept.revision + 1,
        identities: [...new Set([...kept.identities, gone.id, ...gone.identities])],
        known: kept.known || gone.known,
        touched: kept.touched || gone.touched,
        firstSeen: kept.firstSeen < gone.firstSeen ? kept.firstSeen : gone.firstSeen,
        lastSeen: kept.lastSeen > gone.lastSeen ? kept.lastSeen : gone.lastSeen,
        ...((kept.email || gone.email) && { email: true }),
        ...(owner !== undefined && { owner }),
        ...(name !== undefined && { name }),
        ...(lead !== undefined && { lead }),
        ...((kept.beside || gone.beside) && { beside: { ...gone.beside, ...kept.beside } }),
      },
      seen: kept.revision,
      join: [{ identity: gone.id, seen: gone.revision }],
    };
    if ((await relay.store.savePerson(write)) === "done") return;
  }
  throw personBusy();
}
