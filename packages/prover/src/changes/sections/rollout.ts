import type { Agreement } from "@baton/core/agreement";
import { differing, named, type Say } from "../compare.ts";
import { value } from "../words.ts";

export const rolloutChanges: Say<Agreement["rollout"]> = (before = { modes: {} }, after = { modes: {} }) =>
  differing(before, after, {
    from: value("the day from which on the rollout holds"),
    remind: value("the day from which on owners are reminded until then"),
    modes: (from, to) =>
      named(new Map(Object.entries(from)), new Map(Object.entries(to)), {
        added: (team, mode) => `the rollout of ${team} is ${mode}`,
        removed: (team, mode) => `the rollout of ${team} is no longer ${mode}`,
        changed: (team, from, to) => [`the rollout of ${team} is ${to} instead of ${from}`],
        moved: (sentence) => `of the rollout, ${sentence}`,
      }),
  });
