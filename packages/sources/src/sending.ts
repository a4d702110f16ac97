import { randomUUID } from "node:crypto";
import type { Found, Reference } from "@baton/core/delivery";
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

/** What begins the id of a test that `baton send` makes up for providers that send ids only: nobody could be asked for it. */
const TEST_ID = "baton-test-";

/** An id for a test lead, or none where no test is asked for. */
export const testId = ({ test }: Readonly<Record<string, unknown>>): string | undefined =>
  test === true ? TEST_ID + randomUUID() : undefined;

/** A reference as it is found: to be fetched, or when it is a test of ours a test lead as it stands. */
export function orTest(reference: Reference): Found {
  const { id, at, fields, lead } = reference;
  if (!lead || !id.startsWith(TEST_ID)) return reference;
  return { kind: "lead", test: true, key: id, ...(at && { at }), fields: { ...fields, name: "Test lead" } };
}
