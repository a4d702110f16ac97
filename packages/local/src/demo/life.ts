import { dynamoStore } from "@baton/aws/dynamo";
import type { Lead, Relay } from "@baton/core/lead";
import type { NoticeMessage } from "@baton/core/ports";
import { rulebooks } from "@baton/core/rules";
import { dayStart, localDate } from "@baton/core/zone";
import type { Stack } from "../index.ts";
import { errorFields, log } from "../log.ts";
import type { Agenda } from "./agenda.ts";
import { answering } from "./answers.ts";
import { arrivals, isSunday } from "./arrivals.ts";
import { atTheFair, type Character, character, named } from "./cast.ts";
import { occasions } from "./occasions.ts";
import type { AgendaQueues } from "./queues.ts";
import { reading } from "./readers.ts";
import { type World, worldOf } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long it is. */
export const WEEKS = 6;
export const LIFE_MS = 7 * WEEKS * DAY;
/**
 * Hours of the day at which the schedules run that feed the queues: before anybody begins to work, which on Monday is midnight for those
 * who work around the clock.
 */
const SWEEPS = { daily: 8.9, sunday: 23.9 };
/** The agreement's. */
const ZONE = "Europe/Berlin";
/** When days are counted, in hours of a Sunday: before the first Weekly. */
const COUNTED = 23.95;
/** When the tracking tool's file of a day comes, in hours of it. */
const TRACKED = 23.5;
/** From so long before the end on Vera leaves proposals unsigned. */
const HESITATES_MS = 5 * DAY;

export interface Life {
  world: World;
  /** Lives until an instant, or until the present where that is earlier. */
  until(instant: number): Promise<void>;
  /** From now on time is the present, and queues are those of the stack. */
  goLive(): Promise<void>;
}

/**
 * Six weeks of a company that end at the present instant, by a stack whose clock stands at their beginning. Everything goes through hooks, the API,
 * forms and core's verbs, in the order of its time: nothing is there that the product did not make.
 */
export async function begin(
  stack: Stack,
  options: {
    agenda: Agenda;
    queues: AgendaQueues;
    start: number;
    /** How many people ask by themselves. */
    people: number;
    /** Has somebody hear of each notice whose mail has gone out. */
    hear(by: (notice: NoticeMessage) => void): void;
  },
): Promise<Life> {
  const { agenda, queues, start, hear } = options;
  const { clock, inside } = stack;
  clock.hold({ rushed: true });
  const end = start + LIFE_MS;
  const books = rulebooks(dynamoStore({ table: inside.tableName }), () => performance.now());
  const relay: Relay = {
    store: dynamoStore({ table: inside.tableName }),
    queues,
    rulebooks: books,
    time: clock,
    log: () => {},
    measure: () => {},
  };
  const world = worldOf(stack, { agenda, start, end, relay, rulebook: await books.active() });
  const zone = world.rulebook.agreement.timezone;

  const byEmail = new Map<string, Character>();
  const leads = new Map<number, string>();
  const characterOf = (lead: Lead): Character | undefined => {
    const found = byEmail.get(String(lead.fields.email));
    if (found) leads.set(found.n, lead.id);
    return found;
  };
  const asking = arrivals({ zone, start, end, people: options.people }).map((at, n) => ({ at, who: character(n) }));
  for (const { at, who } of asking) world.at(at, () => world.deliver(who.source, named(who)));
  for (const [at, lines] of touchesByDay(zone, start, asking))
    world.at(at, async () => void (await world.api("POST", "/imports/touches?source=website", lines.join("\n"))));
  const others = occasions(world, { people: options.people, leadOf: (n) => leads.get(n) });
  for (const who of [...asking.map((one) => one.who), ...atTheFair, ...others]) byEmail.set(who.email, who);

  const answer = answering(world, characterOf);
  const read = reading(world, { hesitates: (person, at) => person === "vera" && at > end - HESITATES_MS });
  hear((notice) => {
    if ("lead" in notice) world.at(world.now(), () => answer(notice));
    else read(notice);
  });
  const sweep = async () => {
    await inside.drainStreams();
    await inside.feedQueues();
  };
  for (let at = start; at < end; at += DAY)
    for (const hour of isSunday(zone, at) ? Object.values(SWEEPS) : [SWEEPS.daily])
      world.at(dayStart(zone, localDate(zone, at)) + hour * HOUR, sweep);
  // What became due since the last one, and the numbers of the last days.
  world.at(end, sweep);

  /** What fails is nobody else's concern: the life goes on without it, as that of a company does. */
  const failed = (error: unknown): void => {
    if (!inside.stopping()) log("warn", "something of the demonstration failed", errorFields(error));
  };
  return {
    world,
    async until(instant) {
      const last = () => (inside.stopping() ? Number.NEGATIVE_INFINITY : Math.min(instant, Date.now()));
      for (let next = agenda.next; next !== undefined && next <= last(); next = agenda.next) {
        if (next > clock.now()) clock.moveTo(next);
        await Promise.all(agenda.take(clock.now()).map((happen) => happen().catch(failed)));
      }
    },
    async goLive() {
      clock.moveTo(Math.max(clock.now(), Date.now()));
      queues.live();
      clock.release();
      await inside.runSchedules();
    },
  };
}

/** When days are counted next after an instant. */
export function nextCount(after: number, zone = ZONE): number {
  for (let at = after; ; at += DAY) {
    const counted = dayStart(zone, localDate(zone, at)) + COUNTED * HOUR;
    if (isSunday(zone, at) && counted > after) return counted;
  }
}

/** What people saw before they asked, as a file of each day that comes in the night. */
function touchesByDay(
  zone: string,
  start: number,
  asking: readonly { at: number; who: Character }[],
): Map<number, string[]> {
  const files = new Map<number, string[]>();
  for (const { at, who } of asking)
    for (const { campaign, label, daysBefore } of who.saw) {
      const seen = at - daysBefore * DAY;
      const night = dayStart(zone, localDate(zone, seen)) + TRACKED * HOUR;
      if (seen < start || night >= at) continue;
      const lines = files.get(night) ?? ["email,campaign,touch,at,label,path"];
      lines.push([who.email, campaign, "page", new Date(seen).toISOString(), label, label].join(","));
      files.set(night, lines);
    }
  return files;
}
