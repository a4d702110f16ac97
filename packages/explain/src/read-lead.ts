import { BatonError } from "@baton/core/error";
import type { Extra, FieldValue, LeadContext } from "@baton/core/fields";
import { readFields, type StoredTouch } from "@baton/core/person";
import type { Rulebook } from "@baton/core/rules";
import type { State } from "./state.ts";

/** A dry run's lead as rules are asked about it, and what of it no rule can use. */
export interface ReadLead {
  fields: Record<string, FieldValue>;
  known: LeadContext;
  extra: Record<string, Extra>;
}

/** Names a dry run's lead may carry that are not lead fields. What it says under them comes before the state. */
export const world: ReadonlySet<string> = new Set([
  "source",
  "test",
  "receivedAt",
  "person.known",
  "person.owner",
  "account.known",
  "account.owner",
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
    account: entity("account"),
    touches,
  };
  const unused = Object.entries(extra).filter(([name]) => !world.has(name) && !workedOut.has(name));
  return { fields, known, extra: Object.fromEntries(unused) };
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
