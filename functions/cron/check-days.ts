import { checkDays } from "@baton/core/report";
import { folding, invoked, keyReader, log, relay, time } from "../deps.ts";

const reports = folding();
const QUARTER_MS = 15 * 60_000;
let checked: number | undefined;

/** Finds days whose numbers are not what their rows add up to, and has them folded anew. */
export const handler = invoked(async () => {
  const quarter = Math.floor(time.now() / QUARTER_MS);
  // Each has days of its own; another run in the same one would find what it found.
  const found = quarter === checked ? [] : await checkDays(reports, (await keyReader()).zone);
  checked = quarter;
  relay.measure("StaleDays", found.length);
  log(found.length > 0 ? "warn" : "info", "days checked", { stale: found });
});
