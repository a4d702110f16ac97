import type { At, Stage, Step } from "@baton/core/agreement";
import { format } from "@baton/core/duration";
import { and } from "../../claims/listing.ts";
import { differing, type Say, same, type Wording } from "../compare.ts";
import { details } from "../words.ts";

/**
 * Words for the steps of a stage. Steps have no names: what is not equal is taken for the same step if it does the same at the
 * same time, or else the same to the same person.
 */
export const stepChanges =
  (stage: string): Say<Stage["steps"]> =>
  (before, after) => {
    const left = { before: [...before], after: [...after] };
    const pairs = [same, likeness(["do", "at"]), likeness(["do", "to"])].flatMap((alike) => pairUp(left, alike));
    const words = [
      ...pairs.flatMap(([from, to]) => differing(from, to, stepWording(stage, from))),
      ...left.after.map((step) => `${oneStep(step, stage)} is new`),
      ...left.before.map((step) => `the ${stepInWords(step, stage)} is removed`),
    ];
    if (words.length > 0) return words;
    return [`the steps of ${stage} are now in the order ${and(after.map((step) => stepInWords(step, stage)))}`];
  };

const likeness =
  (keys: (keyof Step)[]) =>
  (a: Step, b: Step): boolean =>
    keys.every((key) => same(a[key], b[key]));

/** Takes the pairs that are alike out of what is left. */
function pairUp(left: { before: Step[]; after: Step[] }, alike: (a: Step, b: Step) => boolean): [Step, Step][] {
  const pairs: [Step, Step][] = [];
  for (const step of [...left.before]) {
    const at = left.after.findIndex((other) => alike(step, other));
    if (at < 0) continue;
    pairs.push([step, ...(left.after.splice(at, 1) as [Step])]);
    left.before.splice(left.before.indexOf(step), 1);
  }
  return pairs;
}

const stepWording = (stage: string, step: Step): Wording<Omit<Step, "do">> => {
  const the = `the ${stepInWords({ ...step, repeat: undefined }, stage)}`;
  return {
    at: (from, to) => [`the ${stepNoun(step)} ${atInWords(from, stage)} now comes ${atInWords(to, stage)}`],
    to: (_, to) => [to ? `${the} now goes to ${to}` : `${the} now goes to nobody named`],
    repeat: (_, to) => [to ? `${the} is now ${repeatInWords(to)}` : `${the} is no longer repeated`],
  };
};

const nouns = { remind: "reminder", escalate: "escalation", reassign: "reassignment" } as const;

/** `escalation to vera at 100% of contact`. */
const stepInWords = (step: Step, stage: string): string =>
  details([`${stepNoun(step)} ${atInWords(step.at, stage)}`, step.repeat && repeatInWords(step.repeat)]);

const stepNoun = (step: Step): string => (step.to ? `${nouns[step.do]} to ${step.to}` : nouns[step.do]);

/** `a reminder at 50% of contact`, `an escalation to vera at 100% of contact`. */
export const oneStep = (step: Step, stage: string): string =>
  `${step.do === "escalate" ? "an" : "a"} ${stepInWords(step, stage)}`;

const atInWords = (at: At, stage: string): string =>
  "percent" in at ? `at ${at.percent}% of ${stage}` : `${format(at.after)} after ${stage} is due`;

const repeatInWords = ({ every, times }: NonNullable<Step["repeat"]>): string =>
  `repeated ${times === 1 ? "once" : `${times} times`}, every ${format(every)}`;
