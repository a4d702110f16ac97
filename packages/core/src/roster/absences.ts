import { createHash } from "node:crypto";
import { didYouMean } from "../agreement/suggest.ts";
import { DAY_MS } from "../duration/index.ts";
import { BatonError, loggable } from "../error/index.ts";
import { sortableId } from "../ids/index.ts";
import type { Relay } from "../ports/relay.ts";
import type { Absence, Away, Roster } from "../rules/people/absences.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { addDays, isDay } from "../zone/days.ts";
import { localDate } from "../zone/index.ts";

const ATTEMPTS = 8;
/** One item holds them all, and is read with every lead. */
const MOST = 500;
/** Leave is planned as far ahead. */
const LONGEST_MS = 800 * DAY_MS;

/** That somebody will be away, as they or somebody else says it: a date, or an instant whose day counts whole. */
export interface AbsenceSaid {
  person: string;
  from: string;
  until: string;
  deputy?: string | undefined;
  /** Who says so. */
  by: string;
}

/**
 * Has somebody be away from a day until another, both included, at once and without a new version of the agreement. Of the same days it
 * takes the place of what they said before. Their manager and whoever stands in for them are told, and what waits for a first answer of theirs goes
 * on. Throws `absence.*` for what cannot be.
 */
export async function goAway(relay: Relay, said: AbsenceSaid): Promise<Absence> {
  relay.rulebooks.noticed(await relay.store.current());
  const absence = checked(await relay.rulebooks.active(), said, relay.time.now());
  const isSame = (one: Absence) =>
    one.person === absence.person &&
    one.from === absence.from &&
    one.until === absence.until &&
    one.deputy === absence.deputy;
  const saved = await change(relay, (absences) => {
    const known = absences.find(isSame);
    if (known) return { absence: known };
    const others = absences.flatMap((one) => (one.person === absence.person ? besides(one, absence) : [one]));
    if (others.length >= MOST)
      throw new BatonError("absence.tooMany", `There are ${MOST} absences already: put long ones into the agreement.`, {
        status: 409,
      });
    return { absence, absences: [...others, absence] };
  });
  if (saved.changed) await queue(relay, saved.absence);
  return saved.absence;
}

/** What is left of an absence besides the days of another one: nothing, it all, or what is before and after. */
function besides(one: Absence, { from, until }: Absence): Absence[] {
  if (one.until < from || one.from > until) return [one];
  return [
    ...(one.from < from ? [{ ...one, until: addDays(from, -1) }] : []),
    ...(one.until > until ? [{ ...one, id: `${one.id}.rest`, from: addDays(until, 1) }] : []),
  ];
}

/** Somebody is back, or will not be away after all: from now on they get leads again. Throws `absence.unknown`. */
export async function comeBack(relay: Relay, id: string): Promise<Absence> {
  const { absence } = await change(relay, (absences) => {
    const absence = absences.find((one) => one.id === id);
    if (!absence) throw new BatonError("absence.unknown", `There is no absence ${id}.`, { status: 404 });
    return { absence, absences: absences.filter((one) => one !== absence) };
  });
  return absence;
}

/** Who says they are away, and whether it is today or later, the earliest first. */
export async function currentAbsences(relay: Relay): Promise<(Absence & { now: boolean })[]> {
  const { roster } = await relay.store.current();
  const active = await relay.rulebooks.active();
  const today = (person: string) => localDate(active.zone(person), relay.time.now());
  const lasting = roster.absences.filter(({ person, until }) => until >= today(person));
  const told = lasting.map((absence) => ({ ...absence, now: absence.from <= today(absence.person) }));
  return told.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}

/** Whether the last day of an absence is over where its person lives. */
export const isOver = (rulebook: Rulebook, { person, until }: Away, now: number): boolean =>
  until < localDate(rulebook.zone(person), now);

/** Notes whom a mail told of an absence. */
export async function noteTold(relay: Relay, id: string, person: string): Promise<void> {
  await change(relay, (absences) => {
    const absence = absences.find((one) => one.id === id);
    if (!absence || absence.told.includes(person)) return { absence };
    const told = { ...absence, told: [...absence.told, person] };
    return { absence: told, absences: absences.map((one) => (one === absence ? told : one)) };
  });
}

/** Writes the roster as a change makes it, without those that are long over. Throws `absence.busy`. */
async function change<Found extends Absence | undefined>(
  relay: Relay,
  by: (absences: Absence[]) => { absence: Found; absences?: Absence[] },
): Promise<{ absence: Found; changed: boolean }> {
  // In the last of all zones it is the day before.
  const over = addDays(localDate("UTC", relay.time.now()), -2);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { roster } = await relay.store.current();
    const { absence, absences } = by(roster.absences);
    if (!absences) return { absence, changed: false };
    const next: Roster = { version: roster.version + 1, absences: absences.filter(({ until }) => until >= over) };
    if (await relay.store.saveRoster(next)) {
      relay.rulebooks.noticed({ roster: next });
      return { absence, changed: true };
    }
  }
  throw new BatonError("absence.busy", "Others are changing who is away right now. Please try again.", { status: 503 });
}

function checked(rulebook: Rulebook, said: AbsenceSaid, now: number): Absence {
  const { people } = rulebook.agreement;
  const { person, deputy, by } = said;
  const refuse = (code: string, message: string, status: 404 | 422 = 422) =>
    new BatonError(`absence.${code}`, message, { status });
  const known = (id: string) => Object.hasOwn(people, id);
  if (!known(person))
    throw refuse("person", `There is nobody called "${person}"${didYouMean(person, Object.keys(people))}`, 404);
  if (deputy !== undefined && !known(deputy))
    throw refuse("deputy", `There is nobody called "${deputy}"${didYouMean(deputy, Object.keys(people))}`);
  if (deputy === person) throw refuse("deputy", "Somebody cannot stand in for themselves.");
  const zone = rulebook.zone(person);
  const day = (text: string, what: string): string => {
    if (isDay(text)) return text;
    const instant = /T/.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(instant)) throw refuse("date", `"${text}" is no date: ${what} takes one such as 2026-12-24.`);
    return localDate(zone, instant);
  };
  const from = day(said.from, "from");
  const until = day(said.until, "until");
  if (until < from) throw refuse("date", `It would end on ${until}, before it begins on ${from}.`);
  if (until < localDate(zone, now)) throw refuse("date", `${until} is over already.`);
  if (Date.parse(until) > now + LONGEST_MS) throw refuse("date", `${until} is further ahead than 800 days.`);
  const entropy = createHash("sha256")
    .update(JSON.stringify([person, from, until, deputy, now]))
    .digest();
  return {
    id: sortableId("away", now, entropy),
    person,
    from,
    until,
    ...(deputy !== undefined && { deputy }),
    by,
    at: new Date(now).toISOString(),
    told: [],
  };
}

/** Whom an absence concerns: the manager, and whoever stands in; not who said so. */
export function concerned(rulebook: Rulebook, { person, deputy, by }: Away & { by: string }): string[] {
  const { people, teams } = rulebook.agreement;
  const ofTeam = Object.values(teams).find(({ members }) => members.some((member) => member.person === person));
  const manager = people[person]?.manager ?? ofTeam?.manager ?? rulebook.topManager;
  const standsIn = deputy ?? people[person]?.deputy;
  return [...new Set([manager, standsIn])].filter(
    (id): id is string => id !== undefined && id !== person && id !== by && people[id] !== undefined,
  );
}

/** Has those it concerns told, and what must not wait go on. What a queue refuses the sweep sees to. */
async function queue(relay: Relay, absence: Absence): Promise<void> {
  const to = concerned(await relay.rulebooks.active(), absence);
  const sent = await Promise.allSettled([
    to.length > 0
      ? relay.queues.notices(to.map((person) => ({ message: { absence: absence.id, to: person } })))
      : undefined,
    relay.queues.checks([{ message: { away: absence.person }, delaySeconds: 0 }]),
  ]);
  for (const result of sent)
    if (result.status === "rejected")
      relay.log("warn", "queue refused a message; the sweep will follow up", {
        absence: absence.id,
        ...loggable(result.reason),
      });
}

/** Mails that should have gone out by now, and did not, are queued once more after so long. */
const RETRY_MS = 10 * 60_000;

/** Queues what a sweep finds untold. */
export async function retellAbsences(relay: Relay, active: Rulebook): Promise<void> {
  if (active.absences.length === 0) return;
  const { roster } = await relay.store.current();
  const now = relay.time.now();
  const late = roster.absences.filter(
    (absence) => Date.parse(absence.at) + RETRY_MS <= now && !isOver(active, absence, now),
  );
  const messages = late.flatMap((absence) =>
    concerned(active, absence)
      .filter((person) => !absence.told.includes(person))
      .map((to) => ({ message: { absence: absence.id, to } })),
  );
  if (messages.length > 0) await relay.queues.notices(messages);
}
