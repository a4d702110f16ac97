import { limits, sizing } from "./assumptions.ts";
import { monthlyUsage } from "./fixed.ts";
import { printMarkdown, printReport } from "./report.ts";
import { runScenarios } from "./scenarios.ts";
import { countStanding } from "./standing.ts";
import { withStack } from "./start.ts";
import { add, type Counted, causedByLead, meanParts, meanUsage, withoutStream } from "./usage.ts";

/**
 * `npm run cost`: what a lead uses of AWS, counted between the functions and the emulators of the local stack, what that costs by
 * the list, and what a month costs without any; beside the list prices of what a company would use instead. With `--markdown` it
 * prints the tables of docs/costs.md only.
 */

const rounds = 4;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

const { idle, ...leads } = await withStack((stack) => runScenarios(stack, rounds));
const ofEach = <T>(mean: (rounds: Counted[]) => T) =>
  Object.fromEntries(Object.entries(leads).map(([kind, found]) => [kind, mean(found.map(causedByLead))])) as Record<
    keyof typeof leads,
    T
  >;
const own = ofEach((rounds) => meanUsage(rounds.map(withoutStream), sizing));
const parts = ofEach((rounds) => meanParts(rounds, sizing));
const usages = ofEach((rounds) => add(meanUsage(rounds.map(withoutStream), sizing), meanParts(rounds, sizing).stream));
const month = monthlyUsage(idle, await countStanding(), sizing);
if (process.argv.includes("--markdown")) printMarkdown(usages, month);
else printReport({ own, usages, parts, month, sample: causedByLead(leads.form.at(-1)!) });
const within = (["form", "shortForm", "known", "touched", "again"] as const).every(
  (kind) => own[kind].writeUnits <= limits.writeUnits && own[kind].queueRequests <= limits.queueRequests,
);
process.exit(within ? 0 : 1);
