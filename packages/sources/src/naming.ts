import type { HandRaise, Reading } from "@baton/core/delivery";
import { type GivenField, givenFields } from "@baton/core/fields";
import { isObject, textOf } from "./json.ts";
import type { Naming } from "./types.ts";

/** Names that forms commonly give a lead field, squashed to letters and digits. Only what can hardly mean anything else. */
const synonyms: Record<string, GivenField> = {
  emailaddress: "email",
  mail: "email",
  workemail: "email",
  businessemail: "email",
  phonenumber: "phone",
  telephone: "phone",
  tel: "phone",
  mobile: "phone",
  mobilephone: "phone",
  workphone: "phone",
  workphonenumber: "phone",
  fullname: "name",
  yourname: "name",
  first: "firstName",
  givenname: "firstName",
  fname: "firstName",
  last: "lastName",
  surname: "lastName",
  familyname: "lastName",
  lname: "lastName",
  companyname: "company",
  organization: "company",
  organisation: "company",
  jobtitle: "title",
  role: "title",
  countrycode: "country",
  lang: "language",
  locale: "language",
  websiteurl: "website",
  msg: "message",
  comment: "message",
  comments: "message",
  zip: "postcode",
  zipcode: "postcode",
  postalcode: "postcode",
  plz: "postcode",
  town: "city",
  state: "region",
  province: "region",
  bundesland: "region",
  formid: "form",
  campaignname: "campaign",
  pageurl: "page",
  referer: "referrer",
  gclid: "clickId.gclid",
  fbclid: "clickId.fbclid",
  msclkid: "clickId.msclkid",
  lifatid: "clickId.li_fat_id",
  ttclid: "clickId.ttclid",
};

/** A name without case, punctuation and Contact Form 7's `your-`. Letters of any script stay. */
const squash = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^your[-_ ]/, "")
    .replace(/[^\p{L}\p{N}]/gu, "");

const builtin = new Map<string, string>([
  ...Object.keys(givenFields).map((name): [string, string] => [squash(name), name]),
  ...Object.entries(synonyms),
]);

/** A field as a form gave it: name, value, and the lead field that its type or title suggests where its name says nothing. */
export type NamedValue = readonly [name: string, value: unknown, suggested?: string | undefined];

/** A name's lead field: by the agreement's mapping, else a declared field, else a built-in one. */
export const fieldOf = (name: string, naming: Naming): string | undefined => fieldFinder(naming)(name);

function fieldFinder(naming: Naming): (name: string) => string | undefined {
  const declared = new Map(naming.declared.map((name) => [squash(name), name]));
  return (name) =>
    (Object.hasOwn(naming.fields, name) ? naming.fields[name] : undefined) ??
    declared.get(squash(name)) ??
    builtin.get(squash(name));
}

/**
 * Names what a form gave: by the agreement's mapping, else as a declared field, else as a built-in one; anything else keeps
 * its own name. The first value of a field wins, a second one stays under the name it came with. A suggestion counts only
 * where no name claims the field. Campaign and click ids in the page's address, then in the referrer's, fill what is not given.
 */
export function nameFields(given: Iterable<NamedValue>, naming: Naming): Record<string, unknown> {
  const find = fieldFinder(naming);
  const named = [...given]
    .filter(([, value]) => !isBlank(value))
    .map(([name, value, suggested]) => ({ name, value, suggested, field: find(name) }));
  const claimed = new Set(named.map(({ field }) => field));
  const fields = new Map<string, unknown>();
  const repeats = new Map<string, number>();
  for (const { name, value, suggested, field } of named) {
    const wanted = field ?? (suggested !== undefined && !claimed.has(suggested) ? suggested : name);
    if (fields.has(wanted) && isSame(fields.get(wanted), value)) continue;
    let target = fields.has(wanted) ? name : wanted;
    while (fields.has(target)) {
      const n = (repeats.get(name) ?? 1) + 1;
      repeats.set(name, n);
      target = `${name} ${n}`;
    }
    fields.set(target, value);
  }
  for (const address of ["page", "referrer"]) {
    for (const [field, value] of trackingIn(fields.get(address))) if (!isGiven(field, fields)) fields.set(field, value);
  }
  return Object.fromEntries(fields);
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === "";
const isBlank = (value: unknown): boolean => isEmpty(value) || (Array.isArray(value) && value.every(isEmpty));

const isSame = (one: unknown, other: unknown): boolean =>
  typeof other !== "object" && textOf(one)?.trim().toLowerCase() === textOf(other)?.trim().toLowerCase();

/** Query parameters that name a campaign or a click. */
const tracking = new Map(
  Object.keys(givenFields)
    .filter((field) => /^(utm|clickId)\./.test(field))
    .map((field) => [field.replace("clickId.", "").replace(".", "_"), field]),
);

function trackingIn(address: unknown): [string, string][] {
  if (typeof address !== "string" || !address.includes("?")) return [];
  const query = address.slice(address.indexOf("?") + 1).replace(/#.*$/s, "");
  return [...new URLSearchParams(query)].flatMap(([parameter, value]): [string, string][] => {
    const field = tracking.get(parameter.toLowerCase());
    return field === undefined || value.trim() === "" ? [] : [[field, value]];
  });
}

/** By its dotted name or inside a structure, as in `{utm: {source}}`. */
function isGiven(field: string, fields: ReadonlyMap<string, unknown>): boolean {
  const [outer = "", inner = ""] = field.split(".");
  const structure = fields.get(outer);
  return fields.has(field) || (isObject(structure) && Object.hasOwn(structure, inner));
}

const identifying = ["email", "phone", "name", "firstName", "lastName", "company"];

/** Of the names in a delivery, so many are shown to who has to map them. */
const MOST_NAMES = 20;

/**
 * A reading of one lead, unless nothing in it says who this is.
 * @param names of what is in it, as the source's `fields` would map them
 */
export function oneLead(lead: Omit<HandRaise, "kind">, names: readonly string[] = Object.keys(lead.fields)): Reading {
  if (identifies(lead.fields)) return { found: [{ kind: "lead", ...lead }] };
  const shown = [...new Set(names)].slice(0, MOST_NAMES);
  const advice =
    shown.length === 0
      ? "There is no field in it."
      : `No field has a name that is known: map ${shown.join(", ")} under the source's fields, for example ${JSON.stringify(shown[0])}: email.`;
  return { unreadable: `Nothing in it says who this is: no e-mail, phone, name or company. ${advice}` };
}

/** Whether lead fields say who this is. */
export const identifies = (fields: Readonly<Record<string, unknown>>): boolean =>
  identifying.some((field) => Object.hasOwn(fields, field) && says(fields[field]));

const says = (value: unknown): boolean =>
  [value].flat().some((one) => typeof one === "number" || (typeof one === "string" && one.trim() !== ""));
