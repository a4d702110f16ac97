import type { Agreement, Route } from "@baton/core/agreement";
import type { Condition } from "@baton/core/condition";
import { byName, differing, named, type Say, type Wording } from "../compare.ts";
import { type BothWords, type ConditionWords, conditionChange } from "../conditions.ts";
import { elseInWords, matchesInWords, toInWords } from "../targets.ts";
import { aboutWords, value } from "../words.ts";

export function routingChanges(words: BothWords): Say<Agreement["routing"]> {
  const wording: Wording<Omit<Route, "name">> = {
    when: conditionChange(words, (from, to) => `the condition changes from ${from} to ${to}`),
    to: (from, to) => [`leads go to ${toInWords(to)} instead of ${toInWords(from)}`],
    else: (before, after) => {
      const [from, to] = [elseInWords(before), elseInWords(after)];
      if (before.length === 0) return [`leads that its target cannot take now go to ${to}`];
      if (after.length === 0) return [`leads that its target cannot take no longer go to ${from}`];
      return [`leads that its target cannot take go to ${to} instead of ${from}`];
    },
    require: value("what whoever takes it must match", matchesInWords),
    prefer: value("who comes first", (matches) => matchesInWords(matches) || "nobody"),
    sla: (from, to) => [`the clock is ${to} instead of ${from}`],
  };
  return (before, after) =>
    named(byName(before), byName(after), {
      added: (name, route) => `${name} is new${place(after, name)}: ${described(route, words.after)}`,
      removed: (name, route) =>
        `${name} is removed; it took ${leads(route.when, words.before)} to ${toInWords(route.to)}`,
      changed: (name, from, to) => aboutWords(name, differing(from, to, wording)),
      moved: (sentence) => sentence,
    });
}

function described({ when, to, else: otherwise, sla }: Omit<Route, "name">, words: ConditionWords): string {
  const target = otherwise.length > 0 ? `${toInWords(to)}, else ${elseInWords(otherwise)},` : toInWords(to);
  return `${leads(when, words)} go to ${target} on the clock ${sla}`;
}

const leads = (when: Condition, words: ConditionWords): string =>
  "all" in when && when.all.length === 0 ? "all leads" : `leads where ${words(when)}`;

/** Between which rules a new one stands. */
function place(routing: Agreement["routing"], name: string): string {
  const at = routing.findIndex((route) => route.name === name);
  const [previous, next] = [routing[at - 1]?.name, routing[at + 1]?.name];
  if (previous && next) return ` between ${previous} and ${next}`;
  if (previous) return ` after ${previous}, as the last rule`;
  return next ? ` before ${next}, as the first rule` : "";
}
