import type { Side } from "../facts/codes.ts";
import type { Agreement } from "./model.ts";

/** Which side somebody is on, by their role; null for nobody, and for whoever is no longer in the agreement. */
export function sideOf({ people }: Pick<Agreement, "people">, id: string | null): Side | null {
  const person = id === null ? undefined : people[id];
  if (!person) return null;
  return person.role === "marketing" ? "marketing" : "sales";
}
