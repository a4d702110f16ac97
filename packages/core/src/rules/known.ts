import { type AccountRole, accountRoles, type KnownAccount } from "../fields/facts.ts";
import { TABLE_FIELD, type TableValues, tableFacts } from "../tables/fields.ts";

/** Targets that stand for whom something else names: a reading of the store, or a row of a table, which may name a team. */
export type OwnerTarget = `account.${AccountRole}` | "person.owner" | `${typeof TABLE_FIELD}${string}`;
/** Those of them that every agreement has. */
export const ownersNamed: readonly OwnerTarget[] = [
  ...accountRoles.map((role) => `account.${role}` as const),
  "person.owner",
];

export const isOwnerTarget = (target: string): target is OwnerTarget =>
  (ownersNamed as readonly string[]).includes(target) || target.startsWith(TABLE_FIELD);

/** Whose a person and their company are, and whom tables name, by the targets that stand for them. */
export type KnownOwners = Partial<Record<OwnerTarget, string>>;

/** Whom tables name for a lead. */
export const ownersIn = (tables: TableValues | undefined): KnownOwners =>
  Object.fromEntries(
    tableFacts(tables ?? {}).flatMap(([field, value]) => (typeof value === "string" ? [[field, value]] : [])),
  );

export function knownOwners(person: { owner?: string } | undefined, account: KnownAccount | undefined): KnownOwners {
  return {
    ...(person?.owner && { "person.owner": person.owner }),
    ...Object.fromEntries(
      accountRoles.flatMap((role) => (account?.[role] ? [[`account.${role}`, account[role]]] : [])),
    ),
  };
}
