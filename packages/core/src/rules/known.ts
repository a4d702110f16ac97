import { type AccountRole, accountRoles, type KnownAccount } from "../fields/facts.ts";

/** Targets that stand for whom a reading of the store names. */
export type OwnerTarget = `account.${AccountRole}` | "person.owner";
export const ownersNamed: readonly OwnerTarget[] = [
  ...accountRoles.map((role) => `account.${role}` as const),
  "person.owner",
];

export const isOwnerTarget = (target: string): target is OwnerTarget =>
  (ownersNamed as readonly string[]).includes(target);

/** Whose a person and their company are, by the targets that stand for them. */
export type KnownOwners = Partial<Record<OwnerTarget, string>>;

export function knownOwners(person: { owner?: string } | undefined, account: KnownAccount | undefined): KnownOwners {
  return {
    ...(person?.owner && { "person.owner": person.owner }),
    ...Object.fromEntries(
      accountRoles.flatMap((role) => (account?.[role] ? [[`account.${role}`, account[role]]] : [])),
    ),
  };
}
