import type { Agreement, Commitment } from "@baton/core/agreement";
import { byName, differing, named, type Say } from "../compare.ts";
import { aboutWords } from "../words.ts";

type Terms = Omit<Commitment, "name">;

export const commitmentChanges: Say<Agreement["commitments"]> = (before, after) =>
  differing(before, after, { marketing: sideChanges("marketing"), sales: sideChanges("sales") });

const sideChanges =
  (side: "marketing" | "sales"): Say<Commitment[]> =>
  (before, after) =>
    aboutWords(
      side,
      named(byName(before), byName(after), {
        added: (name, terms) => `${name} is a new commitment: ${termsInWords(terms)}`,
        removed: (name, terms) => `the commitment ${name} is removed: ${termsInWords(terms)}`,
        changed: (name, from, to) => [`${name} is now ${termsInWords(to)} instead of ${termsInWords(from)}`],
        moved: (sentence) => `of the commitments, ${sentence}`,
      }),
    );

/** `at least 70% a month by acceptance-rate`. */
function termsInWords({ measure, per, atLeast, atMost, share }: Terms): string {
  const amount = (value: number) => (share ? `${Number((value * 100).toFixed(9))}%` : `${value}`);
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${amount(atLeast)}`]),
    ...(atMost === undefined ? [] : [`at most ${amount(atMost)}`]),
  ];
  return `${bounds.join(" and ")} a ${per} by ${measure}`;
}
