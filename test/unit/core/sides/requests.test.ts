import { parseAgreement } from "@baton/core/agreement";
import { recalculateLeads } from "@baton/core/clockwork";
import { isRequest, type Row, rowsOf } from "@baton/core/lead";
import { measures } from "@baton/core/report";
import { type Asking, askFor, listRequests, type RequestQuery } from "@baton/core/requests";
import { describe, expect, test } from "vitest";
import { besideStages, PUBLISHED, people, small } from "../../../helpers/agreements.ts";
import { turnsTaken, type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const parts = {
  people: people({
    ana: {},
    ben: {},
    sam: { manager: "vera" },
    vera: { manager: undefined },
    mia: { role: "marketing", manager: "mo" },
    max: { role: "marketing", manager: "mo" },
    mo: { role: "marketing", manager: "vera" },
  }),
  teams: {
    sales: { members: ["ana", "ben"], manager: "sam" },
    content: { members: ["mia", "max"], manager: "mo" },
  },
  sla: {
    fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d" } } },
    ask: {
      stages: {
        answer: {
          within: "4h",
          steps: [
            { at: "50%", do: "remind" },
            { at: "100%", do: "escalate", to: "manager" },
            { at: "+1h", do: "reassign" },
          ],
        },
      },
    },
  },
  reasons: [
    { id: "data", name: "Number is wrong", cause: "data", requests: "fix" },
    { id: "fit", name: "No fit" },
  ],
  requests: [
    { id: "fix", name: "Data fix", from: "sales", to: "content", sla: "ask" },
    { id: "quote", name: "Quote", from: "marketing", to: "lead.owner", sla: "ask" },
    { id: "check", name: "Is this what they say?", to: "sam", sla: "ask" },
  ],
};
const company = small(parts);

async function lead(w: World, n = 1) {
  const { id } = await w.send({ name: `Jo ${n}`, email: `jo${n}@x${n}.example` });
  return { id, owner: (await w.lead(id)).owner! };
}
const ask = async (w: World, asking: Partial<Asking> = {}) => {
  const { id } = await askFor(w.relay, { kind: "fix", text: "Which number works?", by: "ana", ...asking });
  await w.settle();
  return id;
};
const standing = async (w: World, id: string): Promise<(string | undefined)[]> =>
  rowsOf(id, (await w.lead(id)).tally)
    .flatMap((placed): Row[] => placed.rows)
    .map((row) => measures["requests-in-time"].judge(row, "leads"))
    .filter((one) => one !== undefined);
const list = async (w: World, query: Partial<RequestQuery> = {}) =>
  (await listRequests(w.relay, { limit: 100, ...query })).items;

describe("a request", () => {
  test("goes to somebody of the team that it is for, who is told, with a window", async () => {
    const w = await world(company, { at: T });
    const about = await lead(w);
    const id = await ask(w, { lead: about.id });
    const { owner, clock, request } = await w.lead(id);
    expect(["mia", "max"]).toContain(owner);
    expect(clock).toMatchObject({ stage: "answer", respondBy: "2026-11-24T13:00:00.000Z" });
    expect(request).toMatchObject({ title: "Data fix: Jo 1", lead: about.id, by: "ana" });
    expect(w.mailed(id)).toEqual([`handover ${owner}`]);
    expect((await w.facts(id)).map(({ is }) => is)).toEqual(["request.asked", "lead.assigned", "stage.started"]);
  });

  test("is no lead: it is in no list of leads, in nobody's load, takes no turn, and changes nothing for the person it is about", async () => {
    const w = await world(company, { at: T });
    const about = await lead(w);
    const turns = await turnsTaken(w);
    const id = await ask(w, { kind: "quote", lead: about.id, by: "mia" });
    const until = new Date(w.now()).toISOString();
    const leads = await w.store.leads({ until, limit: 10 });
    const owned = await w.store.leads({ owner: about.owner, until, limit: 10 });
    expect([...leads.items, ...owned.items].map((one) => one.id)).toEqual([about.id, about.id]);
    expect(await turnsTaken(w)).toBe(turns);
    expect((await w.lead(id)).counted).toBe(false);
    const again = await w.send({ name: "Jo 1", email: "jo1@x1.example" });
    expect(again.id).toBe(about.id);
  });

  test("is answered by whoever has it, which ends its clock and tells whoever asked", async () => {
    const w = await world(company, { at: T });
    const id = await ask(w);
    const { owner } = await w.lead(id);
    expect(await w.offered(id, owner!)).toEqual(["answer", "reassign"]);
    expect(await w.offered(id, "ana")).toEqual([]);
    await w.answer(id, owner!, "answer", { note: "The second one" });
    expect(w.mailed(id).at(-1)).toBe("answered ana");
    expect(await list(w)).toEqual([
      expect.objectContaining({ id, state: "answered", answer: "The second one", respondBy: null }),
    ]);
    expect(await standing(w, id)).toEqual(["kept"]);
    await w.until("2026-11-24T20:00:00Z");
    expect(w.mailed(id)).toHaveLength(2);
  });

  test("is not answered by nothing", async () => {
    const w = await world(company, { at: T });
    const id = await ask(w);
    await expect(w.answer(id, (await w.lead(id)).owner!, "answer", { note: " " })).rejects.toThrow(
      "Please write an answer.",
    );
  });

  test("that nobody answers is reminded of, told to a manager, and goes to another one, as a lead would", async () => {
    const w = await world(company, { at: T });
    const id = await ask(w);
    const { owner } = await w.lead(id);
    await w.until("2026-11-24T14:30:00Z");
    const other = owner === "mia" ? "max" : "mia";
    expect(w.mailed(id)).toEqual([
      `handover ${owner}`,
      `reminder ${owner}`,
      "escalation mo",
      `reassigned-to ${other}`,
      `reassigned-from ${owner}`,
    ]);
    expect(await standing(w, id)).toEqual(["missed"]);
    await w.answer(id, other, "answer", { note: "Here" });
    // By the deadline that was given first.
    expect(await standing(w, id)).toEqual(["missed"]);
  });

  test("may be sent back once: its clock runs anew, and both rounds count", async () => {
    const w = await world(company, { at: T });
    const id = await ask(w);
    const { owner } = await w.lead(id);
    await w.answer(id, owner!, "answer", { note: "No idea" });
    expect(await w.offered(id, "ana")).toEqual(["return"]);
    await w.answer(id, "ana", "return", { note: "I need the number" });
    expect(w.mailed(id).at(-1)).toBe(`returned ${owner}`);
    expect((await w.lead(id)).clock?.respondBy).toBe("2026-11-24T13:00:00.000Z");
    expect((await list(w))[0]).toMatchObject({ state: "returned", answer: "No idea" });
    await w.until("2026-11-24T13:30:00Z");
    await w.answer(id, owner!, "answer", { note: "+49 30 1" });
    expect(await standing(w, id)).toEqual(["kept", "missed"]);
    expect((await list(w))[0]).toMatchObject({ state: "closed", answer: "+49 30 1" });
    expect(await w.offered(id, "ana")).toEqual([]);
  });

  test("cannot be sent back after five working days, and is closed then", async () => {
    const w = await world(company, { at: T });
    const id = await ask(w);
    await w.answer(id, (await w.lead(id)).owner!, "answer", { note: "So" });
    w.outage("2026-12-02T09:00:00Z");
    expect(await w.offered(id, "ana")).toEqual([]);
    expect((await list(w))[0]).toMatchObject({ state: "closed" });
  });

  test("that is sent back to somebody who has left goes to their manager", async () => {
    const w = await world(small({ ...parts, manager: "vera" }), { at: T });
    const id = await ask(w, { kind: "check", by: "mia" });
    await w.answer(id, "sam", "answer", { note: "Yes" });
    const { sam: _sam, ...others } = parts.people;
    await w.publish(
      small({
        ...parts,
        manager: "vera",
        people: { ...others, ana: { ...others.ana, manager: "vera" }, ben: { ...others.ben, manager: "vera" } },
        teams: { ...parts.teams, sales: { members: ["ana", "ben"], manager: "vera" } },
        requests: parts.requests.map((one) => (one.to === "sam" ? { ...one, to: "vera" } : one)),
      }),
      1,
    );
    await w.answer(id, "mia", "return", { note: "All of it?" });
    expect((await w.lead(id)).owner).toBe("vera");
    expect(w.mailed(id).at(-1)).toBe("reassigned-to vera");
  });

  test("may be taken back by whoever answered, within ten minutes", async () => {
    const w = await world(company, { at: T });
    const id = await ask(w);
    const { owner } = await w.lead(id);
    await w.answer(id, owner!, "answer", { note: "Oops" });
    await w.answer(id, owner!, "undo");
    expect((await list(w))[0]).toMatchObject({ state: "open", respondBy: "2026-11-24T13:00:00.000Z" });
    expect((await list(w))[0]).not.toHaveProperty("answer");
    expect(await standing(w, id)).toEqual(["open"]);
  });

  test("to whoever has the lead goes to them, or waits until somebody has it", async () => {
    const w = await world(company, { at: T });
    const about = await lead(w);
    expect((await w.lead(await ask(w, { kind: "quote", lead: about.id, by: "mia" }))).owner).toBe(about.owner);
    await expect(ask(w, { kind: "quote", by: "mia" })).rejects.toMatchObject({ code: "request.lead" });
  });

  test("for people on leave waits for the first of them who is back, and its manager knows", async () => {
    const away = [{ from: "2026-11-24", to: "2026-11-24" }];
    const w = await world(
      small({
        ...parts,
        manager: "vera",
        people: { ...parts.people, mia: { ...parts.people.mia, away }, max: { ...parts.people.max, away } },
      }),
      { at: "2026-11-24T21:00:00Z" },
    );
    const id = await ask(w);
    expect([(await w.lead(id)).owner, w.mailed(id)]).toEqual([null, ["unowned vera"]]);
    await w.until("2026-11-25T00:10:00Z");
    expect(["mia", "max"]).toContain((await w.lead(id)).owner);
  });

  test("is handed on by hand to anybody, never by rules and never to whoever asked", async () => {
    const w = await world(company, { at: T });
    const id = await ask(w);
    const { owner } = await w.lead(id);
    await expect(w.answer(id, owner!, "reassign", { to: "rules" })).rejects.toMatchObject({ code: "response.to" });
    await expect(w.answer(id, owner!, "reassign", { to: "ana" })).rejects.toMatchObject({ code: "response.to" });
    await w.answer(id, owner!, "reassign", { to: "mo" });
    expect((await w.lead(id)).owner).toBe("mo");
  });

  test("is refused by name: of no such kind, by nobody, for the other side to ask, without words, about nobody", async () => {
    const w = await world(company, { at: T });
    const code = (asking: Partial<Asking>) => ask(w, asking).catch((error: { code: string }) => error.code);
    expect(await code({ kind: "fixx" })).toBe("request.kind");
    expect(await code({ by: "anna" })).toBe("request.by");
    expect(await code({ by: "mia" })).toBe("request.side");
    expect(await code({ text: "  " })).toBe("request.text");
    expect(await code({ lead: "lead_none" })).toBe("lead.unknown");
    expect(await code({ lead: await ask(w) })).toBe("lead.unknown");
  });

  test("runs by another version once its clock is recalculated, as leads do", async () => {
    const w = await world(company, { at: T });
    await lead(w);
    const id = await ask(w);
    const ask2h = { stages: { answer: { within: "2h" } } };
    await w.publish(small({ ...parts, sla: { ...parts.sla, ask: ask2h } }), 1);
    let cursor: string | null = null;
    const moved: string[] = [];
    do {
      const page = await recalculateLeads(w.relay, { apply: true, ...(cursor !== null && { cursor }) });
      moved.push(...page.leads.filter((one) => one.moved).map((one) => one.id));
      cursor = page.next;
    } while (cursor !== null);
    expect(moved).toEqual([id]);
    expect((await w.lead(id)).clock?.respondBy).toBe("2026-11-24T11:00:00.000Z");
  });

  test("is asked for by a rejection whose reason asks for it, once however often that is said", async () => {
    const w = await world(company, { at: T });
    const about = await lead(w);
    await w.answer(about.id, about.owner, "reject", { reason: "data", note: "It is a fax" });
    await w.answer(about.id, about.owner, "reject", { reason: "data" });
    expect(await list(w)).toEqual([
      expect.objectContaining({ kind: "fix", lead: about.id, by: about.owner, text: "It is a fax" }),
    ]);
    const other = await lead(w, 2);
    await w.answer(other.id, other.owner, "reject", { reason: "fit" });
    expect(await list(w)).toHaveLength(1);
  });

  test("is listed by state, by whoever asked, and by whoever answers", async () => {
    const w = await world(company, { at: T });
    const [one, two] = [await ask(w), await ask(w, { kind: "check", by: "ben" })];
    await w.answer(two, "sam", "answer", { note: "Yes" });
    const ids = async (query: Partial<RequestQuery>) => (await list(w, query)).map(({ id }) => id);
    expect(await ids({})).toEqual(expect.arrayContaining([one, two]));
    expect(await ids({ state: "open" })).toEqual([one]);
    expect(await ids({ to: "sam" })).toEqual([two]);
    expect(await ids({ by: "ben" })).toEqual([two]);
    expect(isRequest(one)).toBe(true);
  });
});

describe("an agreement's requests", () => {
  const codes = (changes: object) =>
    besideStages(parseAgreement(small({ ...parts, ...changes }), { at: PUBLISHED }).findings).map(({ code }) => code);
  const kind = (changes: object) => ({
    requests: [{ id: "fix", name: "Data fix", to: "content", sla: "ask", ...changes }],
    reasons: [],
  });

  test("name who answers and a policy whose only stage is answer", () => {
    expect(codes({})).toEqual([]);
    expect(codes(kind({ to: "nobody" }))).toEqual(["reference.unknown"]);
    expect(codes(kind({ sla: "none-such" }))).toEqual(["reference.unknown"]);
    expect(codes(kind({ sla: "fast" }))).toEqual(["request.policy"]);
    expect(
      codes({
        sla: {
          ...parts.sla,
          ask: { ...parts.sla.ask, calendar: "lead", contactHours: { "mon-sun": ["08:00-20:00"] } },
        },
      }),
    ).toEqual(["request.policy", "request.policy", "request.policy"]);
  });

  test("have policies of their own, which no rule gives to leads", () => {
    expect(codes({ routing: [{ name: "Everyone", to: "sales", sla: "ask" }] })).toEqual(["request.policy"]);
  });

  test("are asked for by reasons that sales may ask for", () => {
    expect(codes({ reasons: [{ id: "data", name: "Wrong", requests: "fixx" }] })).toEqual(["reference.unknown"]);
    expect(codes({ reasons: [{ id: "data", name: "Wrong", requests: "quote" }] })).toEqual(["schema.value"]);
  });
});
