import type { Relay } from "../ports/relay.ts";
import { masked } from "../text/mask.ts";
import { openOf } from "./now.ts";

/** The end of a window that runs. */
export interface Due {
  id: string;
  /** Theirs or their company's; nothing by which they could be reached. */
  name: string;
  /** Epoch ms. */
  at: number;
}

/** When what somebody has is due, the first due first; for where others may read it. */
export async function dueOf({ store }: Pick<Relay, "store">, person: string): Promise<Due[]> {
  const open = await openOf(store, person);
  return open
    .flatMap(({ id, name, company, respondBy }) =>
      respondBy === null ? [] : [{ id, name: masked(name ?? company ?? id, []), at: Date.parse(respondBy) }],
    )
    .sort((a, b) => a.at - b.at);
}
