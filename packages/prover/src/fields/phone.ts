import type { Test } from "@baton/core/condition";
import type { Circuit } from "../model/circuit.ts";
import type { Field } from "./field.ts";
import { type PartOperator, type Parts, text } from "./text.ts";

/** A telephone number as leads keep it, in E.164: a plus, which is only at the start, and digits. */
export async function phone(
  circuit: Circuit,
  tests: readonly Test[],
  survives: (value: string) => Promise<boolean>,
): Promise<Field> {
  const field = await text(circuit, tests.map(plusFirst), { survives, admits, invent });
  return { ...field, test: (test) => field.test(plusFirst(test)) };
}

/** The same test, knowing where the plus is. */
function plusFirst(test: Test): Test {
  const { field, op } = test;
  if (op !== "contains" && op !== "startsWith" && op !== "endsWith") return test;
  const value = test.value.trim();
  if (!value.startsWith("+")) return test;
  if (op === "endsWith") return { field, op: "eq", value };
  return value === "+" ? { field, op: "exists", value: true } : { field, op: "startsWith", value };
}

const admits = (op: PartOperator, part: string): boolean => (op === "startsWith" ? /^\+\d+$/ : /^\d+$/).test(part);

const starts = ["+49", "+1415", "+44", "+33", "+34", "+91", "+55", "+81", "+39", "+86", "+47", "+62", "+998"];
const fillers = [
  "3012345678",
  "2025550123",
  "7700900123",
  "123456789",
  "5",
  "612345678",
  "9876543210",
  "2",
  "8",
  "0",
  "64",
];

/** Numbers of several countries, with the digits wanted. */
function* invent({ start, inside, end }: Parts): Generator<string> {
  for (const first of start === "" ? starts : [start])
    for (const filler of fillers)
      for (let length = 0; length <= 12; length++)
        yield `${first}${inside.join("")}${filler.repeat(12).slice(0, length)}${end}`;
}
