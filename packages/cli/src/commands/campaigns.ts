import { moneyInWords } from "@baton/core/money";
import { csv } from "@baton/core/report";
import { parse } from "yaml";
import { body, connect, type GoodAnswer, type Service } from "../service.ts";
import { asTable, print } from "../table.ts";
import { readBytes, UsageError } from "../usage.ts";
import type { Where } from "../where.ts";

type Days = { from?: string; to?: string };
type Report = GoodAnswer<Service["api"]["campaigns"][":id"]["report"]["$get"]>;
type Money = Report["spend"];

const percent = (share: number | null): string | null => (share === null ? null : `${Math.round(share * 1000) / 10} %`);
const inWords = (money: Money | null): string | null => (money === null ? null : moneyInWords(money) || "–");

/** Lists campaigns, described or not, with their leads of some days. */
export async function campaigns({
  url,
  json,
  csv: asCsv,
  from,
  to,
}: Where & Days & { csv?: boolean }): Promise<number> {
  const found = await body(connect(url).api.campaigns.$get({ query: { from, to } }));
  if (json) {
    print(found);
    return 0;
  }
  const headings = ["id", "name", "owner", "received", "share"];
  const rows = found.campaigns.map(({ id, name, owner, described, received, share }) => [
    id,
    name ?? (described ? "" : "(not described)"),
    owner ?? null,
    received,
    percent(share),
  ]);
  rows.push(["(none)", "", null, found.none.received, percent(found.none.share)]);
  if (asCsv)
    process.stdout.write(
      csv(
        headings,
        rows.map((row) => Object.fromEntries(headings.map((name, n) => [name, row[n] ?? null]))),
      ),
    );
  else console.log(asTable(headings, rows));
  return 0;
}

/** Describes a campaign by a YAML or JSON file, or several by a list of them. */
export async function setCampaign(file: string, { url, json }: Where): Promise<number> {
  const baton = connect(url);
  const read = parse(Buffer.from(readBytes(file)).toString()) as unknown;
  for (const one of [read].flat()) {
    const { id } = (one ?? {}) as { id?: unknown };
    if (typeof id !== "string") throw new UsageError(`${file} has no \`id\`.`);
    const kept = await body(
      baton.api.campaigns[":id"].$put({ param: { id: encodeURIComponent(id) }, json: one as never }),
    );
    if (json) print(kept);
    else console.log(`${kept.id}: ${kept.name}, ${kept.owner}'s.`);
  }
  return 0;
}

/** What came of a campaign. */
export async function campaign(
  id: string,
  { url, json, csv: asCsv, from, to }: Where & Days & { csv?: boolean },
): Promise<number> {
  const report = await body(
    connect(url).api.campaigns[":id"].report.$get({ param: { id: encodeURIComponent(id) }, query: { from, to } }),
  );
  if (json) print(report);
  else if (asCsv)
    process.stdout.write(
      csv(
        ["what", "value"],
        lines(report).map(([what, value]) => ({ what, value })),
      ),
    );
  else {
    const { campaign: of, asOf } = report;
    console.log(`${of.name ?? of.id}, ${report.from} to ${report.to}, as of ${asOf}`);
    if (!of.described) console.log("Nobody has described this campaign: baton campaign set FILE.yaml");
    console.log(`\n${asTable(["what", "value"], lines(report))}`);
    for (const { promise, said } of report.voice)
      console.log(`“${said ?? ""}”${promise === null ? "" : ` (came for the promise: ${promise})`}`);
  }
  return 0;
}

function lines(report: Report): [string, string | number | null][] {
  const by = (name: string, counts: Record<string, number>): [string, number][] =>
    Object.entries(counts).map(([reason, n]) => [`${name}: ${reason || "(no reason)"}`, n]);
  return [
    ["received", report.received],
    ...(report.goal
      ? [[`goal: ${report.goal.measure} at least ${report.goal.atLeast}`, report.goal.value] as [string, number | null]]
      : []),
    ["share of all leads", percent(report.share)],
    ["qualified", report.qualified],
    ["handed over", report.handedOver],
    ["accepted", report.accepted],
    ["of these deemed accepted", report.deemedAccepted],
    ["acceptance rate", percent(report.acceptanceRate.value)],
    ...by("rejected", report.rejected),
    ["parked", report.parked],
    ["opportunities", report.opportunities],
    ["pipeline", inWords(report.pipeline)],
    ["won", report.won],
    ...by("lost", report.lost),
    ["promise match", percent(report.promiseMatch.value)],
    ...Object.entries(report.revenue).map(([model, money]): [string, string | null] => [
      `revenue, ${model}`,
      inWords(money),
    ]),
    ["influenced (never summed)", inWords(report.influenced)],
    ["spend", inWords(report.spend)],
    ["cost per accepted lead", inWords(report.costPerAccepted)],
    ["cost per won deal", inWords(report.costPerWon)],
  ];
}

/** Imports a CSV file of a kind: spend, outcomes, campaigns, touches, leads or customers. */
export async function importKind(
  kind: string,
  file: string,
  { url, json, dryRun = false, source }: Where & { dryRun?: boolean; source?: string },
): Promise<number> {
  const said = await body(
    connect(url).api.imports[":kind"].$post(
      { param: { kind }, query: { dryRun: dryRun ? "true" : "false", source } },
      { init: { body: new Uint8Array(readBytes(file)), headers: { "content-type": "text/csv" } } },
    ),
  );
  const { rows, taken, same, replaced, refused } = said;
  if (json) print({ ...said, dryRun });
  else {
    for (const { line, code, message } of refused) console.error(`${file}:${line} ${code} ${message}`);
    const counts = `${rows} lines: ${taken} taken, ${replaced} replaced, ${same} the same`;
    console.log(
      refused.length > 0
        ? `${refused.length} of ${rows} lines are refused. Nothing was taken.`
        : `${counts}${dryRun ? ", if it were imported. Nothing was changed" : ""}.`,
    );
  }
  return refused.length > 0 ? 1 : 0;
}
