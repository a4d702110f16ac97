import { isObject, parseJsonText } from "../json.ts";
import { fieldOf, type NamedValue } from "../naming.ts";
import type { Naming } from "../types.ts";
import { type Entries, isPair, NAMES } from "./entries.ts";
import { isBracketed } from "./nested.ts";
import { mappedPath } from "./path.ts";

/** Names in brackets that are taken apart; a body with more is no form that people fill in, and would only cost time. */
const MOST_BRACKETED = 5_000;
/** Values of one structure that are looked at, and how deep they may lie. */
const MOST = { leaves: 5_000, depth: 12 };

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
 * Gives what is nested the name that means something, however it is nested: `data[Email]`, `{"data": {"email": …}}`,
 * `{"email": {"value": …}}` and `[{"name": "email", "value": …}]` are an e-mail address. A path that the agreement maps keeps the
 * name it is mapped by.
 */
export async function unnested(posted: Entries, naming: Naming, within: readonly string[] = []): Promise<NamedValue[]> {
  const isMapped = (name: string) => Object.hasOwn(naming.fields, name);
  const bracketed = posted.filter(([name]) => isBracketed(name) && !isMapped(name)).slice(0, MOST_BRACKETED);
  const structure = bracketed.length > 0 ? await structureOf(bracketed) : {};
  const names = new Set(bracketed.map(([name]) => name));
  const found: NamedValue[] = [];
  for (const [name, value] of posted) {
    if (names.has(name)) {
      const root = name.slice(0, name.indexOf("["));
      const held = structure[root];
      // All that a root holds comes where it is met first.
      delete structure[root];
      if (held !== undefined) collect(held, [...within, root], naming, found);
    } else {
      const held = isMapped(name) ? value : structured(value);
      if (typeof held === "object" && held !== null && !isMapped(name)) collect(held, [...within, name], naming, found);
      else found.push([(within.length > 0 && mappedPath([...within, name], naming)) || name, held]);
    }
  }
  return found;
}

/** A value as it is, or the structure that its text is the JSON of. */
function structured(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return value;
  const held = parseJsonText(value);
  return isObject(held) || (Array.isArray(held) && held.some(isObject)) ? held : value;
}

/** Segments that say what part of a field this is, not which field. */
const isPart = (segment: string): boolean => /^(value|raw_?value|values|answer|\d*)$/i.test(segment);
/** What a value's description says besides, in which no other field is. */
const aside =
  /^(id|type|title|label|name|alias|required|order|raw_value|value|versions|source|group|object|field.*|is_.*|default.*|timestamp)$/i;
const isAside = (key: string): boolean => key.includes("-") || aside.test(key);

/** Whether an object is a field's value and its description, in which a name alone would be somebody's. */
const isDescribed = (held: Record<string, unknown>, keys: readonly string[]): boolean =>
  Object.hasOwn(held, "value") &&
  !isObject(held.value) &&
  keys.every(isAside) &&
  (!keys.some((key) => /^(name|title)$/i.test(key)) ||
    keys.some((key) => /^(id|type|label|field.*|required)$/i.test(key)));

function collect(held: unknown, path: string[], naming: Naming, found: NamedValue[]): void {
  if (found.length >= MOST.leaves) return;
  if (typeof held !== "object" || held === null || path.length > MOST.depth || mappedPath(path, naming)) {
    found.push([nameOf(path, naming), held]);
  } else if (Array.isArray(held)) {
    if (!held.some(isObject)) found.push([nameOf(path, naming), held]);
    else
      for (const [n, one] of held.entries()) {
        if (isPair(one)) found.push([labelOf(one, naming), one.value ?? one.values ?? one.answer]);
        else collect(one, [...path, String(n)], naming, found);
      }
  } else {
    const inner = held as Record<string, unknown>;
    const keys = Object.keys(inner);
    const isList = keys.length > 0 && keys.every((key) => /^\d+$/.test(key)) && !Object.values(inner).some(isObject);
    if (isList) found.push([nameOf(path, naming), Object.values(inner).flat()]);
    else if (isDescribed(inner, keys)) found.push([nameOf(path, naming), inner.value]);
    else for (const [key, one] of Object.entries(inner)) collect(one, [...path, key], naming, found);
  }
}

/** Which of the names of a field in a list means something. */
function labelOf(pair: Record<string, unknown>, naming: Naming): string {
  const labels = NAMES.flatMap((name) => (typeof pair[name] === "string" ? [pair[name]] : []));
  return labels.find((label) => fieldOf(label, naming) !== undefined) ?? labels[0]!;
}

/** People in a delivery who are not whom it is about. */
const others =
  /^(owner|agent|assignee|assigned.*|organi[sz]er|host|creator|(created|updated|modified)_?by.*|sales_?person|rep)$/i;
/** Things whose name or title is nobody's. */
const things =
  /^(forms?|pages?|sites?|events?|campaigns?|products?|lists?|segments?|browser|device|file|form[-_]?submissions?)$/i;

/** `utm[source]` as a whole, where that is a field; else the innermost segment that names something. */
function nameOf(path: readonly string[], naming: Naming): string {
  const mapped = mappedPath(path, naming);
  if (mapped !== undefined) return mapped;
  const meaningful = path.filter((segment) => !isPart(segment));
  const endings = meaningful.map((_, i) => meaningful.slice(i));
  const known = endings.find((ending) => ending.length > 1 && fieldOf(ending.join(" "), naming) !== undefined);
  if (known) return known.join("_");
  const last = meaningful.at(-1);
  const around = meaningful.slice(0, -1);
  const ofAnother = around.some((segment) => others.test(segment));
  const ofAThing = /^(name|title|id|type|url)$/i.test(last ?? "") && things.test(around.at(-1) ?? "");
  return ofAnother || ofAThing ? meaningful.slice(-2).join("_") : (last ?? path.join("_"));
}
