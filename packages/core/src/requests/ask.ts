import { createHash, randomBytes } from "node:crypto";
import { LEAD_OWNER, type RequestKind } from "../agreement/model.ts";
import { sideOf } from "../agreement/side.ts";
import { didYouMean } from "../agreement/suggest.ts";
import { BatonError } from "../error/index.ts";
import { sortableId } from "../ids/index.ts";
import { keptBy } from "../intake/new-lead.ts";
import { cut } from "../lead/answers/answer.ts";
import { dispatch } from "../lead/change/dispatch.ts";
import { begin, type Draft, note } from "../lead/change/draft.ts";
import { commit } from "../lead/change/edit.ts";
import { takingTurns } from "../lead/change/turns.ts";
import { displayName, type Lead, REQUEST } from "../lead/lead.ts";
import { leaveUnrouted } from "../lead/stages.ts";
import type { Relay } from "../ports/relay.ts";
import { modeOf } from "../rules/rollout.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { cutText } from "../text/index.ts";
import { addDays, isDay } from "../zone/days.ts";
import { dayStart, localDate } from "../zone/index.ts";
import { ACTION } from "./action.ts";
import { giveRequest } from "./give.ts";

/** An action item is due within so many days, and its title is so long. */
const MOST_DAYS = 366;
const LONGEST_TITLE = 80;
/** What makes the id of a request its own. */
const ID_BYTES = 10;

/** What somebody asks of the other side. */
export interface Asking {
  /** A kind's id in the agreement. */
  kind: string;
  /** The id of the lead it is about. */
  lead?: string | undefined;
  text: string;
  by: string;
}

/**
 * Asks the other side for something: whoever answers it has a clock, and is told. `entropy`, ten bytes: the same ones at the same
 * instant make no second request. Throws `request.kind`, `request.by`, `request.side`, `request.text`, `request.lead` or `lead.unknown`.
 */
export async function askFor(
  relay: Relay,
  { kind: id, lead: about, text: written, by }: Asking,
  { at = relay.time.now(), entropy = randomBytes(ID_BYTES) as Uint8Array } = {},
): Promise<Lead> {
  const rulebook = await relay.rulebooks.active();
  const kind = kindOf(rulebook, id, by);
  const text = cut(written);
  if (text === undefined) throw refuse("text", "Please say what you need.");
  const lead = about === undefined ? undefined : await leadOf(relay, about);
  if (!lead && kind.to === LEAD_OWNER)
    throw refuse("lead", `“${kind.name}” goes to whoever has a lead: please say which one it is about.`);

  const draft = drafted(rulebook, sortableId(REQUEST, at, entropy), { kind, lead, text, by }, relay.time.now());
  return give(relay, rulebook, draft);
}

/** What both sides wrote down in a review. */
export interface Acting {
  text: string;
  /** Who does it, and by which day of theirs, which is included. */
  owner: string;
  due: string;
  by: string;
}

/**
 * Has somebody do something by a day. Said again on the same day, it is the same. Throws `action.text`, `action.owner` or `action.due`.
 */
export async function askToAct(relay: Relay, { text: written, owner, due, by }: Acting): Promise<Lead> {
  const rulebook = await relay.rulebooks.active();
  const { people } = rulebook.agreement;
  const text = cut(written);
  if (text === undefined) throw refuseAction("text", "Please say what is to be done.");
  if (!Object.hasOwn(people, owner))
    throw refuseAction("owner", `There is no person "${owner}"${didYouMean(owner, Object.keys(people))}`);
  const zone = rulebook.zone(owner);
  const now = relay.time.now();
  if (!isDay(due) || due < localDate(zone, now) || due > addDays(localDate(zone, now), MOST_DAYS))
    throw refuseAction("due", `"${due}" is no day from today on, within a year, such as ${localDate(zone, now)}.`);
  const kind: RequestKind = { id: ACTION, name: cutText(text, LONGEST_TITLE), from: "any", to: owner, sla: ACTION };
  const at = dayStart(zone, localDate(zone, now));
  const entropy = createHash("sha256")
    .update(JSON.stringify([by, text, owner, due]))
    .digest()
    .subarray(0, ID_BYTES);
  const draft = drafted(rulebook, sortableId(REQUEST, at, entropy), { kind, lead: undefined, text, by }, now);
  draft.lead.request!.due = new Date(dayStart(zone, addDays(due, 1))).toISOString();
  return give(relay, rulebook, draft);
}

/** Gives a request that was just made to whoever can answer it, and keeps it. */
async function give(relay: Relay, rulebook: Rulebook, draft: Draft): Promise<Lead> {
  const turns = takingTurns(relay);
  const given = await giveRequest(relay, rulebook, draft, turns);
  if (!given && draft.lead.stage !== "offered") leaveUnrouted(rulebook, draft);
  const result = await commit(relay, draft);
  await turns.summedUp();
  // It was asked already.
  if (result !== "done") return (await relay.store.lead(draft.lead.id)) ?? draft.lead;
  await dispatch(relay, draft);
  return draft.lead;
}

const refuseAction = (what: string, message: string) => new BatonError(`action.${what}`, message, { status: 422 });

const refuse = (what: string, message: string, status: 403 | 422 = 422) =>
  new BatonError(`request.${what}`, message, { status });

/** The kind of a request that somebody may make. */
function kindOf({ agreement }: Rulebook, id: string, by: string): RequestKind {
  const { requests = [], people } = agreement;
  const kind = requests.find((one) => one.id === id);
  const ids = requests.map((one) => one.id);
  if (!kind) throw refuse("kind", `There is no request "${id}"${didYouMean(id, ids)}`);
  if (!Object.hasOwn(people, by))
    throw refuse("by", `There is no person "${by}"${didYouMean(by, Object.keys(people))}`);
  if (kind.from !== "any" && kind.from !== sideOf(agreement, by))
    throw refuse("side", `“${kind.name}” is for ${kind.from} to ask.`, 403);
  return kind;
}

/** Kinds of requests that somebody may make. */
export const askable = ({ agreement }: Rulebook, by: string): RequestKind[] =>
  (agreement.requests ?? []).filter(({ from }) => from === "any" || from === sideOf(agreement, by));

async function leadOf({ store }: Pick<Relay, "store">, id: string): Promise<Lead> {
  const lead = await store.lead(id);
  if (!lead || lead.request || lead.forgottenAt !== undefined)
    throw new BatonError("lead.unknown", `There is no lead ${id}.`, { status: 404 });
  if (lead.test) throw refuse("lead", "That lead is a test: nobody has to answer for it.");
  return lead;
}

/** A request that nobody has yet. Whoever the lead is, is known by it: with them it is erased. */
function drafted(
  rulebook: Rulebook,
  id: string,
  { kind, lead, text, by }: { kind: RequestKind; lead: Lead | undefined; text: string; by: string },
  now: number,
): Draft {
  const { agreement, version } = rulebook;
  const at = new Date(now).toISOString();
  const team = agreement.teams[kind.to] ? kind.to : null;
  const title = lead ? `${kind.name}: ${displayName(lead)}` : kind.name;
  const draft = begin(
    undefined,
    {
      id,
      source: "",
      provider: "",
      delivery: "",
      test: false,
      fields: {},
      extra: {},
      ...(lead?.person && { person: lead.person }),
      createdAt: at,
      score: { total: 0, band: null, reasons: [] },
      decision: {
        version,
        at,
        score: 0,
        band: null,
        qualified: null,
        rule: null,
        to: kind.to,
        policy: kind.sla,
        team,
        candidates: [],
        turns: {},
      },
      owner: null,
      owners: [],
      request: {
        kind: kind.id,
        title,
        ...(lead && { lead: lead.id }),
        by,
        text,
      },
      subject: { name: title },
      stage: "unrouted",
      responses: [],
      notices: [],
      noticeCount: 0,
      counted: false,
      ...keptBy(agreement),
    },
    now,
  );
  note(
    draft,
    {
      is: "request.asked",
      kind: kind.id,
      lead: lead?.id ?? null,
      by,
      side: sideOf(agreement, by),
      team,
      policy: kind.sla,
      version,
      zone: agreement.timezone,
      day: localDate(agreement.timezone, now),
      ...(modeOf(agreement, team, now) === "observe" && { observed: true as const }),
    },
    { words: { text } },
  );
  return draft;
}
