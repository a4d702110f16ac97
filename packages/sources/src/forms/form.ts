import type { Reading } from "@baton/core/delivery";
import { isObject, parseJson } from "../json.ts";
import { fieldOf, type NamedValue, nameFields, oneLead } from "../naming.ts";
import type { Naming, ProviderModule } from "../types.ts";

/** A field by which whoever builds a form can try it without anybody being told. */
const TEST_MARK = "is_test";

/** Any HTML form or tool that can post one: JSON, form-encoded or multipart. The body decides where the content type is wrong. */
export const form: ProviderModule = {
  async read(body, contentType, naming): Promise<Reading> {
    const entries = await entriesOf(body, contentType);
    if (typeof entries === "string") return { unreadable: entries };
    const marks = entries.filter(([name]) => name === TEST_MARK);
    const named = await withoutBrackets(
      entries.filter(([name]) => name !== TEST_MARK),
      naming,
    );
    const test = marks.some(([, value]) => value === true || value === "true" || value === "1");
    return oneLead({ fields: nameFields(named, naming), ...(test && { test }) });
  },

  compose({ lead: { test, ...lead } }) {
    return { headers: {}, body: JSON.stringify({ ...lead, ...(test === true && { [TEST_MARK]: true }) }) };
  },
};

export type Entries = [name: string, value: unknown][];

/** A body's fields in order, repeated names as lists; or what is wrong with it. */
export async function entriesOf(body: Uint8Array, contentType: string): Promise<Entries | string> {
  const text = new TextDecoder().decode(body).trim();
  if (text === "") return "The body is empty.";
  if (/^multipart\/form-data/i.test(contentType)) return multipart(body, contentType);
  if (text.startsWith("{") || text.startsWith("[") || /json/i.test(contentType)) {
    const value = parseJson(body);
    if (value === undefined) return "The body is not valid JSON.";
    return isObject(value) ? Object.entries(value) : "The body is JSON, but not an object with fields.";
  }
  const claimed = /x-www-form-urlencoded/i.test(contentType) && text.includes("=");
  if (!claimed && !/^[^\s=&]+=/.test(text)) return "The body is neither JSON nor a form.";
  return group([...new URLSearchParams(text)]);
}

/** Parsed by the runtime, which is loaded with the first multipart body only. */
async function multipart(body: Uint8Array, contentType: string): Promise<Entries | string> {
  try {
    const data = await new Response(body as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": contentType },
    }).formData();
    const entries = [...data].map(([name, value]): [string, unknown] => [
      name,
      typeof value === "string"
        ? value
        : value.size === 0 && value.name === ""
          ? ""
          : `${value.name} (${value.type || "file"}, ${value.size} bytes)`,
    ]);
    return group(entries);
  } catch {
    return "The multipart body cannot be read: its parts do not match its boundary.";
  }
}

/** Repeated names, as check boxes send them, become lists. */
function group(entries: Entries): Entries {
  const grouped = new Map<string, unknown[]>();
  for (const [name, value] of entries) {
    const key = name.endsWith("[]") ? name.slice(0, -2) : name;
    const values = grouped.get(key);
    if (values) values.push(value);
    else grouped.set(key, [value]);
  }
  return [...grouped].map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
}

/** Names in brackets that are taken apart; a body with more is no form that people fill in, and would only cost time. */
const MOST_BRACKETED = 5_000;

const isBracketed = ([name]: readonly [string, ...unknown[]]): boolean => /^[^[]+\[/.test(name);

/** What names like `fields[email][value]` nest, as one structure without prototype. */
export async function structureOf(entries: Entries): Promise<Record<string, unknown>> {
  const { default: qs } = await import("qs");
  const names = Object.fromEntries(entries.slice(0, MOST_BRACKETED));
  return qs.parse(Object.assign(Object.create(null), names) as Record<string, string>, {
    plainObjects: true,
    depth: 8,
    arrayLimit: 0,
  });
}

/**
 * Gives bracketed names, as PHP and Rails forms have them, the name that means something: `form_fields[email]`, `data[Email]`
 * and `fields[email][value]` are an e-mail address. A bracketed name that the agreement maps stays whole.
 */
export async function withoutBrackets(entries: Entries, naming: Naming): Promise<NamedValue[]> {
  const nested = entries
    .filter((entry) => isBracketed(entry) && !Object.hasOwn(naming.fields, entry[0]))
    .slice(0, MOST_BRACKETED);
  if (nested.length === 0) return entries;
  const structure = await structureOf(nested);
  const nestedNames = new Set(nested.map(([name]) => name));
  return entries.flatMap(([name, value]): NamedValue[] => {
    if (!nestedNames.has(name)) return [[name, value]];
    const root = name.slice(0, name.indexOf("["));
    const held = structure[root];
    // All that a root holds comes where it is met first.
    delete structure[root];
    return held === undefined ? [] : leavesOf(held, [root], naming);
  });
}

/** Segments that say what part of a field this is, not which field. */
const isPart = (segment: string): boolean => /^(value|raw_?value|values|\d*)$/i.test(segment);
const descriptive = new Set(["id", "type", "title", "label", "name", "required", "order", "raw_value", "value"]);

function leavesOf(held: unknown, path: string[], naming: Naming): NamedValue[] {
  if (!isObject(held)) return [[nameOf(path, naming), held]];
  const keys = Object.keys(held);
  // A field with its description, as Elementor posts it.
  if (Object.hasOwn(held, "value") && keys.every((key) => descriptive.has(key)))
    return [[nameOf(path, naming), held.value]];
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key)) && Object.values(held).every((one) => !isObject(one)))
    return [[nameOf(path, naming), Object.values(held).flat()]];
  return Object.entries(held).flatMap(([key, inner]) => leavesOf(inner, [...path, key], naming));
}

/** `utm[source]` as a whole, where that is a field; else the innermost segment that names something. */
function nameOf(path: readonly string[], naming: Naming): string {
  const meaningful = path.filter((segment) => !isPart(segment));
  const endings = meaningful.map((_, i) => meaningful.slice(i));
  const known = endings.find((ending) => ending.length > 1 && fieldOf(ending.join(" "), naming) !== undefined);
  return known?.join("_") ?? meaningful.at(-1) ?? path.join("_");
}
