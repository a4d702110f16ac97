import type { Fact, Noted, Words } from "../../facts/facts.ts";
import { add } from "../../facts/tally.ts";
import type { PersonWrite } from "../../person/person.ts";
import type { Commit } from "../../ports/leads.ts";
import type { LoadChange } from "../../ports/loads.ts";
import type { Lead, Notice } from "../lead.ts";
import { type RowPlace, rowsOf } from "../row.ts";

/** A change of a lead in the making: the lead as it will be, and all that is committed with it. */
export interface Draft {
  /** As it was read; undefined for a lead that is new. */
  readonly before: Lead | undefined;
  /** Epoch ms. */
  readonly now: number;
  lead: Lead;
  /** What the change is: without a fact there is none. */
  facts: Noted[];
  loads: LoadChange[];
  /** Notices that are queued after the commit. */
  notices: string[];
  /** The lead has another owner, who is the person's owner from now on. */
  newOwner: boolean;
  /** Ids of deals that become its own. */
  deals: string[];
  /** Its person, where they change with it. */
  person?: PersonWrite;
  /** Only what is kept about it has changed, not what happened: a mail is off its list, a load counts it. */
  tidied: boolean;
}

/** The draft that has changed nothing yet but the revision. */
export const open = (before: Lead, now: number): Draft => ({
  before,
  now,
  lead: { ...before, revision: before.revision + 1 },
  facts: [],
  loads: [],
  notices: [],
  newOwner: false,
  deals: [],
  tidied: false,
});

/** The draft of a lead that is new, or of which only its id was known; it begins with the fact that it was received. */
export function begin(before: Lead | undefined, lead: Omit<Lead, "revision" | "tally">, now: number): Draft {
  const revision = (before?.revision ?? 0) + 1;
  // The tally begins with the first fact.
  const untold = { ...lead, revision, tally: before?.tally } as Lead;
  return { before, now, lead: untold, facts: [], loads: [], notices: [], newOwner: false, deals: [], tidied: false };
}

type Untimed<F> = F extends Fact ? Omit<F, "at"> : never;

/** Notes what happened, at the draft's instant unless `at` (epoch ms) says another. `words` are what people typed. */
export function note(
  draft: Draft,
  fact: Untimed<Fact>,
  { at = draft.now, words }: { at?: number; words?: Words } = {},
) {
  const timed = { at: iso(at), ...fact } as Fact;
  const said = Object.entries(words ?? {}).filter(([, text]) => text !== "");
  draft.facts.push({ fact: timed, ...(said.length > 0 && { words: Object.fromEntries(said) }) });
  draft.lead.tally = add(draft.lead.tally, timed);
}

/** A notice that nobody reports as sent is queued again after two minutes, then four, eight, … up to an hour. */
const retryMs = (retries: number): number => Math.min(120_000 * 2 ** retries, 3_600_000);

/** Notices of one kind to one person that a lead may have unsent, so that it stays small while no mail goes out. */
const MOST_UNSENT = 20;

/**
 * Has somebody told of what the draft notes, by a mail that is queued after the commit. Beyond some that are not sent yet there is no
 * other: each says the latest when it is written.
 */
export function notify(
  draft: Draft,
  notice: Pick<Notice, "kind" | "to" | "step" | "window"> & { other?: string | null },
  firstRetryMs = retryMs(0),
): void {
  const { lead, now } = draft;
  const { other, ...rest } = notice;
  const alike = lead.notices.filter(({ kind, to }) => kind === notice.kind && to === notice.to);
  if (alike.length >= MOST_UNSENT) return;
  lead.noticeCount += 1;
  const id = `${lead.id}.${lead.noticeCount}`;
  const added = {
    ...rest,
    ...(other != null && { other }),
    id,
    at: iso(now),
    retryAt: iso(now + firstRetryMs),
    retries: 0,
  };
  lead.notices = [...lead.notices, added];
  draft.notices.push(id);
}

/** Schedules the next retry of those notices that should have been sent by now. */
export function retryNotices(draft: Draft): void {
  const { lead, now } = draft;
  // When something is due for the lead anyway, a first retry that was set late need not wait for its time.
  const unsent = lead.notices.filter(
    ({ at, retryAt, retries, heldUntil }) =>
      Date.parse(retryAt) <= now || (retries === 0 && heldUntil === undefined && Date.parse(at) + retryMs(0) <= now),
  );
  if (unsent.length === 0) return;
  lead.notices = lead.notices.map((notice) => {
    if (!unsent.includes(notice)) return notice;
    const retries = notice.retries + 1;
    return { ...notice, retries, retryAt: iso(now + retryMs(retries)) };
  });
  draft.notices.push(...unsent.map(({ id }) => id));
  draft.tidied = true;
}

/** Takes a notice off the lead, or changes it; of no effect when it has gone. */
export function tidyNotice(draft: Draft, id: string, by?: (notice: Notice) => Notice): void {
  const { lead } = draft;
  if (!lead.notices.some((notice) => notice.id === id)) return;
  lead.notices = lead.notices.flatMap((notice) => (notice.id !== id ? [notice] : by ? [by(notice)] : []));
  draft.tidied = true;
}

/** A draft as the store commits it; undefined when it changes nothing. */
export function commitOf({ before, lead, facts, loads, newOwner, deals, person, tidied }: Draft): Commit | undefined {
  if (facts.length === 0 && !tidied) return undefined;
  const rows = rowChanges(before, lead);
  const also = { facts, loads: settled(loads), rows, ...(deals.length > 0 && { deals }) };
  // Whoever answers a request about somebody does not have them.
  if (!person) return { ...also, newOwner: newOwner && !lead.request };
  const owner = newOwner && lead.owner !== null ? { owner: lead.owner } : {};
  return {
    ...also,
    newOwner: false,
    person: { ...person, person: { ...person.person, ...owner } },
  };
}

/** Changes of loads, without those that undo each other: what a team gives back and takes on with the same lead. */
const settled = (loads: readonly LoadChange[]): LoadChange[] =>
  [...Map.groupBy(loads, ({ of }) => of).values()].flatMap((changes) =>
    changes.reduce((sum, { change }) => sum + change, 0) === 0 ? [] : changes,
  );

/** Rows that are not what they were, and places where none is any more. */
function rowChanges(before: Lead | undefined, lead: Lead): Commit["rows"] {
  if (before && before.tally === lead.tally) return { put: [], remove: [] };
  const placed = ({ day, key }: RowPlace) => `${day} ${key}`;
  const old = new Map((before ? rowsOf(before.id, before.tally) : []).map((one) => [placed(one), one]));
  const now = rowsOf(lead.id, lead.tally);
  const places = new Set(now.map(placed));
  return {
    put: now.filter((one) => JSON.stringify(old.get(placed(one))?.rows) !== JSON.stringify(one.rows)),
    remove: [...old.values()].filter((one) => !places.has(placed(one))).map(({ day, key }) => ({ day, key })),
  };
}

const iso = (instant: number): string => new Date(instant).toISOString();
