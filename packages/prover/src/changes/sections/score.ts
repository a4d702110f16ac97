import type { Agreement, ScoreSpec } from "@baton/core/agreement";
import { conditionInWords } from "@baton/core/condition";
import { format } from "@baton/core/duration";
import { byName, differing, named, type Say, type Wording } from "../compare.ts";
import { type BothWords, conditionChange } from "../conditions.ts";
import { aboutWords, details, value } from "../words.ts";

type Entry<Key extends "bands" | "rules" | "touches"> = Omit<ScoreSpec[Key][number], "name">;

export function scoreChanges(words: BothWords): Say<Agreement["score"]> {
  const wording: Wording<ScoreSpec> = {
    qualified: (from, to) => {
      if (from === undefined) return [`a lead is now qualified from ${to} points`];
      if (to === undefined) return [`no score makes a lead qualified any more; it was from ${from} points`];
      return [`a lead is qualified from ${to} points instead of ${from}`];
    },
    bands: bandChanges,
    rules: (before, after) =>
      named(byName(before), byName(after), {
        added: (name, { when, points }) => `${name} is new: ${inPoints(points)} when ${words.after(when)}`,
        removed: (name, { points }) => `${name} is removed; it gave ${inPoints(points)}`,
        changed: (name, from, to) => differing(from, to, ruleWording(name, words)),
        moved: (sentence) => `among the reasons of a score, ${sentence}`,
      }),
    touches: (before, after) =>
      named(byName(before), byName(after), {
        added: (name, touch) => `${name} is new: ${touchInWords(touch)}`,
        removed: (name, touch) => `${name} is removed; it gave ${touchInWords(touch)}`,
        changed: (name, from, to) => differing(from, to, touchWording(name)),
        moved: (sentence) => `among the touches of a score, ${sentence}`,
      }),
  };
  return (before, after) => differing(before, after, wording);
}

/** Bands are kept in the order of their thresholds, so their order says something only where the thresholds are as they were. */
const bandChanges: Say<ScoreSpec["bands"]> = (before, after) => {
  const [from, to] = [byName(before), byName(after)];
  const words = {
    added: (name: string, band: Entry<"bands">) => `${name} is a new band, from ${inPoints(band.from)}`,
    removed: (name: string, band: Entry<"bands">) => `the band ${name}, from ${inPoints(band.from)}, is removed`,
    changed: (name: string, old: Entry<"bands">, now: Entry<"bands">) => [
      `${name} begins at ${now.from} instead of ${old.from}`,
    ],
  };
  const said = named(from, to, words);
  return said.length > 0 ? said : named(from, to, { ...words, moved: (sentence) => `of the bands, ${sentence}` });
};

const ruleWording = (name: string, words: BothWords): Wording<Entry<"rules">> => ({
  when: (from, to) =>
    aboutWords(name, conditionChange(words, (was, is) => `it now counts when ${is} instead of when ${was}`)(from, to)),
  points: (from, to) => [`${name} gives ${inPoints(to)} instead of ${from}`],
});

/** Touches carry whatever a site sends, so no field of theirs is known to be an instant. */
const touchWords: BothWords = {
  before: (condition) => conditionInWords(condition),
  after: (condition) => conditionInWords(condition),
};

const touchWording = (name: string): Wording<Entry<"touches">> => ({
  ...ruleWording(name, touchWords),
  touch: (from, to) => [`${name} counts touches of kind ${to} instead of ${from}`],
  halfLife: value(`the half-life of ${name}`, format),
  max: value(`the most that ${name} can give`, inPoints),
});

const touchInWords = ({ points, touch, when, halfLife, max }: Entry<"touches">): string =>
  details([
    `${inPoints(points)} for each touch ${touch} where ${conditionInWords(when)}`,
    halfLife && `halved every ${format(halfLife)}`,
    max !== undefined && `at most ${inPoints(max)}`,
  ]);

const inPoints = (points: number): string => `${points} ${Math.abs(points) === 1 ? "point" : "points"}`;
