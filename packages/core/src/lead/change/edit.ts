import { gate } from "../../gate/index.ts";
import type { Relay } from "../../ports/relay.ts";
import type { Lead } from "../lead.ts";
import { dispatch } from "./dispatch.ts";
import { commitOf, type Draft, open } from "./draft.ts";

/** Commits a draft, once. `load`: a load moved on. `person`: the person did. */
export async function commit(
  { store }: Pick<Relay, "store">,
  draft: Draft,
): Promise<"done" | "unchanged" | "conflict" | "load" | "person"> {
  const also = commitOf(draft);
  return also ? store.commit(draft.lead, also) : "unchanged";
}

/** The one way in which a lead changes: with its facts, rows, loads, person and unsent notices, all or nothing. Throws `lead.busy`. */
export const edit = gate<Lead, Draft, "conflict" | "load" | "person">({
  name: "lead",
  read: ({ store }, id) => store.lead(id),
  open,
  after: ({ lead }) => lead,
  commit,
  dispatch,
});
