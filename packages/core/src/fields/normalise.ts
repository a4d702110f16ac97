import type { FieldSpec } from "../agreement/model.ts";
import { cutText, fold, shorten } from "../text/index.ts";
import { readAddress } from "../values/address.ts";
import { readCountry } from "../values/country.ts";
import { readLanguage } from "../values/language.ts";
import { isQuantity } from "../values/quantity.ts";
import { oneLine, severalLines, unescaped } from "../values/text.ts";
import { type GivenField, givenFields } from "./builtin.ts";
import { wholeName } from "./name.ts";

/** What a field holds: several texts only where the agreement lists the values there are. */
export type FieldValue = string | number | boolean | string[];

/** A field's value as people read it. */
export const written = (value: FieldValue): string => [value].flat().join(", ");

/** A value that is kept and shown but that no rule can use, and why where it was meant for a field. */
export interface Extra {
  value: string | number | boolean;
  reason?: string;
}

export interface LeadFields {
  /** By field name, dots spelt out (`utm.source`). */
  fields: Record<string, FieldValue>;
  extra: Record<string, Extra>;
}

/** How a source's people write, where a value alone does not say. */
export interface Habits {
  /** BCP 47: how numbers and dates are written. */
  locale?: string | undefined;
  /** ISO 3166 alpha-2: the country of who names none. */
  country?: string | undefined;
}

/** Longest values kept on a lead; the delivery keeps the whole. A lead has to fit a 400 KB item with room for its history. */
const LONGEST = { message: 10_000, text: 1_000, extra: 1_000, name: 100 };
const MOST_EXTRAS = 60;
/** Of one field given so often, the first are read. */
const MOST_REPEATS = 100;
/** All values together, as UTF-8. */
const MOST_BYTES = 150_000;

type Reading = { value: string | number | boolean } | { reason: string };
/** What a field may be read by, besides its own value. */
type Beside = Habits & { spec: FieldSpec };

/**
 * Turns what a source gave into typed lead fields. What cannot be converted, is unclear, or is not a field, goes to `extra`: bad data
 * never costs a lead. Names may be nested (`{utm: {source}}`) or dotted; a field that was given several times is a list of values.
 */
export async function normalise(
  given: Record<string, unknown>,
  declared: Record<string, FieldSpec>,
  habits: Habits = {},
): Promise<LeadFields> {
  const fields: Record<string, FieldValue> = {};
  const extra: Record<string, Extra> = {};
  const keep = (name: string, value: unknown, reason?: string) => {
    extra[shownName(name)] = { value: shown(value), ...(reason && { reason }) };
  };
  const unknown: [string, unknown][] = [];
  const read = async ([name, value]: [string, unknown], spec: FieldSpec, country: string | undefined) => {
    const { value: found, left, reason } = await readField(name, value, { ...habits, spec, country });
    if (found !== undefined) fields[name] = found;
    if (left !== undefined) keep(name, left, reason);
  };

  const named = [...flatten(given)].filter(([, value]) => !isBlank(value));
  // A telephone number and a region are read in the country.
  const country = named.find(([name]) => name === "country");
  if (country) await read(country, { type: "string" }, undefined);
  else if (habits.country !== undefined) fields.country = habits.country;
  for (const entry of named) {
    const [name, value] = entry;
    const spec = specOf(name, declared);
    if (!spec) unknown.push([name, value]);
    else if (name !== "country") await read(entry, spec, fields.country as string | undefined);
  }
  Object.assign(fields, wholeName(fields));
  for (const [name, value] of unknown.slice(0, MOST_EXTRAS)) keep(name, value);
  if (unknown.length > MOST_EXTRAS) extra.more = { value: MORE };
  return fitting({ fields, extra });
}

const specOf = (name: string, declared: Record<string, FieldSpec>): FieldSpec | undefined =>
  Object.hasOwn(declared, name)
    ? declared[name]
    : Object.hasOwn(givenFields, name)
      ? { type: givenFields[name as GivenField] }
      : undefined;

/** What a field's values come to; `left` is what of them it does not hold, with the reason. */
interface FieldReading {
  value?: FieldValue;
  left?: unknown;
  reason?: string;
}

async function readField(name: string, given: unknown, beside: Beside): Promise<FieldReading> {
  const { spec } = beside;
  const values = [given].flat().filter((one) => !isEmpty(one));
  const structured = values.find((one) => typeof one === "object");
  if (structured !== undefined)
    return { left: given, reason: `a ${Array.isArray(given) ? "list" : "structure"} cannot be converted` };
  if (spec.type === "string" && spec.values) return agreed(values, spec.values);
  const readings = await Promise.all(
    distinct(values).map(async (value) => ({ value, reading: await readOne(name, value, beside) })),
  );
  const good = readings.flatMap(({ reading }) => ("value" in reading ? [reading.value] : []));
  const first = readings.find(({ reading }) => "value" in reading);
  if (!first) {
    const { reading } = readings[0]!;
    return { left: given, reason: "reason" in reading ? reading.reason : "" };
  }
  // A check box sends its own value beside the hidden one that stands for none.
  if (spec.type === "boolean") return { value: good.includes(true) };
  if (spec.type === "string" && isJoined(name))
    return { value: longest(name, distinct(good).join(name === "message" ? "\n" : ", ")) };
  const value = good[0]!;
  const others = readings.filter(({ reading }) => !("value" in reading) || !alike(reading.value, value));
  return others.length === 0
    ? { value }
    : { value, left: others.map((other) => other.value), reason: "given as well; the first that can be read counts" };
}

/** Texts in which several answers are one, unlike those that say who somebody is. */
const isJoined = (name: string): boolean => name === "message" || !Object.hasOwn(givenFields, name);

/** Values among those there are, as a list where there are several; forms also send several as one text. */
function agreed(values: unknown[], known: readonly (string | number | boolean)[]): FieldReading {
  const options = new Map(known.toReversed().map((option) => [fold(String(option)), String(option)]));
  const find = (text: string) => options.get(fold(cutText(text, LONGEST.text)));
  const parts = values
    .slice(0, MOST_REPEATS)
    .flatMap((value) => {
      const text = cutText(String(value), LONGEST.message);
      return find(text) === undefined ? text.split(/[;,|\n]/).filter((part) => !isBlank(part)) : [text];
    })
    .slice(0, MOST_REPEATS);
  const found = new Set(parts.flatMap((part) => find(part) ?? []));
  // In the order of the agreement, so that the same answers are the same list.
  const list = known.map(String).filter((option) => found.has(option));
  const others = parts.filter((part) => find(part) === undefined);
  const value = list.length > 1 ? list : list[0];
  return {
    ...(value !== undefined && { value }),
    ...(others.length > 0 && { left: list.length === 0 ? values : others, reason: `not one of ${known.join(", ")}` }),
  };
}

async function readOne(name: string, given: unknown, { spec, locale, country }: Beside): Promise<Reading> {
  // What is read is short; of what is only kept, no more than half of this is, with a mark that there was more.
  const text = cutText(String(given), 2 * (name === "message" ? LONGEST.message : LONGEST.text));
  const reads = Object.hasOwn(givenFields, name) ? readers[name as GivenField] : undefined;
  const read = reads && (await reads(text, country));
  if (read) return read;
  switch (spec.type) {
    case "string":
      return { value: longest(name, name === "message" ? severalLines(text).trim() : oneLine(text)) };
    case "number":
      return withinBounds(await numberIn(given, text, locale), spec);
    case "boolean": {
      const word = text.trim();
      if (/^(true|yes|y|1|on|checked)$/i.test(word)) return { value: true };
      if (/^(false|no|n|0|off)$/i.test(word)) return { value: false };
      return { reason: "neither yes nor no" };
    }
    case "instant":
      return (await import("../values/instant.ts")).readInstant(text.trim(), locale);
  }
}

/** Most numbers are plain ones, which need no reading. */
async function numberIn(
  given: unknown,
  text: string,
  locale: string | undefined,
): Promise<{ value: number } | { reason: string }> {
  if (typeof given === "number") return { value: given };
  if (/^\s*\d{1,15}\s*$/.test(text)) return { value: Number(text) };
  return (await import("../values/number.ts")).readNumber(text, locale);
}

const name = async (text: string): Promise<Reading> => ({ value: longest("", oneLine(await unescaped(text))) });

/** Built-in fields that say who and where somebody is. */
const readers: Partial<Record<GivenField, (text: string, country: string | undefined) => Promise<Reading>>> = {
  email: async (text) => orWhy(await readAddress(await unescaped(text)), "not an e-mail address"),
  firstName: name,
  lastName: name,
  name,
  company: name,
  title: name,
  city: name,
  country: async (text) => orWhy(await readCountry(oneLine(await unescaped(text))), "not a country"),
  language: async (text) => orWhy(await readLanguage(oneLine(text)), "not a language"),
  async region(text, country) {
    const { readRegion } = await import("../values/region.ts");
    const why =
      country === undefined ? "not a region's code, and no country to find its name in" : `not a region of ${country}`;
    return orWhy(readRegion(oneLine(await unescaped(text)), country), why);
  },
  async phone(text, country) {
    const { toE164 } = await import("../values/phone.ts");
    return orWhy(toE164(text, country), country ? "not a phone number" : "not a phone number with a country code");
  },
};

const orWhy = (value: string | undefined, reason: string): Reading => (value === undefined ? { reason } : { value });

function withinBounds(read: { value: number } | { reason: string }, { min, max, values }: FieldSpec): Reading {
  if ("reason" in read) return read;
  const { value } = read;
  if (!Number.isFinite(value)) return { reason: "not a number" };
  if (!isQuantity(value)) return { reason: "too large or too small" };
  if (min !== undefined && value < min) return { reason: `less than ${min}` };
  if (max !== undefined && value > max) return { reason: `more than ${max}` };
  return values && !values.includes(value) ? { reason: `not one of ${values.join(", ")}` } : read;
}

const longest = (name: string, text: string): string =>
  shorten(text, name === "message" ? LONGEST.message : LONGEST.text);

const alike = (one: unknown, other: unknown): boolean => {
  const texts = [String(one), String(other)] as const;
  return (
    texts[0] === texts[1] || (texts.every(({ length }) => length <= LONGEST.text) && fold(texts[0]) === fold(texts[1]))
  );
};

/** Each value once, whatever its case. */
function distinct<T>(values: readonly T[]): T[] {
  if (values.length === 1) return [...values];
  return values.slice(0, MOST_REPEATS).filter((one, n) => values.findIndex((other) => alike(one, other)) === n);
}

const MORE = "There are more fields than are shown; the delivery has them all.";

/** Leaves out extras, last first, and then cuts the longest fields, until a store can take the whole. */
function fitting({ fields, extra }: LeadFields): LeadFields {
  const bytes = () => Buffer.byteLength(JSON.stringify([fields, extra]));
  for (let size = bytes(); size > MOST_BYTES; size = bytes()) {
    const last = Object.keys(extra).findLast((name) => name !== "more");
    if (last !== undefined) delete extra[last];
    else {
      const [longest, value] = Object.entries(fields).sort((a, b) => String(b[1]).length - String(a[1]).length)[0]!;
      fields[longest] = shorten(String(value), Math.floor(String(value).length / 2));
    }
    extra.more = { value: MORE };
  }
  return { fields, extra };
}

const isEmpty = (one: unknown): boolean =>
  one === undefined || one === null || (typeof one === "string" && one.trim() === "");
const isBlank = (value: unknown): boolean => [value].flat().every(isEmpty);

function* flatten(given: Record<string, unknown>, prefix = ""): Generator<[string, unknown]> {
  for (const [key, value] of Object.entries(given)) {
    const name = prefix + key;
    const group = name === "utm" || name === "clickId";
    if (group && typeof value === "object" && value !== null && !Array.isArray(value))
      yield* flatten(value as Record<string, unknown>, `${name}.`);
    else yield [name, value];
  }
}

/** A name that any store can keep: not empty, not endless, and not the one that would set an object's prototype. */
export const shownName = (name: string): string =>
  name === "__proto__" ? "proto" : shorten(name.trim() || "unnamed", LONGEST.name);

/** A value to show: as it is, a list of values separated by commas, anything deeper as its JSON text. */
function shown(value: unknown): string | number | boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "number" && isQuantity(value)) return value;
  if (typeof value !== "object") return shorten(severalLines(String(value)), LONGEST.extra);
  if (Array.isArray(value) && value.every((one) => typeof one !== "object"))
    return shorten(severalLines(value.join(", ")), LONGEST.extra);
  try {
    return shorten(JSON.stringify(value), LONGEST.extra);
  } catch {
    return "too deeply nested to be shown";
  }
}
