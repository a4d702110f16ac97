import type { Agreement, Policy, Stage } from "@baton/core/agreement";
import { type Duration, format } from "@baton/core/duration";
import { and } from "../../claims/listing.ts";
import { byName, differing, entries, named, type Say, type Wording } from "../compare.ts";
import { aboutWords, details, quoted, value } from "../words.ts";
import { oneStep, stepChanges } from "./steps.ts";
import { weekInWords } from "./time/week.ts";

export const slaChanges: Say<Agreement["sla"]> = (before, after) =>
  named(entries(before), entries(after), {
    added: (name, policy) => `${name} is a new policy: ${policyInWords(policy)}`,
    removed: (name, policy) => `${name} is removed; it was ${policyInWords(policy)}`,
    changed: (name, from, to) => aboutWords(name, differing(from, to, policyWording)),
  });

/** Contact hours, of the agreement or of a policy. */
export const contactHoursChanges: Say<Agreement["contactHours"]> = (from, to) => {
  if (!to) return ["no contact hours are said any more"];
  return [`contact hours are ${weekInWords(to)}${from ? ` instead of ${weekInWords(from)}` : ""}`];
};

const policyWording: Wording<Policy> = {
  calendar: (from, to) => [`the clock now runs in ${calendarInWords(to)} instead of ${calendarInWords(from)}`],
  contactHours: contactHoursChanges,
  acceptHolds: value("the time for which accepting holds back a reassignment", format),
  snooze: (from, to) => {
    if (!from) return [`the owner may now snooze a lead, for up to ${format(to!.max)}`];
    if (!to) return ["the owner may no longer snooze a lead"];
    return value("the longest snooze", format)(from.max, to.max);
  },
  clockFrom: (from, to) => [`the clock starts when a lead is ${to} instead of when it is ${from}`],
  stages: (before, after) =>
    named(byName(before), byName(after), {
      added: (name, { within, steps }) =>
        `${name} is a new stage: ${details([`within ${format(within)}`, steps.length > 0 && `with ${and(steps.map((step) => oneStep(step, name)))}`])}`,
      removed: (name, { within }) => `the stage ${name} (within ${format(within)}) is removed`,
      changed: (name, from, to) => differing(from, to, stageWording(name)),
      moved: (sentence) => `of the stages, ${sentence}`,
    }),
};

const stageWording = (name: string): Wording<Omit<Stage, "name">> => ({
  within: (from, to) => windowChange(`the ${name} window`, from, to),
  attempts: (_, to) => [
    to
      ? `${name} now has ${to.count === 1 ? "one try" : `${to.count} tries`}, the next one due ${and(to.next.map(format))} after the one before`
      : `${name} has the tries that are usual again`,
  ],
  nextResponse: (from, to) =>
    from && to
      ? windowChange(`the window for an answer to who asks again, in ${name},`, from, to)
      : [
          to
            ? `who asks again is now answered within ${format(to)}, in ${name}`
            : `who asks again is answered within the window of ${name} again`,
        ],
  handTo: (_, to) => [
    to
      ? `what has become an opportunity now goes on to ${to.to}, by policy ${to.sla}`
      : "what has become an opportunity stays with whoever has it",
  ],
  playbook: (_, to) => [
    to ? `the playbook of ${name} is now ${and(to.map(quoted))}` : `${name} has no playbook any more`,
  ],
  steps: stepChanges(name),
});

function windowChange(window: string, before: Duration, after: Duration): string[] {
  const [from, to] = [format(before), format(after)];
  if (from === to) return [];
  return [`${window} ${direction(before, after)} from ${from} to ${to}`];
}

/** A working day has no fixed length and the wall clock is another clock, so not every two durations have a longer one. */
function direction(before: Duration, after: Duration): string {
  const units = ["ms", "days", "weeks"] as const;
  if (before.elapsed !== after.elapsed) return "changes";
  if (units.every((unit) => after[unit] <= before[unit])) return "shrinks";
  return units.every((unit) => after[unit] >= before[unit]) ? "grows" : "changes";
}

const calendarInWords = (calendar: string): string =>
  calendar === "owner"
    ? "the owner's working time"
    : calendar === "lead"
      ? "contact hours where the lead is"
      : `calendar ${calendar}`;

const policyInWords = ({ calendar, stages, clockFrom }: Policy): string =>
  details([
    ...stages.map(({ name, within }) => `${name} within ${format(within)}`),
    `in ${calendarInWords(calendar)}`,
    clockFrom === "submitted" && "from when a lead was submitted",
  ]);
