import { mayBeOneName } from "../person/names.ts";

type Names = Partial<Record<"name" | "firstName" | "lastName", string>>;

/** What stands behind a comma in a name without being a first name: `Jane Doe, PhD`, `Acme, Inc.` */
const BEHIND =
  /^(jr|sr|ii|iii|iv|phd|md|mba|msc|bsc|esq|cpa|dds|rn|pe|inc|llc|ltd|plc|gmbh|ag|kg|co|corp|sa|srl|bv)\b/i;

/**
 * The parts of a name put together: `firstName` and `lastName` make the name; `name` beside one of them is the other one; and
 * `Last, First` in one field is both.
 */
export function wholeName(fields: Readonly<Record<string, unknown>>): Names {
  const { name, firstName, lastName } = fields as Names;
  if (name === undefined) {
    const whole = [firstName, lastName].filter(Boolean).join(" ");
    return whole === "" ? {} : { name: whole };
  }
  if (firstName !== undefined && lastName !== undefined) return {};
  if (lastName !== undefined)
    return mayBeOneName(name, lastName) ? {} : { name: `${name} ${lastName}`, firstName: name };
  if (firstName !== undefined)
    return mayBeOneName(name, firstName) ? {} : { name: `${firstName} ${name}`, lastName: name };
  const [, last = "", first = ""] = /^([^,]+),\s*([^,]+)$/.exec(name) ?? [];
  const words = (text: string) => text.trim().split(/\s+/).length;
  const isName = first !== "" && !BEHIND.test(first) && words(first) <= 2 && words(last) <= 3;
  // Two whole names with a comma between them are two people.
  const isTwo = words(first) > 1 && words(last) > 1 && !/^\p{Ll}/u.test(last);
  return isName && !isTwo
    ? { name: `${first.trim()} ${last.trim()}`, firstName: first.trim(), lastName: last.trim() }
    : {};
}
