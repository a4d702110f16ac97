import { dynamoReports } from "@baton/aws/dynamo";
import { foldDay } from "@baton/core/report";
import { type Folded, patient } from "./reports.ts";

const [url, table, day] = process.argv.slice(2) as [string, string, string];
const store = dynamoReports({ table, client: patient(url) });
await store.day(day);
const mb = (kb: number): number => kb / 1024;
const beforeMb = mb(process.resourceUsage().maxRSS);
let rows = 0;
const counting = {
  ...store,
  async *rows(of: string, after?: string) {
    for await (const placed of store.rows(of, after)) {
      rows += placed.rows.length;
      yield placed;
    }
  },
};
const begin = performance.now();
const { user, system } = process.cpuUsage();
await foldDay({ store: counting, time: { now: Date.now } }, day, { refresh: true });
const spent = process.cpuUsage({ user, system });
const folded: Folded = {
  ms: performance.now() - begin,
  cpuMs: (spent.user + spent.system) / 1000,
  rows,
  peakMb: mb(process.resourceUsage().maxRSS),
  beforeMb,
};
process.send!(folded, () => process.exit());
