import type { Agreement, Motion, Segment } from "@baton/core/agreement";
import { byName, differing, named, type Say } from "../compare.ts";
import { type BothWords, conditionChange } from "../conditions.ts";
import { aboutWords, value } from "../words.ts";

export function segmentChanges(words: BothWords): Say<Agreement["segments"]> {
  return (before = [], after = []) =>
    named(byName(before), byName(after), {
      added: (name, { when }) => `${name} is a new segment, of leads where ${words.after(when)}`,
      removed: (name) => `the segment ${name} is removed`,
      changed: (name, from, to) =>
        aboutWords(
          name,
          differing<Omit<Segment, "name">>(from, to, {
            when: conditionChange(words, (from, to) => `its leads are those where ${to} instead of ${from}`),
            value: value("what a lead of it is worth"),
          }),
        ),
      moved: (sentence) => `of the segments, ${sentence}`,
    });
}

export function motionChanges(words: BothWords): Say<Agreement["motion"]> {
  return (before = [], after = []) =>
    named(byName(before), byName(after), {
      added: (name, { when, leads }) => `${name} is new: leads where ${words.after(when)} are ${leads}'s`,
      removed: (name) => `${name} is removed`,
      changed: (name, from, to) =>
        aboutWords(
          name,
          differing<Omit<Motion, "name">>(from, to, {
            when: conditionChange(words, (from, to) => `its leads are those where ${to} instead of ${from}`),
            leads: value("whose its leads are"),
          }),
        ),
      moved: (sentence) => `of the motions, ${sentence}`,
    });
}
