import { isObject } from "./json.ts";

/** A lead's fields by dotted name, for providers that know only a flat list; the mark of a test is no field. */
export function flat(lead: Readonly<Record<string, unknown>>): [string, string | number | boolean | string[]][] {
  return Object.entries(lead).flatMap(([name, value]): [string, string | number | boolean | string[]][] => {
    if (name === "test" || value === undefined || value === null) return [];
    if (Array.isArray(value)) return [[name, value.map(String)]];
    if (isObject(value)) return flat(value).map(([inner, one]) => [`${name}.${inner}`, one]);
    return [[name, typeof value === "number" || typeof value === "boolean" ? value : String(value)]];
  });
}
