import type { Agreement, Commitment, Goal, Target } from "@baton/core/agreement";
import { clockText } from "@baton/core/calendar";
import { byName, differing, named, type Say, type Wording } from "../compare.ts";
import { aboutWords, value } from "../words.ts";

export const commitmentChanges: Say<Agreement["commitments"]> = (before, after) =>
  differing(before, after, { marketing: sideChanges("marketing"), sales: sideChanges("sales") });

const sideChanges =
  (side: "marketing" | "sales"): Say<Commitment[]> =>
  (before, after) =>
    aboutWords(side, targetChanges<Commitment>("commitment", promiseInWords)(before, after));

const targetChanges =
  <Of extends Target>(what: string, inWords: (of: Omit<Of, "name">) => string): Say<Of[]> =>
  (before, after) =>
    named(byName(before), byName(after), {
      added: (name, terms) => `${name} is a new ${what}: ${inWords(terms)}`,
      removed: (name, terms) => `the ${what} ${name} is removed: ${inWords(terms)}`,
      changed: (name, from, to) => [`${name} is now ${inWords(to)} instead of ${inWords(from)}`],
      moved: (sentence) => `of the ${what}s, ${sentence}`,
    });

/** `at least 70% a month by acceptance-rate`. */
function termsInWords({ measure, per, atLeast, atMost, share }: Omit<Target, "name">): string {
  const amount = (value: number) => (share ? `${Number((value * 100).toFixed(9))}%` : `${value}`);
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${amount(atLeast)}`]),
    ...(atMost === undefined ? [] : [`at most ${amount(atMost)}`]),
  ];
  return `${[bounds.join(" and "), `a ${per}`].filter(Boolean).join(" ")} by ${measure}`;
}

const promiseInWords = ({ needs = [], ...terms }: Omit<Commitment, "name">): string =>
  `${termsInWords(terms)}${needs.length === 0 ? "" : `, which needs ${needs.join(" and ")}`}`;

const goalInWords = ({ owners, ...terms }: Omit<Goal, "name">): string =>
  `${termsInWords(terms)}, of ${owners.marketing} for marketing and ${owners.sales} for sales`;

const changedGoals = targetChanges<Goal>("goal", goalInWords);
export const goalChanges: Say<Agreement["goals"]> = (before = [], after = []) => changedGoals(before, after);

const reviewWording: Wording<NonNullable<Agreement["review"]>> = {
  everyWeeks: value("after how many weeks the next review is"),
  on: value("the day of the review"),
  at: value("when the review begins", clockText),
  with: value("who comes to the review", (people) => people.join(", ")),
  minutes: value("how many minutes the review takes"),
  from: value("from when on reviews are counted"),
};

export const reviewChanges: Say<Agreement["review"]> = (before, after) => {
  if (before && after) return differing(before, after, reviewWording);
  if (after)
    return [
      `both sides meet every ${after.everyWeeks === 1 ? "week" : `${after.everyWeeks} weeks`} on ${after.on} at ${clockText(after.at)} for ${after.minutes} minutes${after.from === undefined ? "" : `, from the week of ${after.from} on`}: ${after.with.join(", ")}`,
    ];
  return before ? ["there is no review any more"] : [];
};

export const rideAlongChanges: Say<Agreement["rideAlongs"]> = value(
  "how often each side joins the other at its work",
  ({ per, marketing, sales }) => `marketing ${marketing} and sales ${sales} times a ${per}`,
);
