import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmployeeReport, employeeFields, type ShownTo } from "@baton/core/visibility";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { people } from "../helpers/agreements.ts";
import { tap } from "../helpers/sent/rep.ts";
import { arriveByWeb } from "../helpers/stack/arrivals.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { tokenIn } from "../helpers/stack/inbox.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

const office = { calendar: "office" };
const reps = ["ana", "ben", "cleo", "dora"];
/** A team of four, whose manager is Sam. */
const agreement = {
  baton: 1,
  name: "Four people",
  timezone: "UTC",
  manager: "vera",
  calendars: { office: { week: { "mon-fri": ["09:00-17:00"] } } },
  people: people({
    ...Object.fromEntries(reps.map((rep) => [rep, { ...office, manager: "sam" }])),
    max: { ...office, role: "marketing", manager: "mo" },
    mo: { ...office, role: "marketing" },
    sam: { ...office, manager: "vera" },
    vera: { ...office, manager: undefined },
  }),
  teams: { field: { members: reps, manager: "sam" } },
  sources: { web: { provider: "form", auth: { token: "WEBSITE_TOKEN" } } },
  score: { qualified: 10, rules: [{ name: "All", when: {}, points: 10 }] },
  routing: [{ name: "All", to: "field", sla: "fast" }],
  sla: {
    fast: { stages: { contact: { within: "4h" }, disposition: { within: "5d" } } },
    asking: { stages: { answer: { within: "4h" } } },
  },
  reasons: [{ id: "fit", name: "No fit for us" }],
  requests: [{ id: "quote", name: "Quote", to: "field", sla: "asking" }],
  commitments: { sales: [{ name: "In time", measure: "contact-in-time", per: "day", atLeast: "90%" }] },
  goals: [
    {
      name: "Speed",
      measure: "contact-in-time",
      per: "day",
      atLeast: "50%",
      owners: { marketing: "mo", sales: "vera" },
    },
  ],
  review: { every: "1w", on: "fri", at: "10:00", with: ["mo", "vera"] },
  rideAlongs: { per: "quarter", marketing: 1, sales: 1 },
};

/** Every report, and what it says of people at work. The tests follow each other. */
describe("what reports show of a team of four", () => {
  let baton: Baton;
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "baton-visibility-"));
    const file = join(dir, "agreement.yaml");
    await writeFile(file, JSON.stringify(agreement));
    baton = await startBaton({ agreement: file, now: "2026-11-23T09:00:00Z" });
    for (const name of ["Ida", "Jo", "Kim", "Lu"]) await arrives(name);
    for (const name of ["Ida", "Jo"]) {
      const mail = (await baton.inbox.about(`Lead: ${name}`)).at(-1)!;
      expect((await tap(baton, tokenIn(mail), { action: "contacted" })).status).toBe(200);
    }
    const { status } = await baton.api("/requests", {
      method: "POST",
      body: { kind: "quote", text: "For the fair", by: "max" },
    });
    expect(status).toBe(201);
    await baton.advance("26h");
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const arrives = (name: string) => arriveByWeb(baton, name);
  const get = async (path: string) => (await baton.api(path)).json;
  const RANGE = "from=2026-11-20&to=2026-11-30";
  const rows = async () => {
    const run = await runCli(["rows", "--from", "2026-11-20"], { url: baton.url, cwd: dir });
    const lines = run.stdout.trim().split("\n");
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  const measure = "/measures/contact-in-time";

  const waiting = ({ sides }: { sides: Record<string, { waiting: string[] | null }> }) => sides.sales!.waiting ?? [];

  /** What a field of a report says: undefined where it is refused or there is none. */
  const walks: { [Report in EmployeeReport]: (field: string) => Promise<unknown[]> } = {
    async measure(field) {
      const asked = {
        "by person": "by=person",
        "where person": "where=person:ana",
        "by team": "by=team",
        "where team": "where=team:field",
      };
      const { cells, total } = await get(`${measure}?${RANGE}&${asked[field as keyof typeof asked]}`);
      if (field.startsWith("where")) return total ? [field.slice("where ".length) === "team" ? "field" : "ana"] : [];
      return (cells ?? []).map(({ key }: { key: string }) => key);
    },
    "leads behind a measure": async (field) =>
      (await get(`${measure}/leads?${RANGE}`)).leads.map((lead: Record<string, unknown>) => lead[field] ?? undefined),
    rows: async (field) => (await rows()).map((row) => row[field]),
    sheet: async () => (await get("/sheet")).goals.flatMap(({ owners }: { owners: object }) => Object.values(owners)),
    async review(field) {
      const pack = await get("/review");
      if (field.startsWith("rideAlongs")) return waiting(pack.rideAlongs.standings[0]);
      const [list, key] = field.split(".") as [string, string?];
      if (key === undefined) return pack[list];
      return pack[list].map((one: Record<string, unknown>) => one[key] ?? undefined);
    },
    "ride-alongs": async () => waiting(await get("/ride-alongs")),
    async incentives() {
      // Nobody is paid by what was counted for a day: what it would say of teams is said where it is computed.
      expect((await baton.api("/incentives")).json).toMatchObject({ error: { code: "goal.early" } });
      return [];
    },
    // To whom mails go is who reads them.
    Weekly: async () => [],
  };

  const everyField = Object.entries(employeeFields).flatMap(([report, fields]) =>
    Object.entries(fields).map(([field, to]): [EmployeeReport, string, ShownTo] => [
      report as EmployeeReport,
      field,
      to,
    ]),
  );
  const named = (values: unknown[]) => values.filter((value) => value !== undefined && value !== null);
  const ids = Object.keys(agreement.people);

  test.each(everyField)(
    "%s, %s: is shown as the table says, to whoever may not see people",
    async (report, field, to) => {
      const seen = named(await walks[report](field));
      if (to === "names" || (to === "managers" && report !== "Weekly")) expect(seen).toEqual([]);
      if (to === "side") for (const team of seen) expect(team).toBe("sales");
      if (to === "agreed") for (const person of seen) expect(ids).toContain(person);
    },
  );

  test("no report and no CSV names anybody of the four, by id, name or address", async () => {
    const said: string[] = [];
    for (const path of [
      `${measure}?${RANGE}&by=team`,
      `${measure}/leads?${RANGE}`,
      "/sheet",
      "/review",
      `/campaigns?${RANGE}`,
    ])
      said.push(JSON.stringify(await get(path)));
    for (const args of [
      ["measure", "contact-in-time", "--by", "team", "--csv", "--from", "2026-11-20"],
      ["rows", "--csv", "--from", "2026-11-20"],
    ])
      said.push((await runCli(args, { url: baton.url, cwd: dir })).stdout);
    said.push((await rows()).map((row) => JSON.stringify(row)).join("\n"));
    expect(said.join("\n").length).toBeGreaterThan(1_000);
    for (const rep of reps) expect(said.join("\n")).not.toMatch(new RegExp(`\\b${rep}\\b`, "i"));
  });

  test("numbers of single people are refused, and so are those of the small team alone, with what to ask instead", async () => {
    const refused = async (query: string) => await baton.api(`${measure}?${RANGE}&${query}`);
    expect(await refused("by=person")).toMatchObject({ status: 403, json: { error: { code: "report.visibility" } } });
    const team = await refused("where=team:field");
    expect(team).toMatchObject({ status: 403, json: { error: { code: "report.visibility" } } });
    expect(team.json.error.message).toContain("team:sales");
    expect((await refused("where=team:sales")).json.total.of).toBe(4);
  });

  test("what is recorded of one of them is exported whole", async () => {
    const run = await runCli(["employee", "ana", "--from", "2026-11-20"], { url: baton.url, cwd: dir });
    const record = JSON.parse(run.stdout);
    expect(record).toMatchObject({ person: "ana", side: "sales", teams: ["field"], agreement: { name: "Ana" } });
    expect(record.lines.map(({ row }: { row: { is: string } }) => row.is)).toEqual(
      expect.arrayContaining(["lead", "window"]),
    );
    for (const { row } of record.lines) expect(JSON.stringify(row)).toContain('"ana"');
    const nobody = await runCli(["employee", "nobody"], { url: baton.url, cwd: dir });
    expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining("employee.unknown") });
  });

  test("an agreement that says `visibility: names` shows them", async () => {
    const { status } = await baton.api("/agreement", {
      method: "PUT",
      headers: { "content-type": "application/yaml", "if-match": '"1"' },
      body: JSON.stringify({ ...agreement, visibility: "names" }),
    });
    expect(status).toBe(200);
    await baton.advance("61s");
    for (const [report, field, to] of everyField.filter(([, , to]) => to === "names" || to === "side")) {
      const seen = named(await walks[report](field));
      if (to === "names") for (const person of seen) expect(reps).toContain(person);
      else for (const team of seen) expect(team).toBe("field");
      if (report !== "incentives") expect(seen, `${report}, ${field}`).not.toEqual([]);
    }
    expect(named(await walks.review("overdueRequests.to"))).not.toEqual([]);
  });
});
