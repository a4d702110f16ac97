import type { Agreement } from "@baton/core/agreement";
import { compile, type Facts, type Literal, type Test } from "@baton/core/condition";
import { emailDomain, type FieldValue } from "@baton/core/fields";
import { isOwnerTarget } from "@baton/core/rules";
import { tableFields } from "@baton/core/tables";
import { fold } from "@baton/core/text";
import type { Said } from "./passed-over.ts";
import { type Shown, typeOf } from "./shown.ts";

/** A value a field could have; null for none. */
export type Value = FieldValue | null;

/** No more values than these are worth trying for one field: each does what the rule asks. */
const MOST = 4;

/** The field to change so that another comes out otherwise. */
export const leverOf = (field: string): string => (field.startsWith("email.") ? "email" : field);

/**
 * Values of a field by which tests come out as wanted: those that the tests name, the nearest of numbers first, else an example.
 * @param about every test of the same rule on the field, for the values between those they name
 */
export function valuesFor(
  field: string,
  about: readonly Test[],
  wanted: readonly Said[],
  agreement: Agreement,
  shown: Shown,
): Value[] {
  if (field === "email") return addresses(about, wanted, shown);
  const type = typeOf(field, agreement);
  const instant = type === "instant";
  const now = shown[field];
  const fits = (value: Value) => agrees(wanted, { [field]: typeof value === "string" ? fold(value) : value });
  if (instant || type === "number") {
    const from = typeof now === "string" ? Date.parse(now) : ((now as number | null | undefined) ?? 0);
    const numbers = [
      ...numbersBy(about),
      ...(instant ? [shown.receivedAt].map((at) => Date.parse(at as string)) : [agreement.fields[field]?.min ?? 1]),
    ]
      .filter(fits)
      .sort((a, b) => Math.abs(a - from) - Math.abs(b - from));
    const values = instant ? numbers.filter(isDate).map((at) => new Date(at).toISOString()) : numbers;
    return unique<Value>([...values.slice(0, MOST), ...(fits(null) ? [null] : [])]);
  }
  const named = type === "boolean" ? [true, false] : textsBy(about);
  return unique<Value>([...named, null, ...examplesOf(field, agreement)])
    .filter(fits)
    .slice(0, MOST);
}

/** Whether tests come out as they should, for the fields given. */
function agrees(wanted: readonly Said[], given: Record<string, Value>): boolean {
  const facts: Facts = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value ?? undefined]));
  return wanted.every((said) => compile(said)(facts));
}

/** Numbers that tests name, those next to them, and those in between. */
function numbersBy(tests: readonly Test[]): number[] {
  const named = tests.flatMap(literalsOf).filter((value) => typeof value === "number");
  const sorted = [...new Set(named)].sort((a, b) => a - b);
  return sorted.flatMap((value, i) => {
    const following = sorted[i + 1];
    const around = [value, Math.floor(value) + 1, Math.ceil(value) - 1];
    return following === undefined ? around : [...around, (value + following) / 2];
  });
}

/** Texts that tests name, and one that begins, goes on and ends as they say. */
function textsBy(tests: readonly Test[]): string[] {
  const pieces = (op: Test["op"]) => tests.flatMap((test) => (test.op === op ? literalsOf(test) : []));
  const joined = [...pieces("startsWith"), ...pieces("contains"), ...pieces("endsWith")].join("");
  return [...tests.flatMap(literalsOf).map(String), joined].map((text) => text.trim()).filter((text) => text !== "");
}

function literalsOf(test: Test): Literal[] {
  if (test.op === "exists") return [];
  return Array.isArray(test.value) ? test.value : [test.value];
}

const examples = new Map<string, string[]>([
  ["country", ["DE", "US"]],
  ["language", ["en", "de"]],
  ["phone", ["+4930901820"]],
]);

/** Values for a field that only has to be given, or to be another one. */
function examplesOf(field: string, { fields, tables, people, teams, sources }: Agreement): FieldValue[] {
  const ofTable = tableFields(tables, [...Object.keys(people), ...Object.keys(teams)])[field];
  if (ofTable?.values) return ofTable.values;
  if (isOwnerTarget(field) && !ofTable) return Object.keys(people);
  if (field === "source") return Object.keys(sources);
  return fields[field]?.values ?? examples.get(field) ?? ["example"];
}

/** Addresses at domains that tests name, and one of each kind of domain. Whose lists they are on is for the decision to say. */
function addresses(about: readonly Test[], wanted: readonly Said[], shown: Shown): Value[] {
  const now = typeof shown.email === "string" ? shown.email : undefined;
  const local = now?.slice(0, now.lastIndexOf("@")) ?? "someone";
  const domains = about.flatMap((test) => (test.field === "email.domain" ? domainsBy(test) : []));
  const at = [...domains, "company.example", "gmail.com", "mailinator.com"].map((domain) => `${local}@${domain}`);
  const named = textsBy(about.filter(({ field }) => field === "email"));
  const read = wanted.filter((said) => !lists.has("not" in said ? said.not.field : said.field));
  return unique<Value>([...named, ...at, null])
    .filter((email) => {
      const folded = email === null ? null : fold(email as string);
      return agrees(read, { email: folded, "email.domain": folded === null ? null : (emailDomain(folded) ?? null) });
    })
    .slice(0, 2 * MOST);
}

const lists = new Set(["email.free", "email.disposable"]);

function domainsBy(test: Test): string[] {
  return literalsOf(test).flatMap((literal) => {
    const text = `${literal}`.trim().replace(/^@/, "");
    const bare = text.replace(/^\.+|\.+$/g, "");
    if (bare === "") return [];
    if (test.op === "startsWith") return [`${text}${text.endsWith(".") ? "" : "."}example`, `${bare}.example`];
    if (test.op === "endsWith" || test.op === "contains")
      return [bare, `company.${bare}`, `${bare}.example`, `company.${bare}.example`];
    return [text];
  });
}

const isDate = (at: number): boolean => !Number.isNaN(new Date(at).getTime());
const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
