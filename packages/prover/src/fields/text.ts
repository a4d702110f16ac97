import { literal, type Test } from "@baton/core/condition";
import type { Circuit, Lit } from "../model/circuit.ts";
import { type Field, NoExample } from "./field.ts";

export type PartOperator = "contains" | "startsWith" | "endsWith";

/** A part that a text may have, folded. */
interface Pattern {
  op: PartOperator;
  value: string;
  lit: Lit;
}

export interface TextOptions {
  present?: Lit;
  /** Values that are told apart even if no test names them. */
  named?: Iterable<string>;
  /** Whether a lead can have this value; texts may need a form. */
  survives?(value: string): boolean | Promise<boolean>;
  /** Whether a text that survives can have this part. */
  admits?(op: PartOperator, part: string): boolean;
  /** Texts to try that are made of these parts; by default the parts themselves, with something between them. */
  invent?(parts: Parts): Iterable<string>;
}

export interface Parts {
  start: string;
  inside: string[];
  end: string;
}

/** A text field, and truths about it that other fields may rest on. */
export interface Text extends Field {
  /** The truth of the value being this one, folded; of one that nobody named: false. */
  is(value: string): Lit;
  /** Named values, with their truths. */
  named: ReadonlyMap<string, Lit>;
}

/**
 * A field with any text: it is one of the values that tests name, or another one that has or lacks the parts they ask for.
 * Parts that no text can have, or lack, at once are known in pairs, and that is all there is to know: with something between them
 * any number of parts fit into one text.
 */
export async function text(circuit: Circuit, tests: readonly Test[], options: TextOptions = {}): Promise<Text> {
  const { present = circuit.fresh(), survives = () => true, admits = () => true, invent = plain } = options;
  const named = new Map<string, Lit>();
  for (const value of [...tests.flatMap(literalsOf), ...(options.named ?? [])])
    if (!named.has(value) && value !== "" && (await survives(value))) named.set(value, circuit.fresh());
  circuit.requireAtMostOne([...named.values()]);
  for (const lit of named.values()) circuit.require(-lit, present);

  const patterns = new Map<string, Pattern>();
  for (const test of tests) {
    if (test.op !== "contains" && test.op !== "startsWith" && test.op !== "endsWith") continue;
    const value = literal(test.value) as string;
    const key = `${test.op} ${value}`;
    if (!patterns.has(key)) patterns.set(key, { op: test.op, value, lit: value === "" ? present : circuit.fresh() });
  }
  const parts = [...patterns.values()].filter(({ value }) => value !== "");
  for (const part of parts) {
    circuit.spend();
    circuit.require(-part.lit, admits(part.op, part.value) ? present : circuit.no);
    for (const [value, lit] of named) circuit.require(-lit, has(value, part) ? part.lit : -part.lit);
    for (const other of parts) {
      if (other === part) continue;
      if (implies(part, other)) circuit.require(-part.lit, other.lit);
      if (excludes(part, other)) circuit.require(-part.lit, -other.lit);
    }
  }

  const is = (value: string): Lit => named.get(value) ?? circuit.no;
  const anyOf = (values: readonly unknown[]): Lit =>
    circuit.or(values.map((value) => is(literal(value as string) as string)));
  return {
    present,
    named,
    is,
    test(test) {
      switch (test.op) {
        case "exists":
          return test.value ? present : -present;
        case "eq":
          return anyOf([test.value]);
        case "in":
          return anyOf(test.value);
        case "ne":
          return circuit.and([present, -anyOf([test.value])]);
        case "notIn":
          return circuit.and([present, -anyOf(test.value)]);
        case "contains":
        case "startsWith":
        case "endsWith":
          return patterns.get(`${test.op} ${literal(test.value)}`)!.lit;
        default:
          return circuit.no;
      }
    },
    async value() {
      if (!circuit.holds(present)) return undefined;
      for (const [value, lit] of named) if (circuit.holds(lit)) return value;
      for (const candidate of invent(wanted(parts.filter(({ lit }) => circuit.holds(lit))))) {
        const folded = literal(candidate) as string;
        const fits = parts.every((part) => has(folded, part) === circuit.holds(part.lit));
        if (fits && folded !== "" && !named.has(folded) && (await survives(candidate))) return candidate;
      }
      throw new NoExample();
    },
  };
}

/** The texts that a test says a field is or is not, folded. */
export function literalsOf(test: Test): string[] {
  if (test.op === "eq" || test.op === "ne") return [literal(test.value) as string];
  if (test.op === "in" || test.op === "notIn") return test.value.map((value) => literal(value) as string);
  return [];
}

const has = (text: string, { op, value }: Pattern): boolean =>
  op === "contains" ? text.includes(value) : text[op](value);

/** Whether every text with one part has the other. */
const implies = (part: Pattern, other: Pattern): boolean =>
  (other.op === "contains" || other.op === part.op) && has(part.value, other);

/** Whether no text has both. */
const excludes = (part: Pattern, other: Pattern): boolean =>
  part.op === other.op && part.op !== "contains" && !has(part.value, other) && !has(other.value, part);

/** The parts an example has to have, without those that are part of others. */
function wanted(patterns: readonly Pattern[]): Parts {
  const longest = (op: Pattern["op"]) =>
    patterns
      .filter((part) => part.op === op)
      .reduce((best, { value }) => (value.length > best.length ? value : best), "");
  const [start, end] = [longest("startsWith"), longest("endsWith")];
  const inside = patterns.filter(({ op }) => op === "contains").map(({ value }) => value);
  const needed = inside.filter(
    (value) =>
      !start.includes(value) &&
      !end.includes(value) &&
      !inside.some((other) => other !== value && other.includes(value)),
  );
  return { start, inside: needed, end };
}

/** What may stand between parts; one of them is in none of the parts to avoid, unless there are very many of those. */
export const fillers = [..."x-_0qzjky789vwb~+=#*°§µþ"];

/** The parts, with something between them. */
export function* plain({ start, inside, end }: Parts): Generator<string> {
  const pieces = [start, ...inside, end].filter(Boolean);
  if (pieces.length === 0) yield* ["something", "anything else"];
  for (const filler of fillers) {
    yield pieces.join(filler);
    yield [start, ...inside, end].join(filler);
    yield `${start}${filler}${inside.join(filler)}${filler}${end}`;
    yield `${start}${filler.repeat(3)}${inside.join(filler)}${filler.repeat(3)}${end}`;
  }
}
