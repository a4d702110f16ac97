import type { Agreement } from "@baton/core/agreement";
import { derivedFields, emailDomain, type FieldType, type FieldValue, givenFields } from "@baton/core/fields";
import { knownOwners, type Ruling } from "@baton/core/rules";
import { tableFacts, tableFields } from "@baton/core/tables";
import type { ReadLead } from "./read-lead.ts";

/** Everything rules can ask about a lead, as people read it: texts not folded, instants as ISO 8601. Absent fields have no value. */
export type Shown = Readonly<Record<string, FieldValue | null | undefined>>;

export function shownOf(
  { fields, known }: Pick<ReadLead, "fields" | "known">,
  { facts, score, tables }: Ruling,
): Shown {
  const unfolded: Shown = {
    ...fields,
    "email.domain": emailDomain(fields.email),
    source: known.source,
    receivedAt: new Date(known.receivedAt).toISOString(),
    "person.owner": known.person?.owner,
    ...knownOwners(undefined, known.account),
    ...Object.fromEntries(tableFacts(tables ?? {})),
    band: score.band,
  };
  // Without a prototype, as facts are.
  return Object.assign(Object.create(null), facts, unfolded) as Shown;
}

const builtin: Record<string, FieldType> = { ...givenFields, ...derivedFields };

/** The type of a field that rules may ask about. */
export function typeOf(field: string, { fields, tables }: Agreement): FieldType | undefined {
  if (Object.hasOwn(fields, field)) return fields[field]!.type;
  return tableFields(tables, [])[field]?.type ?? builtin[field];
}
