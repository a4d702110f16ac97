import type { Given, Reading } from "@baton/core/delivery";
import { type GivenField, givenFields } from "@baton/core/fields";
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

/**
 * Names what a form gave: by the agreement's mapping, else as a declared field, else as a built-in one; anything else keeps
 * its own name. The first value of a field wins, a second one stays under the name it came with.
 */
export function nameFields(given: Iterable<[string, unknown]>, naming: Naming): Record<string, unknown> {
  const declared = new Map(naming.declared.map((name) => [squash(name), name]));
  const fields = new Map<string, unknown>();
  const repeats = new Map<string, number>();
  for (const [name, value] of given) {
    if (value === undefined || value === null || value === "") continue;
    const field =
      (Object.hasOwn(naming.fields, name) ? naming.fields[name] : undefined) ??
      declared.get(squash(name)) ??
      builtin.get(squash(name)) ??
      name;
    let target = fields.has(field) ? name : field;
    while (fields.has(target)) {
      const n = (repeats.get(name) ?? 1) + 1;
      repeats.set(name, n);
      target = `${name} ${n}`;
    }
    fields.set(target, value);
  }
  return Object.fromEntries(fields);
}

const identifying = ["email", "phone", "name", "firstName", "lastName", "company"];

/** A reading of one lead, unless nothing in it says who this is. */
export function oneLead(given: Given): Reading {
  const known = identifying.some((field) => says(given.fields[field]));
  return known
    ? { leads: [given] }
    : {
        unreadable:
          "Nothing in it says who this is: no e-mail, phone, name or company. If a field has another name, map it under the source's fields.",
      };
}

const says = (value: unknown): boolean =>
  [value].flat().some((one) => typeof one === "number" || (typeof one === "string" && one.trim() !== ""));
