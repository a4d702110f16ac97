import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { BatchWriteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoReports } from "@baton/aws/dynamo";
import type { LeadRow, Row } from "@baton/core/lead";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rowItem } from "../../packages/aws/src/dynamo/items/row-item.ts";
import { type Stack, startStack } from "../../packages/local/src/index.ts";
import { emulators } from "../helpers/emulators/hosted.ts";
import { at, contactedAfter, DAY, HOUR, keyOfRow, leadRow, MINUTE, windowRow } from "../helpers/rows.ts";

const root = join(import.meta.dirname, "../..");
let stack: Stack;
let table: DynamoDBClient;

beforeAll(async () => {
  stack = await startStack({ now: "2026-11-24T08:00:00Z", speed: 0, emulators: emulators() });
  table = new DynamoDBClient();
});
afterAll(async () => {
  table.destroy();
  await stack.stop();
});

/** What a commit does to a row. */
const put = (row: Row, day = DAY) =>
  table.send(
    new PutItemCommand({
      TableName: "baton-local",
      Item: rowItem(row.lead!, { day, key: keyOfRow(row), rows: [row] }),
    }),
  );
/** The same for many at once. */
async function putAll(rows: Row[], day: string): Promise<void> {
  for (let n = 0; n < rows.length; n += 25) {
    const put = rows.slice(n, n + 25).map((row) => rowItem(row.lead!, { day, key: keyOfRow(row), rows: [row] }));
    await table.send(
      new BatchWriteItemCommand({ RequestItems: { "baton-local": put.map((Item) => ({ PutRequest: { Item } })) } }),
    );
  }
}
const ask = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${stack.url}/api${path}`, {
    headers: { authorization: `Bearer ${stack.apiKey}`, ...headers },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
};
const measured = async (id: string, query = "") => (await ask(`/measures/${id}?${query}`)).json();
const publish = async (change: (text: string) => string) => {
  const { text } = (await ask("/agreement")).json();
  const response = await fetch(`${stack.url}/api/agreement`, {
    method: "PUT",
    headers: { authorization: `Bearer ${stack.apiKey}`, "content-type": "application/yaml" },
    body: change(text),
  });
  expect(response.status, await response.text()).toBe(200);
  // A process looks every ten seconds whether a new version is active.
};
const baton = async (...args: string[]) => {
  const { stdout } = await promisify(execFile)(process.execPath, ["packages/cli/bin/baton.mjs", ...args], {
    cwd: root,
    env: { ...process.env, BATON_URL: stack.url, BATON_API_KEY: stack.apiKey },
  });
  return stdout;
};

describe("reports", () => {
  test("a change of a row comes by the stream and its queue into the day's numbers, and the clock waits for that", async () => {
    await put(leadRow());
    await put(leadRow({ lead: "lead_2", at: at(MINUTE), campaign: "=cmd()", qualified: false, sales: null }));
    await put(windowRow(contactedAfter(10 * MINUTE)));
    await stack.moveClock({ now: "2026-11-24T08:30:00Z" });
    const store = dynamoReports({ table: "baton-local" });
    const [day] = await store.days(DAY, DAY);
    expect(day).toMatchObject({ day: DAY, foldedAt: "2026-11-24T08:15:00.000Z", text: expect.any(String) });
    expect(day!.folded).toBe(day!.dirty);
    expect(day).not.toHaveProperty("due");
  });

  test("the API says what is measured, and a number never without its definition", async () => {
    const { measures } = (await ask("/measures")).json();
    expect(measures.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(["qualified-leads", "won-revenue"]),
    );
    for (const measure of measures) {
      expect(Object.keys(measure)).toEqual(["id", "side", "unit", "better", "definition"]);
      expect(await measured(measure.id)).toMatchObject({ measure: measure.id, definition: measure.definition });
    }
  });

  test("a measure is answered over the last thirty days, by whatever it is split", async () => {
    expect(await measured("qualified-leads")).toMatchObject({
      from: "2026-10-26",
      to: DAY,
      total: { value: 1, n: 1, of: null, open: 0 },
      cells: [],
    });
    expect(await measured("contact-in-time", "by=campaign")).toMatchObject({
      total: { value: 1, n: 1, of: 1, open: 0 },
      cells: [{ key: "spring", value: 1, n: 1, of: 1, open: 0 }],
    });
    expect((await measured("qualified-leads", "by=week&from=2026-11-15")).cells).toMatchObject([
      { key: "2026-W46", value: 0 },
      { key: "2026-W47", value: 0 },
      { key: "2026-W48", value: 1 },
    ]);
    expect(await measured("time-to-contact", "where=source:web")).toMatchObject({
      total: { value: 10 * MINUTE, p90: 10 * MINUTE, elapsed: { value: 10 * MINUTE, p90: 10 * MINUTE } },
    });
  });

  test("what there is not is refused with the nearest name, in the one shape of errors", async () => {
    const refused = async (path: string) => {
      const { status, json } = await ask(path);
      return { status, ...json().error };
    };
    expect(await refused("/measures/contact-in-tme")).toMatchObject({
      status: 404,
      code: "measure.unknown",
      message: expect.stringContaining('"contact-in-time"'),
    });
    expect(await refused("/measures/contact-in-time?by=campain")).toMatchObject({
      status: 400,
      code: "report.dimension",
      message: expect.stringContaining('"campaign"'),
    });
    expect(await refused("/measures/contact-in-time?from=2026-02-30")).toMatchObject({
      status: 400,
      code: "report.range",
    });
    expect(await refused("/measures/contact-in-time?where=spring")).toMatchObject({
      status: 400,
      code: "report.where",
    });
    expect(await refused("/measures/contact-in-time?by=person")).toMatchObject({
      status: 403,
      code: "report.visibility",
    });
    expect(await refused("/measures/contact-in-time?where=person:ben")).toMatchObject({ status: 403 });
    expect(await refused("/measures/contact-in-time?from=2026-01-01&by=team&where=source:web")).toMatchObject({
      status: 400,
      code: "report.combination",
    });
    expect(await refused("/rows?cursor=x")).toMatchObject({ status: 400, code: "cursor.invalid" });
  });

  test("today is read again where a report asks for it, at most once a minute", async () => {
    await put(leadRow({ lead: "lead_3", at: at(2 * MINUTE) }));
    await stack.moveClock({ advance: "1m" });
    const { asOf, total } = await measured("qualified-leads");
    expect({ asOf, value: total.value }).toEqual({ asOf: "2026-11-24T08:31:00.000Z", value: 2 });
    await put(leadRow({ lead: "lead_4", at: at(3 * MINUTE) }));
    await stack.moveClock({ advance: "59s" });
    expect(await measured("qualified-leads")).toMatchObject({ asOf, total: { value: 2 } });
    await stack.moveClock({ advance: "1s" });
    expect(await measured("qualified-leads")).toMatchObject({ asOf: "2026-11-24T08:32:00.000Z", total: { value: 3 } });
  });

  test("the leads behind a number are found page by page; of those that are gone there is what reports keep", async () => {
    const first = (await ask("/measures/qualified-leads/leads?which=kept&limit=2")).json();
    expect(first.leads).toMatchObject([
      { id: "lead_1", source: "web", stage: "deleted", name: null, createdAt: at(0) },
      { id: "lead_3" },
    ]);
    const rest = (await ask(`/measures/qualified-leads/leads?which=kept&limit=2&cursor=${first.next}`)).json();
    expect(rest).toMatchObject({ leads: [{ id: "lead_4" }], next: null });
    const missed = (await ask("/measures/qualified-leads/leads?by=campaign&key=%3Dcmd()&which=missed")).json();
    expect(missed).toMatchObject({ leads: [{ id: "lead_2" }], next: null });
  });

  test("rows go out as JSON lines, or as CSV that no spreadsheet runs, and name nobody", async () => {
    const lines = await ask(`/rows?from=${DAY}&to=${DAY}`);
    expect(lines.headers.get("content-type")).toMatch("application/x-ndjson");
    const rows = lines.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows.map(({ lead }) => lead)).toEqual(["lead_1", "lead_2", "lead_3", "lead_4"]);
    expect(rows[0]).toMatchObject({ day: DAY, campaign: "spring", team: "sales", qualified: true, out: null });
    expect(lines.text).not.toContain("ben");
    const sheet = await ask(`/rows?from=${DAY}&to=${DAY}`, { accept: "text/csv" });
    expect(sheet.headers.get("content-type")).toMatch("text/csv");
    expect(sheet.text).toContain(",'=cmd(),");
    expect(sheet.text.split("\r\n")[0]).toMatch(/^day,lead,receivedAt,source/);
  });

  test("the command line shows numbers with their definitions, the leads behind them, and rows", async () => {
    const shown = await baton("measure", "time-to-contact", "--by", "campaign");
    expect(shown).toContain("Time until sales first contacted a lead");
    expect(shown).toMatch(/spring +10m +10m +10m +10m +1 +1 +0/);
    expect(await baton("measure")).toContain("acceptance-rate (marketing, share, more is better)");
    expect(await baton("measure", "contact-in-time", "--by", "team", "--csv")).toBe(
      "key,value,n,of,open\r\nsales,1,1,1,0\r\n",
    );
    expect(JSON.parse(await baton("measure", "qualified-leads", "--json"))).toMatchObject({ total: { value: 3 } });
    expect(
      await baton("measure", "qualified-leads", "--by", "source", "--leads", "web", "--which", "missed"),
    ).toContain("lead_2");
    expect((await baton("rows", "--from", DAY, "--to", DAY)).trimEnd().split("\n")).toHaveLength(4);
  });

  test("the description of the API has all of it", async () => {
    const { paths } = (await ask("/openapi.json")).json();
    for (const path of ["/api/measures", "/api/measures/{id}", "/api/measures/{id}/leads", "/api/rows"])
      expect(paths).toHaveProperty([path, "get", "responses", "200"]);
  });

  test("numbers of people are for those to whom the agreement shows names", async () => {
    await publish((text) => `${text}\nvisibility: names\n`);
    expect(await measured("windows-kept", "by=person")).toMatchObject({ cells: [{ key: "ben", n: 1, of: 1 }] });
    expect((await ask(`/rows?from=${DAY}&to=${DAY}`)).text).toContain('"handedTo":"ben"');
  });

  test("numbers of earlier days are in a report within the minute, before their turn has come", async () => {
    const earlier = (changes: Partial<LeadRow>) => leadRow({ at: "2026-11-20T10:00:00.000Z", ...changes });
    await put(earlier({ lead: "lead_e" }), "2026-11-20");
    await stack.moveClock({ advance: "1s" });
    expect(await measured("qualified-leads", "from=2026-11-20&to=2026-11-20")).toMatchObject({ total: { value: 1 } });
    await stack.moveClock({ advance: "2h" });
    const report = await measured("qualified-leads", "from=2026-11-20&to=2026-11-20");
    expect(report).toMatchObject({ asOf: new Date(stack.clock.now()).toISOString(), total: { value: 1 } });
  });

  test("rows of thousands of leads come in parts, and the command line puts them together", async () => {
    const many = Array.from({ length: 5_100 }, (_, n) =>
      leadRow({ lead: `lead_m${n}`, at: new Date(Date.parse("2026-11-10T08:00:00Z") + n * 1000).toISOString() }),
    );
    await putAll(many, "2026-11-10");
    const first = await ask("/rows?from=2026-11-10&to=2026-11-10");
    expect(first.text.trimEnd().split("\n")).toHaveLength(5_000);
    expect(first.headers.get("link")).toMatch(
      /^<\/api\/rows\?from=2026-11-10&to=2026-11-10&cursor=[\w-]+>; rel="next"$/,
    );
    const csv = await baton("rows", "--from", "2026-11-10", "--to", "2026-11-10", "--csv");
    expect(csv.trimEnd().split("\r\n")).toHaveLength(5_101);
    await stack.moveClock({ advance: "1h" });
    expect(await measured("qualified-leads", "from=2026-11-10&to=2026-11-10")).toMatchObject({
      total: { value: 5_100 },
    });
  });

  test("what is recorded of a change that got lost is found by the check, and folded anew", async () => {
    const store = dynamoReports({ table: "baton-local" });
    const [before] = await store.days("2026-11-20", "2026-11-20");
    // Numbers that are not those of the rows, as if a message had been lost.
    await store.putFold("2026-11-20", { dirty: before!.dirty, at: "2026-12-31T00:00:00.000Z", version: 1, text: "{}" });
    // Each of the recent days has its turn within a day.
    for (let hour = 0; hour < 26; hour++) {
      for (let quarter = 0; quarter < 4; quarter++) await stack.moveClock({ advance: "15m" });
      const [day] = await store.days("2026-11-20", "2026-11-20");
      if (day!.dirty > before!.dirty) break;
    }
    await stack.moveClock({ advance: `${HOUR / 1000}s` });
    expect((await store.days("2026-11-20", "2026-11-20"))[0]!.text).toBe(before!.text);
  });
});
