import type { LeadFields } from "../fields/normalise.ts";
import { leadIdOf, takeEnquiry } from "../intake/enquiry.ts";
import { mergeFields, rescored } from "../intake/merge.ts";
import { type Draft, note } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import { changeFields } from "../lead/decision.ts";
import type { Lead } from "../lead/lead.ts";
import { rescore } from "../lead/routing/again.ts";
import { identify, whoIn } from "../person/identify.ts";
import type { Reception } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { type Correction, leadOfSomebody, peopleNow } from "./merge.ts";
import { besides, partPeople, refused, waysOf } from "./part-people.ts";
import { type Request, requestsOf } from "./requests.ts";

/**
 * Parts two people who were taken for one. Requests of a lead that are somebody else's become a lead of theirs, with a clock of its own
 * from now on, and the lead keeps what its other requests said; without any named, the lead as a whole is somebody else's than the
 * person's other leads. The ways to know somebody that only those requests gave go with them. What was one lead stays one.
 */
export async function splitPeople(
  reception: Reception,
  id: string,
  deliveries: readonly string[],
  { by, why }: Correction,
): Promise<{ lead: string; others: string[] }> {
  const lead = await leadOfSomebody(reception, id);
  const rulebook = await reception.rulebooks.active();
  const story = await requestsOf(reception, rulebook, lead);
  const here = story.filter(({ gone }) => !gone);
  if (deliveries.length === 0) {
    await partLead(reception, lead, here, { by, why });
    return { lead: id, others: [] };
  }
  if (deliveries.includes(lead.delivery))
    throw refused("The request that the lead came with stays in it; split off the others.");
  const theirs = story.filter(({ delivery }) => deliveries.includes(delivery.id));
  const missing = deliveries.filter((one) => !theirs.some(({ delivery }) => delivery.id === one));
  if (missing.length > 0)
    throw refused(`There is no request ${missing.join(", ")} in the lead's story that can still be read.`);
  const kept = here.filter((request) => !theirs.includes(request));
  const said = remains(rulebook, lead, kept, theirs);
  const left = { ways: waysOf(kept, said), said };
  await partPeople(reception, lead, theirs, left);
  const others = [...new Set(theirs.map(leadIdOf))];
  await edit(reception, id, async (draft) => {
    const parted = theirs.filter((request) => draft.lead.joined?.includes(leadIdOf(request)));
    if (parted.length === 0) return;
    draft.lead.joined = (draft.lead.joined ?? []).filter((one) => !others.includes(one));
    for (const request of parted) {
      const split = { is: "request.split", delivery: request.delivery.id, into: leadIdOf(request), by } as const;
      note(draft, split, { words: { why } });
    }
    await keepOnly(reception, draft, remains(rulebook, draft.lead, kept, theirs));
  });
  // Nobody could answer them while they were part of another one's story.
  const clockFrom = reception.time.now();
  for (const request of theirs) {
    const who = besides(whoIn(request.typed.fields), left.ways);
    const meet = () => identify(reception, rulebook, request.typed, who);
    await takeEnquiry(reception, rulebook, { ...request, met: undefined, meet, clockFrom, again: true });
  }
  return { lead: id, others };
}

/** Has a lead as a whole be of somebody else than the other leads of its person. */
async function partLead(
  reception: Reception,
  lead: Lead & { person: { id: string } },
  story: readonly Request[],
  { by, why }: Correction,
): Promise<void> {
  if (lead.previous === undefined)
    throw refused("The person has no other lead. Name the requests that are somebody else's.");
  const before = await reception.store.lead(lead.previous);
  const others = before ? await requestsOf(reception, await reception.rulebooks.active(), before) : [];
  const said = before?.fields ?? {};
  const ways = waysOf(
    others.filter(({ gone }) => !gone),
    said,
  );
  const owner = lead.owner === null ? {} : { owner: lead.owner };
  const mine = await partPeople(reception, lead, story, { ways, said }, { lead: lead.id, ...owner });
  if (!mine) throw refused("Nothing that can still be read of the lead says by what its person would be known.");
  await edit(reception, lead.id, (draft) => {
    if (draft.lead.person?.id === mine.id) return;
    const { previous: _previous, ...rest } = draft.lead;
    draft.lead = { ...rest, person: { id: mine.id, known: false, identities: mine.identities } };
    note(draft, { is: "person.split", by }, { words: { why } });
  });
  const [former] = await peopleNow(reception, [lead]);
  if (former && former.id !== mine.id && former.lead === lead.id && before)
    await reception.store.savePerson({
      person: { ...former, revision: former.revision + 1, lead: before.id },
      seen: former.revision,
      join: [],
    });
}

/** What a lead is without some requests: what its other ones said, in their order. */
function remains(
  { agreement }: Rulebook,
  lead: Lead,
  kept: readonly Request[],
  theirs: readonly Request[],
): LeadFields["fields"] {
  const [own, ...rest] = kept;
  const { campaign } = lead.fields;
  if (own && leadIdOf(own) === lead.id) {
    const said = rest.reduce(
      (known, { typed }) => mergeFields(agreement, known, typed.fields).fields,
      own.typed.fields,
    );
    return { ...said, ...(campaign !== undefined && { campaign }) };
  }
  // What it came with cannot be read any more: what only the others said goes. Who somebody is they did not change.
  const says = (requests: readonly Request[], name: string, value: unknown) =>
    requests.some(({ typed }) => JSON.stringify(typed.fields[name]) === JSON.stringify(value));
  return Object.fromEntries(
    Object.entries(lead.fields).filter(
      ([name, value]) => firstSaid.has(name) || says(kept, name, value) || !says(theirs, name, value),
    ),
  );
}

/** Fields that a later request does not change. */
const firstSaid = new Set(["email", "name", "firstName", "lastName", "campaign"]);

/** Has a lead be what some fields say. */
async function keepOnly(reception: Reception, draft: Draft, said: LeadFields["fields"]): Promise<void> {
  const { lead, now } = draft;
  const rulebook = await reception.rulebooks.active();
  changeFields(lead, said);
  const met = await identify(reception, rulebook, { fields: lead.fields, extra: lead.extra });
  rescore(draft, await rescored(reception, rulebook, lead, met, now));
}
