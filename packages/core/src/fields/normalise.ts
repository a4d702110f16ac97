import type { FieldSpec } from "../agreement/model.ts";
import { fold } from "../text/index.ts";
import { type GivenField, givenFields } from "./builtin.ts";
import { countryCode } from "./country.ts";

export type FieldValue = string | number | boolean;

/** A value that is kept and shown but that no rule can use, and why where it was meant for a field. */
export interface Extra {
  value: FieldValue;
  reason?: string;
}

export interface LeadFields {
  /** By field name, dots spelt out (`utm.source`). */
  fields: Record<string, FieldValue>;
  extra: Record<string, Extra>;
}

/** Longest values kept on a lead; the delivery keeps the whole. A lead has to fit a 400 KB item with room for its history. */
const LONGEST = { message: 10_000, text: 1_000, extra: 1_000, name: 100 };
const MOST_EXTRAS = 60;
/** All values together, as UTF-8. */
const MOST_BYTES = 150_000;

/** Numbers beyond these are no quantity, and stores refuse some of them. */
export const isQuantity = (number: number): boolean =>
  number === 0 || (Math.abs(number) <= 1e15 && Math.abs(number) >= 1e-15);

/**
 * Turns what a source gave into typed lead fields. What cannot be converted, or is not a field, goes to `extra`:
 * bad data never costs a lead. Names may be nested (`{utm: {source}}`) or dotted.
 */
export async function normalise(
  given: Record<string, unknown>,
  declared: Record<string, FieldSpec>,
): Promise<LeadFields> {
  const fields: Record<string, FieldValue> = {};
  const extra: Record<string, Extra> = {};
  const unknown: [string, unknown][] = [];
  const keep = (name: string, value: unknown, reason?: string) => {
    extra[shownName(name)] = { value: shown(value), ...(reason && { reason }) };
  };

  for (const [name, value] of flatten(given)) {
    if (isBlank(value)) continue;
    const spec: FieldSpec | undefined = Object.hasOwn(declared, name)
      ? declared[name]
      : Object.hasOwn(givenFields, name)
        ? { type: givenFields[name as GivenField] }
        : undefined;
    if (!spec) unknown.push([name, value]);
    else {
      const read = convert(value, spec, name === "message" ? prose : line);
      if ("reason" in read) keep(name, value, read.reason);
      else fields[name] = read.value;
    }
  }

  const refuse = (name: string, reason: string) => {
    keep(name, fields[name], reason);
    delete fields[name];
  };
  if (typeof fields.email === "string") {
    const email = fields.email.replace(/^mailto:/i, "");
    if (isEmail(email))
      fields.email = email.slice(0, email.lastIndexOf("@")) + email.slice(email.lastIndexOf("@")).toLowerCase();
    else refuse("email", "not an e-mail address");
  }
  if (typeof fields.country === "string") {
    const code = countryCode(fields.country);
    if (code) fields.country = code;
    else refuse("country", "not a country");
  }
  if (typeof fields.language === "string") {
    const language = /^[a-z]{2,3}(?=$|[-_])/i.exec(fields.language)?.[0];
    if (language) fields.language = language.toLowerCase();
    else refuse("language", "not a language tag");
  }
  if (typeof fields.phone === "string") {
    const { toE164 } = await import("./phone.ts");
    const phone = toE164(fields.phone, fields.country as string | undefined);
    if (phone) fields.phone = phone;
    else refuse("phone", fields.country ? "not a phone number" : "not a phone number with a country code");
  }
  if (fields.name === undefined) {
    const name = [fields.firstName, fields.lastName].filter(Boolean).join(" ");
    if (name) fields.name = name;
  }
  for (const [name, value] of unknown.slice(0, MOST_EXTRAS)) keep(name, value);
  if (unknown.length > MOST_EXTRAS) extra.more = { value: MORE };
  return fitting({ fields, extra });
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

/** Whether a text is an address that mail can be sent to. Refuses what could end a header or add another recipient. */
export function isEmail(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+\.[^\s@<>()[\]\\,;:".\p{Cc}]{2,}$/u.test(text)
  );
}

/** A text of one line: line breaks and other control characters become blanks. */
const line = (text: string): string => shorten(text.replace(/\p{Cc}+/gu, " "), LONGEST.text);
/** A text of several lines. */
const prose = (text: string): string => shorten(withoutControls(text), LONGEST.message);
const withoutControls = (text: string): string => text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\n\t]+/gu, " ");

function convert(
  value: unknown,
  spec: FieldSpec,
  clean: (text: string) => string,
): { value: FieldValue } | { reason: string } {
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== "object")) return convert(value.join(", "), spec, clean);
    return { reason: "a list cannot be converted" };
  }
  if (typeof value === "object") return { reason: "a structure cannot be converted" };
  const text = String(value).toWellFormed().trim();
  switch (spec.type) {
    case "string": {
      const known = spec.values?.find((option) => fold(String(option)) === fold(text));
      if (spec.values && known === undefined) return { reason: `not one of ${spec.values.join(", ")}` };
      return { value: known !== undefined ? String(known) : clean(text) };
    }
    case "number": {
      const number = typeof value === "number" ? value : toNumber(text);
      if (number === undefined || !Number.isFinite(number)) return { reason: "not a number" };
      if (!isQuantity(number)) return { reason: "too large or too small" };
      if (spec.min !== undefined && number < spec.min) return { reason: `less than ${spec.min}` };
      if (spec.max !== undefined && number > spec.max) return { reason: `more than ${spec.max}` };
      if (spec.values && !spec.values.includes(number)) return { reason: `not one of ${spec.values.join(", ")}` };
      return { value: number };
    }
    case "boolean": {
      if (/^(true|yes|y|1|on|checked)$/i.test(text)) return { value: true };
      if (/^(false|no|n|0|off)$/i.test(text)) return { value: false };
      return { reason: "neither yes nor no" };
    }
    case "instant": {
      const instant = Date.parse(text);
      return Number.isNaN(instant) ? { reason: "not an instant" } : { value: new Date(instant).toISOString() };
    }
  }
}

/** `600`, `1,200`, `1 200`, `1.5`; a thousands separator only where it can be nothing else. */
function toNumber(text: string): number | undefined {
  const plain = /^[+-]?\d{1,3}([,\u00a0 ]\d{3})+(\.\d+)?$/.test(text) ? text.replace(/[,\u00a0 ]/g, "") : text;
  return /^[+-]?(\d+(\.\d+)?|\.\d+)$/.test(plain) ? Number(plain) : undefined;
}

const isBlank = (value: unknown): boolean =>
  [value].flat().every((one) => one === undefined || one === null || (typeof one === "string" && one.trim() === ""));

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
function shown(value: unknown): FieldValue {
  if (typeof value === "boolean") return value;
  if (typeof value === "number" && isQuantity(value)) return value;
  if (typeof value !== "object") return shorten(withoutControls(String(value)), LONGEST.extra);
  if (Array.isArray(value) && value.every((one) => typeof one !== "object"))
    return shorten(withoutControls(value.join(", ")), LONGEST.extra);
  try {
    return shorten(JSON.stringify(value), LONGEST.extra);
  } catch {
    return "too deeply nested to be shown";
  }
}

const shorten = (text: string, longest: number): string =>
  (text.length <= longest ? text : `${text.slice(0, longest)}…`).toWellFormed();
