import { WorkingTime } from "@baton/core/calendar";
import { compile, type Test } from "@baton/core/condition";
import { receivedFacts, receivedFields } from "@baton/core/rules";
import { segments } from "@baton/core/zone";
import { HORIZON_MS } from "../claims/horizon.ts";
import type { Circuit, Lit } from "../model/circuit.ts";
import type { Declared } from "./declared.ts";
import type { Field } from "./field.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * When a lead was received, as far as rules ask about it: the hour, the weekday and the calendars that work follow from the instant.
 * Instants that no test tells apart count as one. Looked at are the 400 days after `at`, the week around whatever bounds of the
 * instant itself tests name, and what lies far from both.
 */
export function received(
  circuit: Circuit,
  tests: ReadonlyMap<string, readonly Test[]>,
  { timezone, calendars, at }: Pick<Declared, "timezone" | "calendars" | "at">,
): Map<string, Field> {
  const names = ["receivedAt", ...receivedFields].filter((name) => tests.has(name));
  const asked = names.flatMap((name) => tests.get(name) ?? []);
  const distinct = [...new Map(asked.map((test) => [JSON.stringify(test), test])).values()];
  const holding = distinct.map(compile);
  const times = new Map(Object.entries(calendars).map(([name, calendar]) => [name, new WorkingTime(calendar)]));
  const factsAt = receivedFacts({ timezone, calendars }, new Set(names), (name) => times.get(name)!);

  const classes = new Map<string, { lit: Lit; instant: number; answers: boolean[] }>();
  for (const instant of instants(timezone, times, boundsOf(tests.get("receivedAt") ?? []), at)) {
    const facts = { ...factsAt(instant), receivedAt: instant };
    const answers = holding.map((holds) => holds(facts));
    const key = answers.map(Number).join("");
    if (!classes.has(key)) classes.set(key, { lit: circuit.fresh(), instant, answers });
  }
  const all = [...classes.values()];
  circuit.requireAtMostOne(all.map(({ lit }) => lit));
  circuit.require(...all.map(({ lit }) => lit));
  const truths = new Map(
    distinct.map((test, n) => [
      JSON.stringify(test),
      circuit.or(all.filter(({ answers }) => answers[n]).map(({ lit }) => lit)),
    ]),
  );
  const field = (value: Field["value"]): Field => ({
    present: circuit.yes,
    test: (test) => truths.get(JSON.stringify(test))!,
    value,
  });
  const chosen = () => all.find(({ lit }) => circuit.holds(lit))!.instant;
  return new Map([
    ["receivedAt", field(async () => new Date(chosen()).toISOString())],
    // What follows from the instant a lead does not say.
    ...receivedFields.map((name): [string, Field] => [name, field(async () => undefined)]),
  ]);
}

/** Instants of which one at least lies in each kind of stretch, those from `at` on first. */
function* instants(
  timezone: string,
  times: ReadonlyMap<string, WorkingTime>,
  bounds: readonly number[],
  at: number,
): Generator<number> {
  yield at;
  yield* edges(timezone, times, at, at + HORIZON_MS);
  for (const bound of bounds) {
    yield* [bound - 1, bound, bound + 1];
    yield* edges(timezone, times, bound - 8 * DAY, bound + 8 * DAY);
  }
  yield* edges(timezone, times, at - HORIZON_MS, at);
}

/** Where an hour begins on a wall clock, or a calendar opens or closes. */
function* edges(
  timezone: string,
  times: ReadonlyMap<string, WorkingTime>,
  from: number,
  to: number,
): Generator<number> {
  for (const { start, end, offset } of segments(timezone, from, to)) {
    yield start;
    for (let hour = Math.ceil((start + offset) / HOUR) * HOUR - offset; hour < end; hour += HOUR) yield hour;
  }
  for (const time of times.values()) for (const [opens, closes] of time.intervals(from, to)) yield* [opens, closes];
}

const boundsOf = (tests: readonly Test[]): number[] => [
  ...new Set(
    tests.flatMap((test) => ("value" in test ? [test.value].flat() : [])).filter((value) => typeof value === "number"),
  ),
];
