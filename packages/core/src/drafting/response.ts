import * as scalars from "../agreement/scalars.ts";
import { weekdays } from "../calendar/index.ts";
import type { Answers } from "./answers.ts";
import { count, counted, funnelOf } from "./arithmetic.ts";

/** How busy leads keep whoever answers them, and the window that leaves. */
export interface Workload {
  leadsPerDay: number;
  people: number;
  /** New leads that they answer a day, together. */
  capacity: number;
  /** The share of their time that answering takes; from 1 on the queue only grows. */
  busy: number;
  /** Working minutes that one lead takes. */
  minutesEach: number;
  /** Leads that are answered before one that comes in a busy hour. */
  ahead: number;
  /** A first window that can be kept, in the agreement's notation. */
  window: string;
}

const WEEKS = { month: 52 / 12, quarter: 13 } as const;

/** Windows to promise, with their minutes; what takes longer is answered within a working day. */
const windows = [
  ["5m", 5],
  ["15m", 15],
  ["30m", 30],
  ["1h", 60],
  ["2h", 120],
  ["4h", 240],
] as const;
const LONGEST = "1d";

/** Busy hours bring about twice as many leads as others. */
const BUSY_HOUR = 2;

/** What the leads of a goal mean for those who answer, at an even pace over their working days. */
export function workloadOf(goal: Answers["goal"], teams: Answers["teams"]): Workload {
  const leads = Number(goal.targets?.["qualified-leads"] ?? funnelOf(goal).promised);
  const days = teams.days.split(",").flatMap((part) => scalars.days.safeParse(part.trim()).data ?? []);
  const people = teams.sales.length;
  const leadsPerDay = leads / (Math.min(days.length, weekdays.length) * WEEKS[goal.per]);
  const capacity = people * teams.leadsPerDay;
  const busy = leadsPerDay / capacity;
  const hours = teams.sales.map((member) => minutesOf(member.hours ?? teams.hours));
  const minutesEach = hours.reduce((sum, one) => sum + one, 0) / people / teams.leadsPerDay;
  // The mean queue of a server that is busy by such a share.
  const ahead = busy < 1 ? Math.max(1, Math.ceil((BUSY_HOUR * busy) / (1 - busy))) : Number.POSITIVE_INFINITY;
  const minutes = minutesEach * (ahead + 1);
  const window = windows.find(([, most]) => minutes <= most)?.[0] ?? LONGEST;
  return { leadsPerDay, people, capacity, busy, minutesEach, ahead, window };
}

/** The same in words: what answering takes, and the window that suggests; or that the goal is out of reach with so few. */
export function workloadInWords(goal: Answers["goal"], teams: Answers["teams"]): string[] {
  const load = workloadOf(goal, teams);
  const perDay = `${about(load.leadsPerDay)} ${about(load.leadsPerDay) === "1" ? "lead" : "leads"} a working day`;
  const who = load.people === 1 ? "1 person" : `${count(load.people)} people`;
  if (load.busy >= 1)
    return [
      `That is ${perDay}, and ${who} who ${load.people === 1 ? "takes" : "take"} ${count(teams.leadsPerDay)} a day each come to ${count(load.capacity)}: with these rates the goal is out of reach.`,
      `It takes ${count(Math.floor(load.leadsPerDay / teams.leadsPerDay) + 1)} people, a lower goal, or better rates; until then no window is kept for long, and ${LONGEST} is suggested.`,
    ];
  return [
    `That is ${perDay} for ${who} who ${load.people === 1 ? "takes" : "take"} ${count(teams.leadsPerDay)} a day each: answering keeps them ${percent(load.busy)} busy.`,
    `A lead takes ${counted(Math.max(1, Math.round(load.minutesEach)), "minute")}, and in a busy hour waits for ${counted(load.ahead, "other")}: a first answer within ${load.window} can be kept.`,
  ];
}

/** Minutes of a day's windows: `09:00-12:30, 13:30-18:00` has 480. */
export const minutesOf = (hours: string): number =>
  hours
    .split(",")
    .flatMap((one) => scalars.window.safeParse(one.trim()).data ?? [])
    .reduce((sum, part, n, all) => (n % 2 === 1 ? sum + part - all[n - 1]! : sum), 0);

/** `9`, or `0.4` of what is less than one. */
const about = (number: number): string =>
  number < 1 ? String(Math.max(0.1, Math.round(number * 10) / 10)) : count(Math.round(number));

const percent = (share: number): string => `${Math.max(1, Math.min(99, Math.round(share * 100)))}%`;
