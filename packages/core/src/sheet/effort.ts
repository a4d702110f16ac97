import { createHash } from "node:crypto";
import { sideOf } from "../agreement/side.ts";
import { type EffortRow, ofNoLead } from "../lead/row.ts";
import type { Relay } from "../ports/relay.ts";
import { localDate } from "../zone/index.ts";

/** What took somebody's time. */
export interface Effort extends Pick<EffortRow, "effort" | "minutes"> {
  /** The same for the same thing: noted again, it counts once. */
  id: string;
  person: string;
  /** Epoch ms. */
  at: number;
}

/** Notes that something took some of somebody's time; of whom is not kept, only of which side. */
export async function noteEffort(
  { store, rulebooks }: Pick<Relay, "store" | "rulebooks">,
  { id, person, at: instant, ...what }: Effort,
): Promise<void> {
  const { agreement } = await rulebooks.active();
  const at = new Date(instant).toISOString();
  const row: EffortRow = { ...ofNoLead, v: 1, is: "effort", at, side: sideOf(agreement, person), ...what };
  // Who it was stands in no key either.
  const key = createHash("sha256").update(id).digest("hex");
  await store.putRows(key, [{ day: localDate(agreement.timezone, instant), key: `${at}#${key}`, rows: [row] }]);
}
