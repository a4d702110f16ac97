import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import canonicalize from "canonicalize";
import type { Agreement } from "../agreement/model.ts";
import type { Version } from "../ports/agreements.ts";

/** Parts that are roster and plumbing: they change without signatures. All others are rules of engagement. */
const roster: ReadonlySet<keyof Agreement> = new Set([
  "people",
  "teams",
  "calendars",
  "rotas",
  "sources",
  "tables",
  "operator",
  "retention",
  "crm",
]);

/** Parts in which two agreements, as parsed, differ. */
export function changedParts(before: Agreement, after: Agreement): (keyof Agreement)[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)] as (keyof Agreement)[]);
  return [...keys].filter((key) => !isDeepStrictEqual(before[key], after[key]));
}

export const isRoster = (part: string): boolean => (roster as ReadonlySet<string>).has(part);

/** Whether both sides have to sign a change of these parts. */
export const changesRules = (parts: readonly string[]): boolean => parts.some((part) => !isRoster(part));

/** SHA-256, in hex, over the RFC 8785 JSON of an agreement as parsed: before holidays and time zones are found out. */
export const digestOf = (agreement: Agreement): string =>
  createHash("sha256").update(canonicalize(agreement)!).digest("hex");

/** What a version is known by to what is proposed beside it: rows of tables and dates found out anew are no other one. */
export const baseOf = ({ digest, version }: Pick<Version, "digest" | "version">): string =>
  digest ?? `version ${version}`;
