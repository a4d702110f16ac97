import { moneyInWords, moneyPlain } from "@baton/core/money";
import { csv } from "@baton/core/report";
import { body, connect, type GoodAnswer, type Service } from "../service.ts";
import { asTable, print } from "../table.ts";
import { UsageError } from "../usage.ts";
import type { Where } from "../where.ts";
import { printLeads } from "./leads/list.ts";

interface Asked {
  from?: string;
  to?: string;
  by?: string;
  where?: string;
}

type Report = GoodAnswer<Service["api"]["measures"][":id"]["$get"]>;
type Result = Report["total"];

/** Lists what is measured, or shows a measure, or the leads behind one of its cells. */
export async function measure(
  id: string | undefined,
  {
    url,
    json,
    csv: asCsv,
    leads,
    which,
    limit,
    cursor,
    utc,
    ...asked
  }: Where &
    Asked & { csv?: boolean; utc?: boolean; leads?: string | true; which?: string; limit?: string; cursor?: string },
): Promise<number> {
  const { api } = connect(url);
  const { from, to, by, where } = asked;
  if (id === undefined) {
    if (leads !== undefined || Object.keys(asked).length > 0)
      throw new UsageError("Name a measure; `baton measure` lists them.");
    return listed(await body(api.measures.$get()), { json, asCsv });
  }
  const param = { id: encodeURIComponent(id) };
  if (leads !== undefined) {
    const key = leads === true ? undefined : leads;
    const query = { from, to, by, where, key, which, limit, cursor };
    const page = await body(api.measures[":id"].leads.$get({ param, query }));
    if (json) print(page);
    else printLeads(page, { csv: asCsv, utc });
    return 0;
  }
  const report = await body(api.measures[":id"].$get({ param, query: { from, to, by, where } }));
  if (json) print(report);
  else if (asCsv) process.stdout.write(asLines(report, by));
  else console.log(inWords(report, by));
  return 0;
}

function listed(
  answer: GoodAnswer<Service["api"]["measures"]["$get"]>,
  { json, asCsv }: { json?: boolean | undefined; asCsv?: boolean | undefined },
): number {
  const columns = ["id", "side", "unit", "better", "definition"] as const;
  if (json) print(answer);
  else if (asCsv) process.stdout.write(csv(columns, answer.measures));
  else
    console.log(
      answer.measures
        .map(
          ({ id, side, unit, better, definition }) => `${id} (${side}, ${unit}, ${better} is better)\n  ${definition}`,
        )
        .join("\n"),
    );
  return 0;
}

function inWords(
  { measure, definition, from, to, asOf, unit, total, baseline, cells }: Report,
  by: string | undefined,
): string {
  const durations = unit === "duration";
  const headings = [by ?? "", "value", ...(durations ? ["p90", "waited", "waited, p90"] : []), "n", "of", "open"];
  const row = (name: string, { value, p90, elapsed, n, of, open }: Result) => [
    name,
    shown(unit, value),
    ...(durations ? [p90, elapsed?.value, elapsed?.p90].map((ms) => shown(unit, ms ?? null)) : []),
    n,
    of,
    open,
  ];
  return [
    `${measure}, ${from} to ${to}, as of ${asOf}`,
    definition,
    "",
    asTable(headings, [
      ...cells.map((cell) => row(cell.key ?? "(none)", cell)),
      row("total", total),
      ...(baseline ? [row("baseline", baseline)] : []),
    ]),
  ].join("\n");
}

/** Money of several currencies is not one number: `12500.00 EUR, 900.00 CHF`. */
const plain = (value: Result["value"]): string | number | null => (Array.isArray(value) ? moneyPlain(value) : value);

function shown(unit: Report["unit"], value: Result["value"]): string | number | null {
  if (value === null) return null;
  if (Array.isArray(value)) return moneyInWords(value);
  if (unit === "share") return `${Math.round(value * 1000) / 10} %`;
  return unit === "duration" ? duration(value) : String(value);
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
] as const;

/** "1h 5m": the two largest units that it has. */
export function duration(ms: number): string {
  let left = Math.round(ms / 1000) * 1000;
  const parts: string[] = [];
  for (const [unit, length] of UNITS) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0) parts.push(`${count}${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(" ") || "0s";
}

function asLines({ unit, total, cells }: Report, by: string | undefined): string {
  const durations = unit === "duration";
  const columns = ["key", "value", ...(durations ? ["p90", "elapsed", "elapsedP90"] : []), "n", "of", "open"];
  const line = (key: string | null, { value, p90 = null, elapsed, n, of, open }: Result) => ({
    key,
    value: plain(value),
    p90,
    elapsed: elapsed?.value ?? null,
    elapsedP90: elapsed?.p90 ?? null,
    n,
    of,
    open,
  });
  return csv(columns, by === undefined ? [line("total", total)] : cells.map(({ key, ...cell }) => line(key, cell)));
}

/** Prints one line for each lead received in some days, part after part. */
export async function rows({
  url,
  from,
  to,
  csv: asCsv,
}: Where & { from?: string; to?: string; csv?: boolean }): Promise<number> {
  const baton = connect(url);
  const days = new URLSearchParams({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
  let path: string | undefined = `/api/rows?${days}`;
  while (path !== undefined) {
    const part = await baton.get(path, { accept: asCsv ? "text/csv" : "application/x-ndjson" });
    process.stdout.write(await part.text());
    path = /<([^>]+)>; rel="next"/.exec(part.headers.get("link") ?? "")?.[1];
  }
  return 0;
}
