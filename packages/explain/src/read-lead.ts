import type { FieldSpec } from "@baton/core/agreement";
import { BatonError } from "@baton/core/error";
import {
  ACCOUNT_FIELD,
  type AccountValue,
  type Extra,
  type FieldValue,
  type KnownAccount,
  type LeadContext,
} from "@baton/core/fields";
import { readFields, type StoredTouch } from "@baton/core/person";
import { ownersNamed, type Rulebook } from "@baton/core/rules";
import { TABLE_FIELD, tableField, tableOf } from "@baton/core/tables";
import type { State } from "./state.ts";

/** A dry run's lead as rules are asked about it, and what of it no rule can use. */
export interface ReadLead {
  fields: Record<string, FieldValue>;
  known: LeadContext;
  extra: Record<string, Extra>;
}

/** Whether a dry run's lead may carry a name that is no lead field. What it says under it comes before the state. */
export const isOfWorld = (name: string): boolean => world.has(name) || name.startsWith(TABLE_FIELD);

const world: ReadonlySet<string> = new Set([
  "source",
  "test",
  "receivedAt",
  "person.known",
  "person.owner",
  "account.known",
  ...ownersNamed,
  "account.tier",
  "account.parent",
]);

/** Names that are worked out, whatever the lead says under them. */
const workedOut = new Set(["score", "band"]);

/** Throws `decide.instant` when `receivedAt` is none. */
export async function readDryLead(
  rulebook: Rulebook,
  lead: Record<string, unknown>,
  state: State,
  touches: readonly StoredTouch[],
  at: number,
): Promise<ReadLead> {
  const source = text(lead.source);
  const { fields, extra } = await readFields(rulebook, source ?? "", lead);
  const entity = (kind: "person" | "account") => {
    const said = (what: "owner" | "known") =>
      Object.hasOwn(lead, `${kind}.${what}`) ? lead[`${kind}.${what}`] : state[kind]?.[what];
    const owner = text(said("owner"));
    return { known: (said("known") ?? owner !== undefined) === true, ...(owner !== undefined && { owner }) };
  };
  const known: LeadContext = {
    ...(source !== undefined && { source }),
    test: lead.test === true,
    receivedAt: text(lead.receivedAt) === undefined ? at : instant(lead.receivedAt),
    person: entity("person"),
    account: accountOf(lead, state, entity("account"), rulebook.agreement.fields),
    ...assumedOf(lead),
    touches,
  };
  const isAboutCompany = (name: string) =>
    name.startsWith(ACCOUNT_FIELD) && Object.hasOwn(rulebook.agreement.fields, name);
  const unused = Object.entries(extra).filter(
    ([name]) => !isOfWorld(name) && !workedOut.has(name) && !isAboutCompany(name),
  );
  return { fields, known, extra: Object.fromEntries(unused) };
}

/** A company as the lead or the state says it is. */
function accountOf(
  lead: Record<string, unknown>,
  state: State,
  own: KnownAccount,
  declared: Record<string, FieldSpec>,
): KnownAccount {
  const said = (name: string) =>
    Object.hasOwn(lead, `account.${name}`)
      ? lead[`account.${name}`]
      : (state.account as Record<string, unknown> | undefined)?.[name];
  const texts = ["ae", "csm", "tier", "parent"].flatMap((name) => {
    const value = text(said(name));
    return value === undefined ? [] : [[name, value]];
  });
  const more = Object.keys(declared).flatMap((field) => {
    if (!field.startsWith(ACCOUNT_FIELD)) return [];
    const name = field.slice(ACCOUNT_FIELD.length);
    const value = said(name) ?? state.account?.fields?.[name];
    return value === undefined || value === null ? [] : [[name, value]];
  });
  const known = own.known || (said("known") === undefined && texts.length + more.length > 0);
  return {
    ...own,
    known,
    ...(Object.fromEntries(texts) as Partial<KnownAccount>),
    ...(more.length > 0 && { fields: Object.fromEntries(more) as Record<string, AccountValue> }),
  };
}

/** What a lead says of tables itself, which comes before their rows. */
function assumedOf(lead: Record<string, unknown>): Pick<LeadContext, "assumedOfTables"> {
  const said = Object.entries(lead).filter(([name]) => name.startsWith(TABLE_FIELD));
  if (said.length === 0) return {};
  const assumedOfTables: NonNullable<LeadContext["assumedOfTables"]> = Object.fromEntries(
    said.map(([name]) => [tableOf(name)!, {}]),
  );
  for (const [name, value] of said) {
    const table = tableOf(name)!;
    const isValue = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    assumedOfTables[table]![name.slice(tableField(table, "").length)] = isValue ? value : null;
  }
  return { assumedOfTables };
}

/** Touches as they would be stored. */
export const touchesOfState = (state: State): StoredTouch[] =>
  (state.touches ?? []).map(({ touch, at, label = touch, facts = {} }, i) => ({
    id: `touch_${i}`,
    at: new Date(at).toISOString(),
    source: "",
    touch,
    label,
    facts,
  }));

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

function instant(value: unknown): number {
  const parsed = Date.parse(value as string);
  if (Number.isNaN(parsed))
    throw new BatonError("decide.instant", `"${String(value)}" is not an instant such as 2026-11-24T09:00:00Z.`);
  return parsed;
}
