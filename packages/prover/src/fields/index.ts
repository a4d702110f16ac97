import type { Agreement } from "@baton/core/agreement";
import type { Literal, Test } from "@baton/core/condition";
import { ACCOUNT_FIELD, derivedFields, type FieldType, givenFields, normalise } from "@baton/core/fields";
import { receivedFields } from "@baton/core/rules";
import { TABLE_FIELD, tableFields, targetFields } from "@baton/core/tables";
import { fold } from "@baton/core/text";
import { loadRegionCodes } from "@baton/core/values";
import type { Circuit, Lit } from "../model/circuit.ts";
import { choice } from "./choice.ts";
import type { Declared } from "./declared.ts";
import { type EmailField, email, emailFields } from "./email.ts";
import { type Field, LAST_INSTANT } from "./field.ts";
import { number } from "./number.ts";
import { owner } from "./owner.ts";
import { phone } from "./phone.ts";
import { received } from "./received.ts";
import { text } from "./text.ts";

/**
 * The fields that tests ask about, each knowing what a lead can be: what sources may fill in, what is worked out of it, and how
 * one field rests on another.
 */
export async function fieldModels(
  circuit: Circuit,
  tests: ReadonlyMap<string, readonly Test[]>,
  agreement: Declared,
): Promise<Map<string, Field>> {
  const fields = new Map<string, Field>();
  if (emailFields.some((name) => tests.has(name))) {
    const made = await email(circuit, Object.fromEntries(emailFields.map((name) => [name, tests.get(name) ?? []])));
    for (const name of emailFields) fields.set(name, made[name as EmailField]);
  }
  if (receivedFields.some((name) => tests.has(name)))
    for (const [name, field] of received(circuit, tests, agreement)) fields.set(name, field);
  for (const [name, own] of tests) {
    if (!fields.has(name)) fields.set(name, await fieldOf(circuit, name, [...own, ...restedOn(name)], agreement));
  }
  // A name that is not given is made of its parts.
  const whole = fields.get("name");
  for (const part of ["firstName", "lastName"]) {
    const field = fields.get(part);
    if (whole && field) circuit.require(-field.present, whole.present);
  }
  for (const who of ["person", "account"]) {
    const known = fields.get(`${who}.known`);
    if (!known) continue;
    for (const [name, field] of fields)
      if (name.startsWith(`${who}.`) && field !== known)
        circuit.require(-field.present, ...restedOn(`${who}.known`).map(known.test));
  }
  return fields;
}

/** What is asked of a field for the sake of another one: whoever has an owner is known. */
const restedOn = (field: string): Test[] =>
  field === "person.known" || field === "account.known" ? [{ field, op: "eq", value: true }] : [];

async function fieldOf(
  circuit: Circuit,
  name: string,
  tests: readonly Test[],
  { fields: own, tables, sources, people, teams }: Declared,
): Promise<Field> {
  const takers = [...Object.keys(people), ...Object.keys(teams)];
  if (targetFields(tables).includes(name)) return owner(circuit, tests, takers);
  const declared = { ...own, ...tableFields(tables, takers) };
  switch (name) {
    case "source":
      return choice(circuit, tests, Object.keys(sources));
    case "test":
    case "person.known":
    case "account.known":
      return choice(circuit, tests, [false, true], { present: circuit.yes });
    case "person.owner":
    case "account.owner":
    case "account.ae":
    case "account.csm":
      return owner(circuit, tests, Object.keys(people));
    case "receivedAt":
      return instant(circuit, tests, circuit.yes);
    case "country":
      return choice(circuit, tests, await countries());
    case "language":
      return choice(circuit, tests, languages(tests));
    case "region":
      return choice(circuit, tests, await loadRegionCodes());
    case "phone":
      return phone(circuit, tests, survives("phone", declared));
  }
  const spec = declared[name];
  const type = typeOf(name, declared);
  if (type === "boolean") return choice(circuit, tests, [true, false]);
  if (type === "instant") return instant(circuit, tests);
  if (type === "number") {
    const values = spec?.values?.filter((value) => typeof value === "number");
    return number(circuit, tests, {
      min: Math.max(spec?.min ?? -QUANTITY, -QUANTITY),
      max: Math.min(spec?.max ?? QUANTITY, QUANTITY),
      ...(values && { values }),
    });
  }
  return spec?.values
    ? choice(
        circuit,
        tests,
        // A blank value is none.
        spec.values.filter((value) => `${value}`.trim() !== ""),
        { several: !isGiven(name) },
      )
    : text(circuit, tests, { survives: isGiven(name) ? async () => true : survives(name, declared) });
}

/** Whether Baton itself knows it, as what no form brings. */
const isGiven = (name: string): boolean => name.startsWith(ACCOUNT_FIELD) || name.startsWith(TABLE_FIELD);

const builtin: Record<string, FieldType> = { ...givenFields, ...derivedFields };

const typeOf = (name: string, declared: Agreement["fields"]): FieldType | undefined =>
  Object.hasOwn(declared, name) ? declared[name]!.type : builtin[name];

/** Whether a field is an instant, among the declared ones and those that every agreement has. */
export const isInstant =
  (declared: Agreement["fields"]) =>
  (field: string): boolean =>
    typeOf(field, declared) === "instant";

/** A whole number of milliseconds within what a date can say, shown as ISO 8601. */
function instant(circuit: Circuit, tests: readonly Test[], present?: Lit): Field {
  const field = number(circuit, tests, {
    min: -LAST_INSTANT,
    max: LAST_INSTANT,
    whole: true,
    ...(present && { present }),
  });
  return {
    ...field,
    async value() {
      const value = await field.value();
      return value === undefined ? undefined : new Date(value as number).toISOString();
    },
  };
}

/** Numbers beyond this are no quantity to a lead. */
const QUANTITY = 1e15;

/** Whether a lead keeps a value as it is. */
function survives(name: string, declared: Agreement["fields"]): (value: string) => Promise<boolean> {
  return async (value) => {
    const { [name]: kept } = (await normalise({ [name]: value }, declared)).fields;
    return typeof kept === "string" && fold(kept) === fold(value);
  };
}

let known: Promise<string[]> | undefined;

/** The codes there are, those first that make the plainest examples. */
const countries = (): Promise<string[]> => (known ??= readCountries());

async function readCountries(): Promise<string[]> {
  const given = ["US", "DE", "FR", ...pairs().map((pair) => pair.toUpperCase())];
  const kept = await Promise.all(given.map(async (country) => (await normalise({ country }, {})).fields.country));
  return [...new Set(kept.filter((code) => typeof code === "string"))];
}

const letters = [..."abcdefghijklmnopqrstuvwxyz"];
const pairs = (): string[] => letters.flatMap((a) => letters.map((b) => a + b));

/** Subtags of two letters; of three where tests could tell them apart, and one for all others. */
function languages(tests: readonly Test[]): Literal[] {
  const byPart = tests.some(({ op }) => op === "contains" || op === "startsWith" || op === "endsWith");
  const named = tests.flatMap((test) => ("value" in test ? [test.value].flat() : []));
  const long = byPart
    ? pairs().flatMap((pair) => letters.map((letter) => pair + letter))
    : [...named.map(String).filter((value) => /^[a-z]{3}$/i.test(value)), "qaa"];
  return ["en", ...pairs(), ...long].filter((tag) => new Intl.Locale(tag).language === tag);
}
