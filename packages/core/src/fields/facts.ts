import type { FieldSpec } from "../agreement/model.ts";
import type { Facts } from "../condition/condition.ts";
import type { StoredTouch } from "../person/person.ts";
import type { TableValues } from "../tables/fields.ts";
import { fold } from "../text/index.ts";
import { type FieldType, type GivenField, givenFields } from "./builtin.ts";
import { disposableMailDomains, freeMailDomains } from "./free-mail.ts";
import type { FieldValue } from "./normalise.ts";

/** Who has to do with a company: its owner, the account executive who sells to it, and the customer success manager. */
export const accountRoles = ["owner", "ae", "csm"] as const;
export type AccountRole = (typeof accountRoles)[number];

/** What is known of a company, its own words before those of its parent. */
export interface KnownAccount extends Partial<Record<AccountRole, string>> {
  known: boolean;
  tier?: string;
  /** The domain of the company it belongs to. */
  parent?: string;
  /** By the names of declared fields without `account.`. */
  fields?: Record<string, AccountValue>;
}
export type AccountValue = string | number | boolean;

/** Declared fields of this beginning are of companies; leads do not bring them. */
export const ACCOUNT_FIELD = "account.";

/** The fields that leads may bring, of those an agreement declares. */
export const leadFieldsOf = (declared: Record<string, FieldSpec>): Record<string, FieldSpec> =>
  Object.fromEntries(Object.entries(declared).filter(([name]) => !name.startsWith(ACCOUNT_FIELD)));

/** What is known besides the fields a lead came with. */
export interface LeadContext {
  source?: string;
  test?: boolean;
  receivedAt: number;
  person?: { known: boolean; owner?: string };
  account?: KnownAccount;
  /** What tables say of the lead; looked up when absent. */
  tables?: TableValues;
  /** What they are assumed to say, whatever rows there are; null for nothing. */
  assumedOfTables?: Record<string, Record<string, string | number | boolean | null>>;
  /** What the person saw and did, in any order; only the score looks at it. */
  touches?: readonly Pick<StoredTouch, "at" | "touch" | "facts">[];
}

/** What rules are asked about: the fields, folded for comparison, and what follows from them. `score` and `band` come later. */
export async function factsOf(
  fields: Record<string, FieldValue>,
  known: LeadContext,
  asked: ReadonlySet<string>,
  declared: Record<string, FieldSpec>,
): Promise<Facts> {
  // Without a prototype, or every lead would have a "constructor".
  const facts: Facts = Object.create(null) as Facts;
  for (const [name, value] of Object.entries(fields)) facts[name] = factOf(value, typeOf(name, declared));
  facts.receivedAt = known.receivedAt;
  facts.test = known.test ?? false;
  if (known.source) facts.source = fold(known.source);
  const domain = emailDomain(fields.email);
  if (domain) {
    facts["email.domain"] = fold(domain);
    if (asked.has("email.free")) facts["email.free"] = (await freeMailDomains()).has(domain);
    if (asked.has("email.disposable")) facts["email.disposable"] = (await disposableMailDomains()).has(domain);
  }
  facts["person.known"] = known.person?.known ?? false;
  facts["account.known"] = known.account?.known ?? false;
  if (known.person?.owner) facts["person.owner"] = fold(known.person.owner);
  const { known: _known, fields: more = {}, ...account } = known.account ?? { known: false };
  for (const [name, value] of Object.entries(account)) facts[`${ACCOUNT_FIELD}${name}`] = fold(value);
  for (const [name, value] of Object.entries(more)) {
    const field = `${ACCOUNT_FIELD}${name}`;
    facts[field] = factOf(value, typeOf(field, declared));
  }
  return facts;
}

export function emailDomain(email: unknown): string | undefined {
  return typeof email === "string" ? email.slice(email.lastIndexOf("@") + 1).toLowerCase() || undefined : undefined;
}

/** The domain of an address, unless anybody gets a mailbox there. */
export async function companyDomain(email: unknown): Promise<string | undefined> {
  const domain = emailDomain(email);
  if (domain === undefined) return undefined;
  return (await freeMailDomains()).has(domain) ? undefined : domain;
}

const typeOf = (name: string, declared: Record<string, FieldSpec>): FieldType | undefined =>
  Object.hasOwn(declared, name) ? declared[name]!.type : givenFields[name as GivenField];

function factOf(value: FieldValue, type: FieldType | undefined): FieldValue {
  if (typeof value === "object") return value.map(fold);
  if (typeof value !== "string") return value;
  return type === "instant" ? Date.parse(value) : fold(value);
}
