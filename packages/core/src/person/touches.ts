import type { Lead } from "../lead/lead.ts";
import type { Store } from "../ports/relay.ts";
import type { Person, StoredTouch } from "./person.ts";

/** Touches that are read at most for one lead's story and score; older ones say little. */
export const MOST_TOUCHES = 100;

/** What the person of a lead saw and did, newest first; nothing when it is not known who they are. */
export async function touchesOfLead(
  store: Pick<Store, "known" | "touches">,
  { person }: Pick<Lead, "person">,
  limit: number = MOST_TOUCHES,
): Promise<StoredTouch[]> {
  if (!person) return [];
  // What they did under an id that only later turned out to be theirs belongs to the story too.
  const { people } = await store.known({ identities: [person.id], accounts: [], loads: [] });
  const now = people[person.id];
  return touchesOfPerson(store, now, limit);
}

/** What a person saw and did, newest first. */
export async function touchesOfPerson(
  store: Pick<Store, "touches">,
  person: Person | undefined,
  limit: number = MOST_TOUCHES,
): Promise<StoredTouch[]> {
  return person?.touched ? store.touches(person.identities, limit) : [];
}
