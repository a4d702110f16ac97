import { MOST_BYTES } from "@baton/core/delivery";
import { body, connect } from "../service.ts";
import { asTable } from "../table.ts";

/** How each source does, and what is wrong with those that need attention. */
export async function sources({ url, json }: { url?: string; json?: boolean }): Promise<number> {
  const answer = await body(connect(url).api.sources.$get());
  if (json) {
    console.log(JSON.stringify(answer, null, 2));
    return 0;
  }
  const headings = [
    "source",
    "provider",
    "state",
    "last delivery",
    "today",
    "7 days",
    "usual a day",
    "failed",
    "quarantine",
    "clock",
  ];
  console.log(
    asTable(
      headings,
      answer.sources.map(({ last7Days, inQuarantine, clockSkewMs, ...source }) => [
        source.source,
        source.provider,
        source.state,
        source.lastDeliveryAt,
        source.today.taken,
        last7Days.taken,
        source.usualPerDay,
        last7Days.refused + last7Days.stale + last7Days.tooLarge,
        `${inQuarantine.count}${inQuarantine.more ? "+" : ""}`,
        clockSkewMs === null ? null : `${clockSkewMs < 0 ? "−" : "+"}${Math.abs(clockSkewMs) / 1000} s`,
      ]),
    ),
  );
  for (const { source, incidents, unnamed, last7Days } of answer.sources) {
    if (last7Days.tooLarge > 0)
      console.log(
        `${source}: ${last7Days.tooLarge} were too large: ${MOST_BYTES.any / 1_048_576} MiB is taken, of a multipart form ${MOST_BYTES.multipart / 1e6} MB.`,
      );
    for (const { field, value, count } of unnamed)
      console.log(`${source}: no rule names ${field} ${JSON.stringify(value)}, which came ${count} times in 7 days.`);
    for (const { kind, since, message } of incidents) console.log(`${source}: ${kind} since ${since}. ${message}`);
  }
  return 0;
}
