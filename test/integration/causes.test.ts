import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { people, small } from "../helpers/agreements.ts";
import { bounce } from "../helpers/sent/mail-events.ts";
import { tap } from "../helpers/sent/rep.ts";
import { leadNamed } from "../helpers/stack/arrivals.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { tokenIn } from "../helpers/stack/inbox.ts";
import { type Baton, secrets, startBaton } from "../helpers/stack/stack.ts";

const office = { calendar: "office" };
/** A team for everything that can go wrong, each of which has the leads that ask for it. */
const teams = {
  plain: { members: ["ana"], manager: "sam" },
  night: { members: ["nora", "otto"], onDuty: "ignore", manager: "sam" },
  hand: { members: ["hal", "ida"], manager: "sam" },
  burst: { members: ["bea"], manager: "sam" },
  mail: { members: ["pia"], manager: "sam" },
  late: { members: ["rolf"], manager: "sam" },
};
const agreement = small({
  sources: { web: { provider: "form", auth: { token: "WEBSITE_TOKEN" } } },
  visibility: "names",
  fields: { wants: { type: "string" } },
  calendars: {
    always: { week: { "mon-sun": ["00:00-24:00"] } },
    office: { week: { "mon-fri": ["09:00-17:00"] } },
    nights: { week: { "mon-sun": ["22:00-06:00"] } },
  },
  people: people({
    ...Object.fromEntries(Object.values(teams).flatMap(({ members }) => members.map((one) => [one, office]))),
    nora: { calendar: "nights" },
    sam: { ...office, manager: "vera" },
    vera: { ...office, manager: undefined },
  }),
  teams,
  routing: [
    ...["night", "hand", "burst", "mail", "late"].map((wants) => ({
      name: wants,
      when: { wants },
      to: wants,
      sla: "fast",
    })),
    { name: "Everyone else", to: "plain", sla: "fast" },
  ],
  sla: {
    fast: {
      calendar: "always",
      stages: { contact: { within: "1h", steps: [{ at: "100%", do: "escalate", to: "manager" }] } },
    },
  },
  reasons: [{ id: "data", name: "Number is wrong", cause: "data" }],
});

/** Breaches of every cause, staged from outside one by one. The tests follow each other. */
describe("what broke a promise", () => {
  let baton: Baton;
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "baton-causes-"));
    await writeFile(join(dir, "agreement.json"), agreement);
    baton = await startBaton({ agreement: join(dir, "agreement.json"), now: "2026-11-24T09:00:00Z" });
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const arrives = async (name: string, wants: string, reach: object = { email: `${name}@co-${name}.example` }) => {
    const { status } = await baton.fetch(`/hooks/web/${secrets.WEBSITE_TOKEN}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, wants, ...reach }),
    });
    expect(status).toBe(200);
    await baton.advance("0s");
    return leadNamed(baton, name);
  };
  const answers = async (person: string, name: string, form: Record<string, string>) => {
    const mail = (await baton.inbox.about(name)).findLast(({ to }) => to.startsWith(`${person}@`))!;
    expect((await tap(baton, tokenIn(mail), form)).status).toBe(200);
    await baton.advance("0s");
  };
  /** What the timeline of a lead says of its promise once the hour is over. */
  const broken = async (id: string): Promise<string[]> => {
    const { timeline } = await baton.lead(id);
    return timeline.filter(({ is }) => is === "stage.breached").map(({ text }) => text!);
  };
  const causes = async (measure: string): Promise<Record<string, [n: number, of: number]>> => {
    const { json } = await baton.api(`/measures/${measure}?from=2026-11-20&to=2026-11-30&by=cause`);
    return Object.fromEntries(
      json.cells.map(({ key, n, of }: { key: string | null; n: number; of: number }) => [key ?? "kept", [n, of]]),
    );
  };

  test("is that nobody answered, where nothing else was the matter", async () => {
    const { id } = await arrives("Arno", "plain");
    await baton.advance("61m");
    expect(await broken(id)).toEqual(["Ana recorded no response in time."]);
  });

  test("is the data, where nobody could have reached them", async () => {
    const { id } = await arrives("Bela", "plain", { company: "Without an address" });
    await baton.advance("61m");
    expect(await broken(id)).toEqual(["Ana recorded no response in time: no working address or number was known."]);
  });

  test("is the rules, where they chose who does not work then, though a colleague does", async () => {
    const two = [await arrives("Cara", "night"), await arrives("Carl", "night")];
    const { id } = two.find(({ owner }) => owner === "nora")!;
    const other = two.find(({ owner }) => owner === "otto")!;
    await answers("otto", String(other.fields.name), { action: "contacted" });
    await baton.advance("61m");
    expect(await broken(id)).toEqual([
      "Nora recorded no response in time: the rules gave it to somebody who could not.",
    ]);
    expect(await broken(other.id)).toEqual([]);
  });

  test("is whoever handed it on, where a colleague did", async () => {
    const { id, owner } = await arrives("Dana", "hand");
    await answers(owner!, "Dana", { action: "reassign", to: owner === "hal" ? "ida" : "hal" });
    await baton.advance("61m");
    // The first promise is that of whoever had it first.
    expect((await broken(id)).map((line) => line.replace(/^(Hal|Ida)/, "Somebody"))).toEqual([
      "Somebody recorded no response in time.",
      "Somebody recorded no response in time: a colleague had handed it on.",
    ]);
  });

  test("is the roster, where more came at once than one can answer, with how many", async () => {
    const all: string[] = [];
    for (const n of "ABCDEFGHI") all.push((await arrives(`Erik${n}`, "burst")).id);
    await baton.advance("61m");
    expect(await broken(all[0]!)).toEqual([
      "Bea recorded no response in time: 9 windows ended at once, and 6 of ten minutes fit into that time.",
    ]);
  });

  test("is the platform, where the mail never arrived", async () => {
    const { id } = await arrives("Finn", "mail");
    const about = { to: "pia", kind: "handover" as const, notices: [{ lead: id, notice: `${id}.1` }] };
    await baton.enqueue("MailEventsQueue", bounce({ to: "pia@acme.example", about }));
    await baton.advance("61m");
    expect(await broken(id)).toEqual(["Pia recorded no response in time: they were told too late, or not at all."]);
  });

  test("is the roster, where nobody was there", async () => {
    await baton.moveTo("2026-11-24T17:30:00Z");
    const { id } = await arrives("Gero", "late");
    await baton.advance("61m");
    expect(await broken(id)).toEqual(["Rolf recorded no response in time: nobody was there."]);
  });

  test("is not the data, where it was handed back for that after the deadline", async () => {
    await baton.moveTo("2026-11-25T09:00:00Z");
    const { id } = await arrives("Hedi", "plain");
    await baton.advance("61m");
    await answers("ana", "Hedi", { action: "reject", reason: "data" });
    expect(await broken(id)).toEqual(["Ana recorded no response in time."]);
  });

  test("is counted by what it was, and sales answers for none of the platform's and of the data's", async () => {
    // Otto's; Arno's, Hedi's and whoever's had Dana first; Bela's; Nora's; Dana's; nine at once and Gero's; Finn's.
    expect(await causes("windows-kept")).toEqual({
      kept: [1, 1],
      unanswered: [0, 3],
      data: [0, 1],
      routing: [0, 1],
      handed: [0, 1],
      roster: [0, 10],
      platform: [0, 1],
    });
    const { platform, data, ...sales } = await causes("contact-in-time");
    expect([platform?.[1] ?? 0, data?.[1] ?? 0]).toEqual([0, 0]);
    expect(sales).toMatchObject({ unanswered: [0, 3], roster: [0, 10] });
    const { stdout } = await runCli(["measure", "windows-kept", "--by", "cause", "--from", "2026-11-20"], {
      url: baton.url,
      cwd: dir,
    });
    expect(stdout).toMatch(/roster +0 % +0 +10/);
  });
});
