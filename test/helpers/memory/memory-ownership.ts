import type { KnownAccount } from "@baton/core/fields";
import type { Person, PersonWrite } from "@baton/core/person";
import type { OwnershipStore } from "@baton/core/ports";
import { copy } from "./copy.ts";

/** What a store in memory keeps of people and companies. */
export interface KeptPeople {
  people: Map<string, Person>;
  /** Identities of people first seen under another one, with that one. */
  aliases: Map<string, string>;
  /** By domain. */
  accounts: Map<string, KnownAccount>;
}

/** Whether people are still as a write of one has seen them. */
export function personStands(
  { people, aliases }: Pick<KeptPeople, "people" | "aliases">,
  { person, seen, join, sharedWith, takenFrom }: PersonWrite,
): boolean {
  const stands = ({ identity, seen }: { identity: string; seen: number }) =>
    seen === 0 ? !people.has(identity) && !aliases.has(identity) : people.get(identity)?.revision === seen;
  const own = [{ identity: person.id, seen }, ...join];
  const others = [sharedWith, takenFrom].flatMap((one) => (one ? [{ identity: one.person.id, seen: one.seen }] : []));
  const former = takenFrom?.person.id;
  return (
    own.every((one) => (former === undefined ? stands(one) : aliases.get(one.identity) === former)) &&
    others.every(stands)
  );
}

/** Does a write that stands. */
export function putPerson(
  { people, aliases }: Pick<KeptPeople, "people" | "aliases">,
  { person, join, sharedWith, takenFrom }: PersonWrite,
): void {
  people.set(person.id, copy(person));
  aliases.delete(person.id);
  for (const { identity } of join) {
    people.delete(identity);
    aliases.set(identity, person.id);
  }
  for (const other of [sharedWith, takenFrom]) if (other) people.set(other.person.id, copy(other.person));
}

/** Core's ownership store in those maps; it answers in a later turn. */
export function memoryOwnership(kept: KeptPeople): OwnershipStore {
  return {
    async setAccounts(entries) {
      await Promise.resolve();
      for (const { domain, at: _at, fields = {}, ...said } of entries) {
        const before = kept.accounts.get(domain) ?? { known: true };
        const merged = (old: object, now: object) =>
          Object.fromEntries(
            Object.entries({
              ...old,
              ...Object.fromEntries(Object.entries(now).filter(([, value]) => value !== undefined)),
            }).filter(([, value]) => value !== null),
          );
        const more = merged(before.fields ?? {}, fields);
        const { fields: _fields, ...rest } = merged(before, said);
        kept.accounts.set(
          domain,
          copy({ ...rest, known: true, ...(Object.keys(more).length > 0 && { fields: more }) }) as KnownAccount,
        );
      }
    },

    async accounts(domains) {
      await Promise.resolve();
      return Object.fromEntries(
        domains.flatMap((domain) => {
          const found = kept.accounts.get(domain);
          return found ? [[domain, copy(found)]] : [];
        }),
      );
    },

    async savePerson(write) {
      await Promise.resolve();
      if (!personStands(kept, write)) return "person";
      putPerson(kept, write);
      return "done";
    },
  };
}
