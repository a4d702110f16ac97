import type { Agreement, FieldSpec } from "../agreement/model.ts";
import type { HandRaise } from "../delivery/index.ts";
import { factsOf } from "../fields/facts.ts";
import { type FieldValue, written } from "../fields/normalise.ts";
import { askedAgain } from "../lead/asked.ts";
import { note } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import type { Turns } from "../lead/change/turns.ts";
import { changeFields } from "../lead/decision.ts";
import type { Lead } from "../lead/lead.ts";
import { rescore } from "../lead/routing/again.ts";
import { reroute } from "../lead/routing/reroute.ts";
import { rulesOf } from "../lead/rules-of.ts";
import { close } from "../lead/stages.ts";
import { type Identified, identify } from "../person/identify.ts";
import { isAnybodys } from "../person/identities.ts";
import { mayBeOneName } from "../person/names.ts";
import { saysMore, seenAgain } from "../person/person.ts";
import { touchesOfPerson } from "../person/touches.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { cutText, fold } from "../text/index.ts";
import { carriedCampaign } from "./origin.ts";
import type { Task, TaskResult } from "./task.ts";

/** Hand-raises a lead remembers, so that one that is read twice is told once. */
const REMEMBERED = 50;
const ATTEMPTS = 30;
/** Of what is said anew, the timeline has so much; the delivery has all. */
const LONGEST_NEWS = 800;

/**
 * Adds a second hand-raise of a person to the lead that is open: what was missing is filled in, the score is reckoned anew, and its
 * owner is told, or whoever of sales it is for by now. No second race starts. `ignored`: the lead is not open any more.
 *
 * @param task with the turns that were taken when it was taken for a lead of its own
 * @param id the lead it would have been: the same in whichever delivery, and at whichever place in it, it comes
 */
export async function mergeEnquiry(
  relay: Relay,
  active: Rulebook,
  read: Lead,
  task: Task<HandRaise> & { met: Identified; turns: Turns },
  id: string,
): Promise<TaskResult> {
  const { delivery, turns } = task;
  let { met } = task;
  const edited = await edit(
    relay,
    read.id,
    async (draft): Promise<TaskResult> => {
      const { lead, now } = draft;
      if (lead.closed) return { outcome: "ignored" };
      if (lead.joined?.includes(id)) return { outcome: "touch", lead: lead.id };
      const rulebook = lead.clock ? await rulesOf(relay, lead) : active;
      lead.joined = [...(lead.joined ?? []), id].slice(-REMEMBERED);
      const { fields, news } = mergeFields(rulebook.agreement, lead.fields, met.typed.fields);
      changeFields(lead, fields);
      const campaign = carriedCampaign(met.typed.fields, rulebook.agreement.sources[delivery.source]);
      note(
        draft,
        { is: "lead.resubmitted", source: delivery.source, delivery: delivery.id, campaign },
        { words: { news: cutText(inLines(news), LONGEST_NEWS) } },
      );
      if (lead.stage !== "fetching") {
        const before = lead.score.total;
        rescore(draft, await rescored(relay, rulebook, lead, met, now));
        if (!(await reroute(relay, active, draft, turns, before))) askedAgain(rulebook, draft);
      }
      const write = seenAgain(met, { at: delivery.receivedAt });
      if (saysMore(write, met.person)) draft.person = write;
      return { outcome: "touch", lead: lead.id };
    },
    {
      read,
      attempts: ATTEMPTS,
      // An identity that nobody keeps would make the next hand-raise under it somebody else's.
      refused: async (why) => {
        if (why === "person") met = await identify(relay, active, met.typed);
      },
    },
  );
  return edited?.answer ?? { outcome: "ignored" };
}

/** What is said anew, a line for each thing: their own words first. */
export function inLines(news: readonly [string, FieldValue][]): string {
  const own = news.flatMap(([name, value]) => (name === "message" ? [written(value)] : []));
  const answers = news.flatMap(([name, value]) => (name === "message" ? [] : [`${name}: ${written(value)}`]));
  return [...own, ...answers].join("\n");
}

/** How to reach somebody: who asks again says what it is now. Their address stays the one they were first known by. */
const contactData = new Set([
  "phone",
  "company",
  "title",
  "country",
  "region",
  "postcode",
  "city",
  "language",
  "website",
]);
/** Fields that are worth telling the reader; those about how somebody came say nothing new of them. */
const telling = new Set([...contactData, "name", "firstName", "lastName", "email", "message"]);

/**
 * Fills in what was not known, and answers what is worth telling. Contact data and answers to questions of the agreement's are
 * as given last; of agreed values all that were ever given stay, because who asks for more wants no less.
 */
export function mergeFields(
  { fields: declared }: Pick<Agreement, "fields">,
  known: Lead["fields"],
  said: Lead["fields"],
): { fields: Lead["fields"]; news: [string, FieldValue][] } {
  const isDeclared = (name: string) => Object.hasOwn(declared, name);
  const news = Object.entries(said).filter(([name, value]) => name !== "submittedAt" && !same(known[name], value));
  const taken = news.flatMap(([name, value]): [string, FieldValue][] => {
    const before = known[name];
    if (before === undefined) return [[name, value]];
    if (isDeclared(name)) return [[name, together(before, value, declared[name]!)]];
    // Zeros say no more of how to reach somebody than nothing does.
    if (name === "phone" && isAnybodys(String(value))) return [];
    if (name === "name") return mayBeOneName(String(before), String(value)) ? [[name, fuller(before, value)]] : [];
    return contactData.has(name) ? [[name, value]] : [];
  });
  return {
    fields: { ...known, ...Object.fromEntries(taken) },
    news: news.filter(([name]) => telling.has(name) || isDeclared(name)),
  };
}

/** Two answers to one question: both, where there may be several. */
function together(before: FieldValue, now: FieldValue, { type, values }: FieldSpec): FieldValue {
  if (type !== "string" || !values) return now;
  const given = new Set([before, now].flat().map((one) => fold(String(one))));
  const all = values.map(String).filter((value) => given.has(fold(value)));
  return all.length > 1 ? all : now;
}

const fuller = (one: FieldValue, other: FieldValue): FieldValue =>
  String(other).length > String(one).length ? other : one;

const same = (before: FieldValue | undefined, now: FieldValue): boolean =>
  before !== undefined && fold(written(before)) === fold(written(now));

/** The score by what is known now. */
export async function rescored(
  relay: Relay,
  rulebook: Rulebook,
  lead: Lead,
  met: Identified,
  now: number,
): Promise<Lead["score"]> {
  const touches = rulebook.asksTouches ? await touchesOfPerson(relay.store, met.person) : [];
  const facts = await factsOf(
    lead.fields,
    {
      source: lead.source,
      test: lead.test,
      receivedAt: Date.parse(lead.createdAt),
      person: { known: lead.person?.known ?? false, ...(met.person?.owner && { owner: met.person.owner }) },
      account: met.known.account,
    },
    rulebook.asked,
    rulebook.agreement.fields,
  );
  Object.assign(facts, rulebook.received(Date.parse(lead.createdAt)));
  return rulebook.score(facts, touches, now);
}

/** A lead that was listed while its details were fetched, and turns out to belong to another one's story, ends there. */
export async function mergeListed(relay: Relay, active: Rulebook, id: string, into: string): Promise<void> {
  await edit(
    relay,
    id,
    (draft) => {
      const { lead, now } = draft;
      const elsewhere = lead.closed?.as === "merged" && lead.closed.into !== into;
      if (lead.stage !== "fetching" && !elsewhere) return;
      note(draft, { is: "lead.merged", into });
      close(active, draft, { at: now, result: "merged", by: null, into });
      delete lead.fetching;
    },
    { attempts: ATTEMPTS },
  );
}
