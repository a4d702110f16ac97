import { sweep } from "@baton/core/clockwork";
import type { Lead } from "@baton/core/lead";
import { noticeView } from "@baton/core/mailing";
import { describe, expect, test } from "vitest";
import { acme, ladder, people, small } from "../../../helpers/agreements.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { PowerCut, turnsTaken, world } from "../../../helpers/world.ts";

/** Tuesday, 10:00 in Berlin. */
const T = "2026-11-24T09:00:00.000Z";
const clock = (time: string) => `2026-11-24T${time}.000Z`;
const german = { name: "Jo Doe", email: "jo@globex.example", country: "DE", employees: "600" };
const form = { source: "website-demo" };
const because = { reason: "Asked to be called after lunch" };
const error = (code: string) => expect.objectContaining({ code });

/** What is noted of a lead that nobody answers until somebody else has it. */
const passedOn = ["lead.reminded", "stage.breached", "lead.escalated", "lead.assigned", "stage.ended", "stage.started"];

describe("the main path", () => {
  test("a German lead of 600 employees goes to enterprise; reminder, escalation and reassignment come on time, to the right people", async () => {
    const w = await world(acme, { at: T });
    const { id, outcome } = await w.send(german, form);
    expect(outcome).toBe("lead");
    const first = await w.lead(id);
    expect(first).toMatchObject({ stage: "contact", decision: { rule: "Enterprise", team: "enterprise", version: 1 } });
    const [owner, other] = first.owner === "ben" ? ["ben", "chloe"] : ["chloe", "ben"];
    expect(w.mails).toEqual([expect.objectContaining({ at: T, kind: "handover", to: owner })]);

    await w.until(clock("09:07:29"));
    expect(w.mailed(id)).toHaveLength(1);
    await w.until(clock("09:07:30"));
    expect(w.mailed(id).at(-1)).toBe(`reminder ${owner}`);
    await w.until(clock("09:14:59"));
    expect(w.mailed(id)).toHaveLength(2);
    await w.until(clock("09:15:00"));
    expect(w.mailed(id).at(-1)).toBe("escalation sam");
    await w.until(clock("09:29:59"));
    expect(w.mailed(id)).toHaveLength(3);
    await w.until(clock("09:30:00"));
    expect(w.mailed(id).slice(3).sort()).toEqual([`reassigned-from ${owner}`, `reassigned-to ${other}`]);
    const second = await w.lead(id);
    expect(second.owners.map(({ how }) => how)).toEqual(["routed", "reassigned"]);
    expect(second.owner).not.toBe(first.owner);
    expect(w.mails.map((mail) => mail.at)).toEqual([
      T,
      clock("09:07:30"),
      clock("09:15:00"),
      clock("09:30:00"),
      clock("09:30:00"),
    ]);
    expect(await w.story(id)).toEqual(passedOn);

    // The new owner has a window of their own; what lay after it stays bound to the first breach.
    await w.until(clock("11:15:00"));
    expect(w.mails.slice(5).map(({ at, kind, to }) => [at, kind, to])).toEqual([
      [clock("09:37:30"), "reminder", other],
      [clock("09:45:00"), "escalation", "sam"],
      [clock("11:15:00"), "escalation", "vera"],
    ]);
  });

  test("contacted means silence until the next stage is due", async () => {
    const w = await world(acme, { at: T });
    const { id } = await w.send(german, form);
    await w.until(clock("09:05:00"));
    const { owner } = await w.lead(id);
    const { lead, said } = await w.answer(id, owner!, "contacted");
    expect(said).toContain("The clock has stopped");
    expect(lead).toMatchObject({ stage: "disposition", responses: [{ action: "contacted", stage: "contact" }] });
    expect(lead.responses[0]).not.toHaveProperty("lateMs");
    await w.until("2026-11-27T09:00:00Z");
    expect(w.mailed(id)).toHaveLength(1);
  });

  test("a late response is recorded with how late it was, in working time", async () => {
    const w = await world(acme, { at: "2026-11-24T16:50:00Z" });
    const { id } = await w.send({ ...german, email: "late@globex.example" }, form);
    await w.until("2026-11-25T08:10:00Z");
    const { owner } = await w.lead(id);
    const { lead } = await w.answer(id, owner!, "contacted");
    // Ten minutes were left on Tuesday and five were due on Wednesday from nine.
    expect(lead.responses.at(-1)?.lateMs).toBe(5 * 60_000);
  });

  test("an outcome closes the lead for good", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(german);
    await w.answer(id, "ana", "contacted");
    const { lead } = await w.answer(id, "ana", "outcome", { reason: "won" });
    expect(lead).toMatchObject({ stage: "closed", closed: { as: "won" } });
    expect(lead.clock).toBeUndefined();
    await w.until("2026-12-24T09:00:00Z");
    expect(w.mailed(id)).toEqual(["handover ana"]);
  });

  test("a test lead is listed, unowned, closed, and nobody hears of it", async () => {
    const w = await world(ladder(), { at: T });
    const { id, outcome } = await w.send(german, { test: true });
    expect(outcome).toBe("test");
    expect(await w.lead(id)).toMatchObject({ test: true, owner: null, stage: "closed", notices: [] });
    await w.until(clock("12:00:00"));
    expect(w.mails).toEqual([]);
    expect(await turnsTaken(w)).toBe(0);
  });
});

describe("steps", () => {
  test("after an outage of 16 minutes exactly one escalation is sent", async () => {
    const w = await world(acme, { at: T });
    const { id } = await w.send(german, form);
    w.outage(clock("09:16:00"));
    await w.until(clock("09:16:00"));
    expect(w.mailed(id).slice(1)).toEqual(["escalation sam"]);
    expect(await w.story(id)).toEqual(["stage.breached", "step.skipped", "lead.escalated"]);
    const steps = (await w.lead(id)).clock!.steps.map(({ do: what, state }) => `${what} ${state}`);
    expect(steps).toEqual(["remind skipped", "escalate fired", "reassign pending", "escalate pending"]);
  });

  test("a message that was lost is replaced by the sweep, exactly on time", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(german);
    w.loseMessages();
    await w.until(clock("09:30:00"));
    expect(w.mails.at(-1)).toMatchObject({ kind: "reminder", at: clock("09:30:00"), lead: id });
  });

  test("when no message arrives, the sweep still finds what is overdue", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(german);
    w.outage(clock("10:02:00"));
    w.loseMessages();
    await sweep(w.relay);
    await w.settle();
    expect(w.mailed(id)).toEqual(["handover ana", "escalation sam"]);
  });

  test("a check that comes early or for an instant that moved changes nothing", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(german);
    const before = await w.lead(id);
    await w.check(id, clock("09:30:00"));
    await w.check(id, clock("08:00:00"));
    await w.check("lead_unknown", clock("09:30:00"));
    expect(await w.lead(id)).toEqual(before);
  });

  test("an escalation whose recipient is off duty goes to the first on duty above", async () => {
    const w = await world(
      ladder({
        people: people({
          ana: {},
          ben: {},
          sam: { manager: "vera", calendar: "office" },
          vera: { manager: undefined },
        }),
      }),
      { at: "2026-11-24T20:00:00Z" },
    );
    const { id } = await w.send(german);
    await w.until("2026-11-24T21:00:00Z");
    expect(w.mailed(id).at(-1)).toBe("escalation vera");
  });

  test("and to the one named when nobody above is on duty either", async () => {
    const office = { calendar: "office" };
    const w = await world(
      ladder({
        people: people({
          ana: {},
          ben: {},
          sam: { manager: "vera", ...office },
          vera: { manager: undefined, ...office },
        }),
      }),
      { at: "2026-11-24T20:00:00Z" },
    );
    const { id } = await w.send(german);
    await w.until("2026-11-24T21:00:00Z");
    expect(w.mailed(id).at(-1)).toBe("escalation sam");
  });

  test("nobody on leave is escalated to while somebody above is merely off duty", async () => {
    const away = [{ from: "2026-11-24", to: "2026-11-30" }];
    const w = await world(
      ladder({
        people: people({
          ana: {},
          ben: {},
          sam: { manager: "vera", away },
          vera: { manager: undefined, calendar: "office" },
        }),
      }),
      { at: "2026-11-24T20:00:00Z" },
    );
    const { id } = await w.send(german);
    await w.until("2026-11-24T21:00:00Z");
    expect(w.mailed(id).at(-1)).toBe("escalation vera");
  });

  test("an escalation that ends at closing time finds who is about to leave", async () => {
    const w = await world(
      ladder({
        people: people({
          ana: {},
          ben: {},
          sam: { manager: "vera", calendar: "office" },
          vera: { manager: undefined },
        }),
      }),
      { at: "2026-11-24T16:00:00Z" },
    );
    const { id } = await w.send(german);
    await w.until("2026-11-24T17:00:00Z");
    expect(w.mailed(id).at(-1)).toBe("escalation sam");
  });

  test("an escalation to a team reaches its members on duty", async () => {
    const steps = [{ at: "100%", do: "escalate", to: "sales" }];
    const w = await world(
      ladder(
        {
          people: people({
            ana: {},
            ben: { calendar: "office" },
            cid: {},
            sam: { manager: "vera" },
            vera: { manager: undefined },
          }),
          teams: { sales: { members: ["ana", "ben", "cid"], manager: "sam" } },
        },
        { steps },
      ),
      { at: "2026-11-24T20:00:00Z" },
    );
    const { id } = await w.send(german);
    const { owner } = await w.lead(id);
    await w.until("2026-11-24T21:00:00Z");
    expect(w.mailed(id).slice(1)).toEqual([`escalation ${owner === "ana" ? "cid" : "ana"}`]);
  });

  test("an escalation never tells owners about themselves: it goes on to the next above", async () => {
    const w = await world(ladder({}, { steps: [{ at: "100%", do: "escalate", to: "ana" }] }), { at: T });
    const { id } = await w.send(german);
    expect((await w.lead(id)).owner).toBe("ana");
    await w.until(clock("10:00:00"));
    expect(w.mailed(id)).toEqual(["handover ana", "escalation sam"]);
  });

  test("an escalation tells who had the lead when it fired, though somebody else has it by the time the mail is written", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(german);
    const lead = { ...(await w.lead(id)), owner: "ben" };
    const rulebook = await w.relay.rulebooks.active();
    const notice = { id: "n", kind: "escalation" as const, to: "sam", at: T, retryAt: T, retries: 0 };
    const headline = (about: Lead, other?: string) =>
      noticeView(
        rulebook,
        about,
        [],
        [],
        { ...notice, ...(other && { other }) },
        { link: "https://baton.example/r/x", now: w.now() },
      ).headline;
    expect(headline(lead, "ana")).toBe("Ana has not recorded a response to Jo Doe within 1 hour of working time.");
    expect(headline({ ...lead, owner: null })).toBe("Jo Doe still has nobody after 1 hour of working time.");
  });

  test("repeats within the window start again for a new owner", async () => {
    const steps = [
      { at: "50%", do: "remind", repeat: { every: "10m", times: 2 } },
      { at: "+5m", do: "reassign" },
    ];
    const w = await world(ladder({}, { steps }), { at: T });
    const { id } = await w.send(german);
    await w.until(clock("11:05:00"));
    const reminders = w.mails
      .filter(({ kind }) => kind === "reminder")
      .map(({ at, to }) => `${at.slice(11, 16)} ${to}`);
    expect(reminders).toEqual(["09:30 ana", "09:40 ana", "09:50 ana", "10:35 ben", "10:45 ben", "10:55 ben"]);
    expect((await w.lead(id)).owner).toBe("ben");
  });

  test("an owner who is the manager is not told on themselves, but the next above", async () => {
    const w = await world(ladder({ routing: [{ name: "All", to: "sam", else: "sales", sla: "fast" }] }), { at: T });
    const { id } = await w.send(german);
    await w.until(clock("10:00:00"));
    expect(w.mailed(id)).toEqual(["handover sam", "reminder sam", "escalation vera"]);
  });

  test("a reminder with `times: 2` comes at its instant and twice more, and then no more", async () => {
    const w = await world(ladder({}, { steps: [{ at: "50%", do: "remind", repeat: { every: "10m", times: 2 } }] }), {
      at: T,
    });
    const { id } = await w.send(german);
    await w.until("2026-11-25T09:00:00Z");
    expect(w.mails.filter(({ lead }) => lead === id).map(({ at }) => at)).toEqual([
      T,
      clock("09:30:00"),
      clock("09:40:00"),
      clock("09:50:00"),
    ]);
  });
});

describe("reassignment", () => {
  test("when nobody is left the manager holds the lead, and it is not reassigned again", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(german);
    await w.until(clock("10:15:00"));
    expect((await w.lead(id)).owner).toBe("ben");
    // Ben's window ends at 11:15; the one reassignment after the first breach has been.
    await w.until("2026-11-25T09:00:00Z");
    expect((await w.lead(id)).owners.map(({ person }) => person)).toEqual(["ana", "ben"]);

    const alone = await world(ladder({ teams: { sales: { members: ["ana"], manager: "sam" } } }), { at: T });
    const only = await alone.send(german);
    await alone.until("2026-11-26T09:00:00Z");
    expect(await alone.lead(only.id)).toMatchObject({ owner: "sam", held: true });
    expect(alone.mailed(only.id).filter((mail) => mail.startsWith("reassigned"))).toEqual([
      "reassigned-to sam",
      "reassigned-from ana",
    ]);
    expect(alone.mailed(only.id).at(-1)).toBe("escalation vera");
  });

  test("a manager on leave does not hold it; the next above does", async () => {
    const away = [{ from: "2026-11-24", to: "2026-11-30" }];
    const w = await world(
      ladder({
        people: people({ ana: {}, sam: { manager: "vera", away }, vera: { manager: undefined } }),
        teams: { sales: { members: ["ana"], manager: "sam" } },
      }),
      { at: T },
    );
    const { id } = await w.send(german);
    await w.until(clock("10:15:00"));
    expect(await w.lead(id)).toMatchObject({ owner: "vera", held: true });
    expect(w.mailed(id)).not.toContain("reassigned-to sam");
  });

  test("everybody's leave, however long, costs no lead", async () => {
    const gone = { away: [{ from: "2026-11-01", to: "2099-12-31" }] };
    const w = await world(
      ladder({
        people: people({ ana: gone, ben: gone, sam: { manager: "vera" }, vera: { manager: undefined, ...gone } }),
      }),
      { at: T },
    );
    const { id } = await w.send(german);
    expect(await w.lead(id)).toMatchObject({ owner: null, clock: { respondBy: clock("10:00:00") } });
    expect(w.mailed(id)).toEqual(["unowned vera"]);
  });

  test("passes over who is away by then", async () => {
    const away = { away: [{ from: "2026-11-24", to: "2026-11-24" }] };
    const w = await world(
      ladder(
        {
          people: people({ ana: {}, ben: away, dan: {}, sam: { manager: undefined } }),
          teams: { sales: { members: ["ana", "ben", "dan"], manager: "sam" } },
        },
        { steps: [{ at: "100%", do: "reassign" }] },
      ),
      { at: T },
    );
    const { id } = await w.send(german);
    const first = (await w.lead(id)).owner;
    await w.until(clock("10:00:00"));
    expect([first, (await w.lead(id)).owner].sort()).toEqual(["ana", "dan"]);
  });

  test("is held back while somebody is on it, and comes after that", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(german);
    await w.until(clock("10:14:00"));
    const { said } = await w.answer(id, "ana", "accept");
    expect(said).toContain("10:44");
    await w.until(clock("10:43:59"));
    expect((await w.lead(id)).owner).toBe("ana");
    await w.until(clock("10:44:00"));
    expect((await w.lead(id)).owner).toBe("ben");
  });

  test("accepting closes an accept stage, and holds back the reassignment of the next one", async () => {
    const w = await world(
      ladder({
        sla: {
          fast: {
            acceptHolds: "2h",
            stages: {
              accept: { within: "10m", steps: [{ at: "100%", do: "reassign" }] },
              contact: { within: "30m", steps: [{ at: "+10m", do: "reassign" }] },
            },
          },
        },
      }),
      { at: T },
    );
    const { id } = await w.send(german);
    await w.until(clock("09:05:00"));
    const { lead } = await w.answer(id, "ana", "accept");
    expect(lead.stage).toBe("contact");
    await w.until(clock("11:04:59"));
    expect((await w.lead(id)).owner).toBe("ana");
    await w.until(clock("11:05:00"));
    expect((await w.lead(id)).owner).toBe("ben");
  });

  test("moves the load from one to the other", async () => {
    const counted = { capacity: { open: 5 } };
    const w = await world(
      ladder({
        people: people({ ana: counted, ben: counted, sam: { manager: "vera" }, vera: { manager: undefined } }),
      }),
      { at: T },
    );
    const { id } = await w.send(german);
    expect(await w.store.loads(["ana", "ben"])).toMatchObject({ ana: { open: 1 }, ben: { open: 0 } });
    await w.until(clock("10:15:00"));
    expect(await w.store.loads(["ana", "ben"])).toMatchObject({ ana: { open: 0 }, ben: { open: 1 } });
    await w.answer(id, "ben", "reject", { reason: "not-a-fit" });
    expect(await w.store.loads(["ana", "ben"])).toMatchObject({ ana: { open: 0 }, ben: { open: 0 } });
  });
});

describe("P2 once", () => {
  test("the same delivery, however often and concurrently, makes one lead and one hand-over", async () => {
    const w = await world(ladder(), { at: T });
    const sent = await Promise.all(Array.from({ length: 20 }, () => w.send(german, { key: "delivery-1" })));
    await w.send({ ...german, name: "Other bytes" }, { key: "delivery-1" });
    expect(sent.filter(({ outcome }) => outcome === "lead")).toHaveLength(1);
    expect(sent.filter(({ outcome }) => outcome === "duplicate")).toHaveLength(19);
    const { items } = await w.store.leads({ limit: 100, until: T });
    expect(items).toHaveLength(1);
    await w.until(clock("09:01:00"));
    expect(w.mails).toHaveLength(1);
  });

  test("losing duplicates take no turn, so that nobody's turn moves", async () => {
    const w = await world(ladder(), { at: T });
    await Promise.all(Array.from({ length: 20 }, () => w.send(german, { key: "delivery-1" })));
    expect(await turnsTaken(w)).toBe(1);
  });

  test("every message three times: each step once, each mail once", async () => {
    const w = await world(acme, { at: T, deliveries: 3 });
    const { id } = await w.send(german, form);
    await w.until(clock("11:30:00"));
    const kinds = w.mailed(id).map((mail) => mail.split(" ")[0]);
    expect(kinds.sort()).toEqual([
      "escalation",
      "escalation",
      "escalation",
      "handover",
      "reassigned-from",
      "reassigned-to",
      "reminder",
      "reminder",
    ]);
    expect(await w.story(id)).toEqual([
      ...passedOn,
      "lead.reminded",
      "stage.breached",
      "lead.escalated",
      "lead.escalated",
    ]);
  });

  test("the same content is the same delivery while its sender tries again; after that somebody asks again, and the owner hears", async () => {
    const w = await world(ladder(), { at: T });
    const { receive } = await import("@baton/core/intake");
    const body = Buffer.from(JSON.stringify(german));
    const send = async () =>
      receive(w.relay, await w.relay.rulebooks.active(), {
        source: "web",
        contentType: "application/json",
        body,
        key: { content: body, withinMs: 600_000 },
        reading: { found: [{ kind: "lead", fields: german }] },
        receivedAt: w.now(),
      });
    expect((await send()).outcome).toBe("lead");
    await w.settle();
    w.outage(clock("09:09:59"));
    expect((await send()).outcome).toBe("duplicate");
    w.outage(clock("09:10:01"));
    expect((await send()).outcome).toBe("touch");
    await w.settle();
    const { items } = await w.store.leads({ limit: 10, until: "2026-12-01" });
    expect(items).toHaveLength(1);
    expect(w.mailed(items[0]!.id)).toEqual(["handover ana", "touched ana"]);
  });
});

describe("P1 durable", () => {
  test("a delivery whose process died before the commit becomes a lead by the sweep, once", async () => {
    const store = memoryStore();
    let broken = true;
    const w = await world(ladder(), {
      at: T,
      store: { ...store, commit: (...given) => (broken ? Promise.reject(new Error("gone")) : store.commit(...given)) },
    });
    expect((await w.send(german)).outcome).toBe("pending");
    const known = { limit: 10, until: clock("12:00:00") };
    expect((await w.store.leads(known)).items).toEqual([]);
    broken = false;
    await w.until(clock("09:20:00"));
    const { items } = await w.store.leads(known);
    expect(items).toHaveLength(1);
    expect(w.mailed(items[0]!.id)).toEqual([`handover ${items[0]!.owner}`]);
    // Its clock runs from receipt, because the person has waited since then.
    expect((await w.lead(items[0]!.id)).clock!.respondBy).toBe(clock("10:00:00"));
  });

  test("an unreadable delivery is kept whole in quarantine, and a replay starts its clock then", async () => {
    const w = await world(ladder(), { at: T });
    const { complete, receive } = await import("@baton/core/intake");
    const body = Buffer.from("%%%");
    const taken = await receive(w.relay, await w.relay.rulebooks.active(), {
      source: "web",
      contentType: "text/plain",
      body,
      key: { id: "q" },
      reading: { unreadable: "No form." },
      receivedAt: w.now(),
    });
    expect(taken.outcome).toBe("quarantined");
    const kept = await w.store.delivery(taken.delivery);
    expect(Buffer.from(kept!.body)).toEqual(body);
    expect((await w.store.quarantine({ limit: 5 })).items).toMatchObject([{ id: taken.delivery, reason: "No form." }]);
    await w.until(clock("12:00:00"));
    expect(await complete(w.relay, kept!.delivery, { found: [{ kind: "lead", fields: german }] })).toBe("lead");
    await w.settle();
    expect((await w.store.quarantine({ limit: 5 })).items).toEqual([]);
    const [summary] = (await w.store.leads({ limit: 5, until: clock("13:00:00") })).items;
    expect((await w.lead(summary!.id)).clock!.respondBy).toBe(clock("13:00:00"));
  });

  test("a hand-over whose message was lost goes out with the first step, and half an hour later at the latest, once", async () => {
    const w = await world(ladder(), { at: T });
    const { receive } = await import("@baton/core/intake");
    await receive(w.relay, await w.relay.rulebooks.active(), {
      source: "web",
      contentType: "",
      body: Buffer.from("{}"),
      key: { id: "m" },
      reading: { found: [{ kind: "lead", fields: german }] },
      receivedAt: w.now(),
    });
    w.loseMessages();
    await w.until(clock("09:30:00"));
    expect(w.mails.filter(({ kind }) => kind === "handover")).toMatchObject([{ at: clock("09:30:00"), to: "ana" }]);
    await w.until(clock("10:00:00"));
    expect(w.mails.filter(({ kind }) => kind === "handover")).toHaveLength(1);
  });

  test("a lead whose notices could not be queued comes again with its delivery, within minutes, and takes no second turn", async () => {
    const w = await world(ladder(), { at: T });
    const { notices } = w.relay.queues;
    w.relay.queues.notices = () => Promise.reject(new Error("SQS is away"));
    const { kept } = await w.send(german);
    expect(kept.outcome).toBe("pending");
    w.relay.queues.notices = notices;
    await w.until(clock("09:05:00"));
    const [mail, ...others] = w.mails;
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ kind: "handover", to: "ana" });
    expect((await w.store.delivery(kept.id))!.delivery).toMatchObject({ outcome: "lead", leads: [mail!.lead] });
    expect((await w.lead(mail!.lead)).decision.turns).toEqual({ "team/sales": { seq: 1, credits: {} } });
    expect(await turnsTaken(w)).toBe(1);
  });

  test.each([
    [{ leadDays: 30, deliveryDays: 60 }, 30, 60],
    [undefined, undefined, 90],
  ])(
    "with retention %j a lead is kept %s days after it closes, and a delivery %s days",
    async (retention, lead, days) => {
      const store = memoryStore();
      const kept: number[] = [];
      const w = await world(small(retention && { retention }), {
        at: T,
        store: {
          ...store,
          keepDelivery: (delivery, body, options) => {
            kept.push((options.expiresAt - Date.parse(T)) / 86_400_000);
            return store.keepDelivery(delivery, body, options);
          },
        },
      });
      const { id } = await w.send(german);
      expect((await w.lead(id)).keptDays).toBe(lead);
      expect(kept).toEqual([days]);
    },
  );

  test("a mail that the mail service refuses once goes out some seconds later", async () => {
    let refused = 0;
    const w = await world(ladder(), {
      at: T,
      ses: () => {
        if (refused++ === 0) throw new PowerCut("throttled");
      },
    });
    const { id } = await w.send(german);
    await w.until(clock("09:00:10"));
    expect(w.mailed(id)).toEqual(["handover ana"]);
  });

  test("a claim of which nobody heard keeps a mail back for a minute at most", async () => {
    const store = memoryStore();
    let lost = true;
    const w = await world(ladder(), {
      at: T,
      store: {
        ...store,
        async claimNotice(batch, of, claim) {
          const claimed = await store.claimNotice(batch, of, claim);
          if (!lost) return claimed;
          lost = false;
          return false;
        },
      },
    });
    const { id } = await w.send(german);
    await w.until(clock("09:01:00"));
    expect(w.mailed(id)).toEqual(["handover ana"]);
  });

  test("a commit of which nobody heard is found done, and its hand-over is sent at once", async () => {
    const store = memoryStore();
    const w = await world(ladder(), {
      at: T,
      store: {
        ...store,
        async commit(lead, also) {
          await store.commit(lead, also);
          return store.commit(lead, also);
        },
      },
    });
    const { id, outcome } = await w.send({ name: "Nobody's address" });
    expect(outcome).toBe("lead");
    expect(w.mailed(id)).toEqual(["handover ana"]);
  });

  test("a queue that refuses messages costs nothing but time", async () => {
    const w = await world(ladder(), { at: T });
    const { checks, notices } = w.relay.queues;
    w.relay.queues.checks = w.relay.queues.notices = () => Promise.reject(new Error("SQS is away"));
    const { kept } = await w.send(german);
    expect(w.logged).toContainEqual(expect.objectContaining({ level: "warn" }));
    Object.assign(w.relay.queues, { checks, notices });
    await w.until(clock("09:30:00"));
    const [id] = (await w.store.delivery(kept.id))!.delivery.leads;
    expect(w.mailed(id!)).toEqual(["handover ana", "reminder ana"]);
  });
});

describe("P3 owned", () => {
  const away = { away: [{ from: "2026-11-24", to: "2026-11-24" }] };
  const nobody = { people: people({ ana: away, ben: away, sam: { manager: "vera" }, vera: { manager: undefined } }) };

  test("a lead that nobody can take is unowned; the agreement's manager is told, and its clock runs in theirs", async () => {
    const w = await world(
      ladder({
        manager: "sam",
        people: people({
          ana: away,
          ben: away,
          sam: { manager: "vera", calendar: "office" },
          vera: { manager: undefined },
        }),
      }),
      { at: "2026-11-24T16:30:00Z" },
    );
    const { id } = await w.send(german);
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ owner: null, owners: [], clock: { respondBy: "2026-11-25T09:30:00.000Z" } });
    expect(lead.decision.candidates.every(({ excluded }) => excluded?.code === "away")).toBe(true);
    expect(w.mailed(id)).toEqual(["unowned sam"]);
  });

  test("without one named, the topmost manager is told", async () => {
    const w = await world(ladder(nobody), { at: T });
    const { id } = await w.send(german);
    expect(w.mailed(id)).toEqual(["unowned vera"]);
  });

  test("whoever takes it gets a fresh clock", async () => {
    const w = await world(ladder(nobody), { at: T });
    const { id } = await w.send(german);
    await w.until(clock("10:05:00"));
    const { lead } = await w.answer(id, "vera", "reassign", { to: "vera" });
    expect(lead).toMatchObject({
      owner: "vera",
      clock: { respondBy: clock("11:05:00"), firstRespondBy: clock("11:05:00") },
    });
    expect(lead.clock!.steps.every(({ state }) => state === "pending")).toBe(true);
  });

  test("the reassign step hands it to somebody who has become able, with a fresh clock", async () => {
    const w = await world(ladder(nobody), { at: "2026-11-24T23:00:00Z" });
    const { id } = await w.send(german);
    // With no sweep since they are back.
    w.outage("2026-11-25T00:15:00Z");
    await w.check(id, "2026-11-25T00:15:00.000Z");
    await w.settle();
    const lead = await w.lead(id);
    expect(["ana", "ben"]).toContain(lead.owner);
    expect(lead.clock!.respondBy).toBe("2026-11-25T01:15:00.000Z");
    expect(w.mailed(id).slice(-1)).toEqual([`reassigned-to ${lead.owner}`]);
  });

  test("a lead that no rule takes is told to the manager all the same", async () => {
    const w = await world(
      ladder({ routing: [{ name: "Never", when: { employees: { lt: 0 } }, to: "sales", sla: "fast" }] }),
      { at: T },
    );
    const { id } = await w.send(german);
    expect(await w.lead(id)).toMatchObject({ owner: null, decision: { rule: null } });
    expect(w.mailed(id)).toEqual(["unowned vera"]);
    const { lead } = await w.answer(id, "vera", "reassign", { to: "ben" });
    expect(lead.owner).toBe("ben");
  });
});

describe("P6 fair", () => {
  test("every concurrent burst is spread by weight, and so is each window within it", async () => {
    const teams = {
      sales: {
        members: [
          { person: "ana", weight: 1 },
          { person: "ben", weight: 2 },
        ],
        manager: "sam",
      },
    };
    const w = await world(ladder({ teams }), { at: T });
    const sent = await Promise.all(Array.from({ length: 30 }, (_, i) => w.send({ email: `jo${i}@globex.example` })));
    const leads = await Promise.all(sent.map(({ id }) => w.lead(id)));
    const turnOf = ({ decision }: Lead) => decision.turns["team/sales"]!.seq;
    const owners = leads.toSorted((a, b) => turnOf(a) - turnOf(b)).map(({ owner }) => owner);
    expect(owners.filter((owner) => owner === "ben")).toHaveLength(20);
    for (let from = 0; from < 30; from++) {
      for (let to = from + 1; to <= 30; to++) {
        const got = owners.slice(from, to).filter((owner) => owner === "ben").length;
        expect(Math.abs(got - ((to - from) * 2) / 3)).toBeLessThan(2);
      }
    }
    expect(leads.map(turnOf).sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  test("a concurrent burst on a least-loaded team leaves loads at most one apart", async () => {
    const w = await world(
      ladder({ teams: { sales: { members: ["ana", "ben", "sam"], pick: "least-loaded", manager: "vera" } } }),
      { at: T },
    );
    await Promise.all(Array.from({ length: 10 }, (_, i) => w.send({ email: `jo${i}@globex.example` })));
    const loads = Object.values(await w.store.loads(["ana", "ben", "sam"])).map(({ open }) => open);
    expect(loads.reduce((a, b) => a + b)).toBe(10);
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
  });

  test("capacity is never exceeded by a burst, and a closed lead makes room again", async () => {
    const full = { capacity: { open: 2 } };
    const w = await world(
      ladder({ people: people({ ana: full, ben: full, sam: { manager: "vera" }, vera: { manager: undefined } }) }),
      { at: T },
    );
    const sent = await Promise.all(Array.from({ length: 7 }, (_, i) => w.send({ email: `jo${i}@globex.example` })));
    const leads = await Promise.all(sent.map(({ id }) => w.lead(id)));
    for (const person of ["ana", "ben"]) expect(leads.filter(({ owner }) => owner === person)).toHaveLength(2);
    expect(leads.filter(({ owner }) => owner === null)).toHaveLength(3);
    const anas = leads.find(({ owner }) => owner === "ana")!;
    await w.answer(anas.id, "ana", "reject", { reason: "not-a-fit" });
    expect((await w.lead((await w.send(german)).id)).owner).toBe("ana");
  });
});

describe("responses", () => {
  const taken = async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(german);
    return { w, id };
  };

  test("twice has a friendly answer and is recorded once", async () => {
    const { w, id } = await taken();
    await w.answer(id, "ana", "contacted");
    const again = await w.answer(id, "ana", "contacted");
    expect(again.said).toBe("The contact with Jo Doe is already recorded.");
    expect((await w.lead(id)).responses).toHaveLength(1);
  });

  test("two at the same time are one contact", async () => {
    const { w, id } = await taken();
    const both = await Promise.all([w.answer(id, "ana", "contacted"), w.answer(id, "ana", "contacted")]);
    expect(both.map(({ said }) => said).sort()).toEqual([
      "Recorded: you have contacted Jo Doe. The clock has stopped.",
      "The contact with Jo Doe is already recorded.",
    ]);
    expect((await w.lead(id)).responses).toHaveLength(1);
  });

  test("a response and a due step at the same time both happen, one after the other, and neither twice", async () => {
    const { w, id } = await taken();
    w.outage(clock("09:30:00"));
    await Promise.all([w.answer(id, "ana", "contacted"), w.check(id, clock("09:30:00"))]);
    const lead = await w.lead(id);
    expect(lead.stage).toBe("disposition");
    expect((await w.story(id)).filter((is) => is === "lead.contacted")).toHaveLength(1);
  });

  test("on a closed lead says who closed it", async () => {
    const { w, id } = await taken();
    await w.answer(id, "ana", "reject", { reason: "not-a-fit" });
    for (const action of ["contacted", "accept", "reassign", "snooze", "outcome"] as const) {
      expect((await w.answer(id, "ana", action)).said).toBe("Nothing to do: Jo Doe is already closed, by Ana.");
    }
  });

  test("by a former owner: a contact counts, everything else is with the owner now", async () => {
    const { w, id } = await taken();
    await w.until(clock("10:15:00"));
    expect((await w.lead(id)).owner).toBe("ben");
    await expect(w.answer(id, "ana", "reject", { reason: "not-a-fit" })).rejects.toThrow(error("response.notYours"));
    await expect(w.answer(id, "ana", "snooze", { until: clock("12:00:00") })).rejects.toThrow("Jo Doe is with Ben now");
    const { lead } = await w.answer(id, "ana", "contacted");
    expect(lead).toMatchObject({ stage: "disposition", owner: "ben" });
    expect(lead.responses.at(-1)).toMatchObject({ by: "ana", action: "contacted" });
  });

  test("by a manager: takes it or gives it away, and both are told", async () => {
    const { w, id } = await taken();
    await expect(w.answer(id, "sam", "reject", { reason: "not-a-fit" })).rejects.toThrow(error("response.notYours"));
    await w.answer(id, "sam", "reassign", { to: "ben" });
    expect(w.mailed(id).slice(1).sort()).toEqual(["reassigned-from ana", "reassigned-to ben"]);
    expect((await w.answer(id, "vera", "reassign", { to: "vera" })).said).toBe("Jo Doe is yours now.");
    expect((await w.lead(id)).owners.map(({ person }) => person)).toEqual(["ana", "ben", "vera"]);
  });

  test("a lead cannot be given to nobody, to who has it, or outside of the team", async () => {
    const { w, id } = await taken();
    for (const to of [undefined, "", "ana", "vera", "zoe", "constructor"]) {
      await expect(w.answer(id, "ana", "reassign", { to })).rejects.toThrow(error("response.to"));
    }
  });

  test("a rejection needs one of the agreed reasons", async () => {
    const { w, id } = await taken();
    for (const reason of [undefined, "", "no time"]) {
      await expect(w.answer(id, "ana", "reject", { reason })).rejects.toThrow(error("response.reason"));
    }
    expect((await w.lead(id)).revision).toBeGreaterThan(0);
    expect((await w.lead(id)).responses).toEqual([]);
  });

  test("an outcome needs to be one, and comes after the contact", async () => {
    const { w, id } = await taken();
    await expect(w.answer(id, "ana", "outcome", { reason: "won" })).rejects.toThrow(error("response.notYours"));
    await w.answer(id, "ana", "contacted");
    await expect(w.answer(id, "ana", "outcome", { reason: "maybe" })).rejects.toThrow(error("response.outcome"));
  });

  test("a snooze is for the future and within the cap; the clock stands still and goes on with what was left", async () => {
    const { w, id } = await taken();
    await w.until(clock("09:20:00"));
    for (const until of [undefined, "soon", clock("09:20:00"), "2026-11-25T09:20:00.001Z"]) {
      await expect(w.answer(id, "ana", "snooze", { until, ...because })).rejects.toThrow(error("response.until"));
    }
    await w.answer(id, "ana", "snooze", { until: clock("15:00:00"), ...because });
    await w.until(clock("15:09:59"));
    expect(w.mailed(id)).toEqual(["handover ana"]);
    await w.until(clock("15:10:00"));
    expect(w.mailed(id).at(-1)).toBe("reminder ana");
    await w.until(clock("15:40:00"));
    expect(w.mailed(id).at(-1)).toBe("escalation sam");
  });

  test("snoozing says `I am on it` too: it closes an accept stage", async () => {
    const stages = { accept: { within: "10m", steps: [{ at: "100%", do: "reassign" }] }, contact: { within: "1h" } };
    const w = await world(ladder({}, {}, { stages }), { at: T });
    const { id } = await w.send(german);
    await w.answer(id, "ana", "snooze", { until: clock("12:00:00"), ...because });
    await w.until(clock("12:30:00"));
    expect(await w.lead(id)).toMatchObject({ owner: "ana", stage: "contact" });
  });

  test("a snooze needs a reason, in the field for it or as a note, and only the owner has it", async () => {
    const { w, id } = await taken();
    const until = clock("12:00:00");
    for (const given of [{}, { reason: "" }])
      await expect(w.answer(id, "ana", "snooze", { until, ...given })).rejects.toThrow(error("response.reason"));
    await expect(w.answer(id, "sam", "snooze", { until, ...because })).rejects.toThrow(error("response.notYours"));
    expect((await w.lead(id)).responses).toEqual([]);
    await w.answer(id, "ana", "snooze", { until, ...because });
    await w.answer(id, "ana", "snooze", { until: clock("11:00:00"), note: "Back at eleven" });
    expect((await w.lead(id)).responses.map(({ reason }) => reason)).toEqual([because.reason, "Back at eleven"]);
    expect(await w.told(id)).toEqual([
      `Ana lets Jo Doe wait until Tue 24 Nov 2026, 13:00: ${because.reason}.`,
      "Ana lets Jo Doe wait until Tue 24 Nov 2026, 12:00: Back at eleven.",
    ]);
  });

  test("the record keeps how long the clock stood still, and a response in the middle of a pause ends it", async () => {
    const { w, id } = await taken();
    await w.until(clock("09:20:00"));
    await w.answer(id, "ana", "snooze", { until: clock("15:00:00"), ...because });
    await w.until(clock("10:00:00"));
    const { lead } = await w.answer(id, "ana", "contacted");
    expect(lead.responses.at(-1)).toMatchObject({ action: "contacted", pausedMs: 40 * 60_000 });
    expect(lead.responses.at(-1)).not.toHaveProperty("lateMs");
    expect(lead.clock).not.toHaveProperty("pausedMs");
  });

  test("the cap counts from the first snooze, so that several do not add up", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(german);
    await w.answer(id, "ana", "snooze", { until: "2026-11-25T08:00:00.000Z", ...because });
    await w.until("2026-11-25T07:00:00Z");
    const later = w.answer(id, "ana", "snooze", { until: "2026-11-25T12:00:00.000Z", ...because });
    await expect(later).rejects.toThrow(error("response.until"));
  });

  test("nothing is stored as it was sent: an answer cannot make a lead grow until its clock stands still", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(german);
    const junk = "u".repeat(100_000);
    await w.answer(id, "ana", "accept", { until: junk, to: junk, reason: junk, note: junk });
    for (let n = 0; n < 5; n++) await w.answer(id, "ana", "accept", { note: junk });
    const lead = await w.lead(id);
    expect(lead.responses).toHaveLength(1);
    expect(JSON.stringify(lead).length).toBeLessThan(6_000);
  });

  test("a policy without snooze does not offer it", async () => {
    const w = await world(ladder({}, {}, { snooze: undefined }), { at: T });
    const { id } = await w.send(german);
    await expect(w.answer(id, "ana", "snooze", { until: clock("10:00:00") })).rejects.toThrow(
      error("response.notYours"),
    );
  });

  test("a reminder that is still queued when the contact is recorded is not sent", async () => {
    const { w, id } = await taken();
    w.outage(clock("09:30:00"));
    await w.check(id, clock("09:30:00"));
    await w.answer(id, "ana", "contacted");
    expect(w.mailed(id)).toEqual(["handover ana"]);
  });

  test("on a lead that is not stored is said so", async () => {
    const { w } = await taken();
    await expect(w.answer("lead_unknown", "ana", "contacted")).rejects.toThrow(
      expect.objectContaining({ status: 404 }),
    );
  });
});

describe("an agreement that changes", () => {
  test("leaves running clocks as they are, and decides new leads", async () => {
    const w = await world(ladder(), { at: T });
    const old = await w.send(german);
    await w.publish(ladder({}, { within: "2h" }), 1);
    const fresh = await w.send({ ...german, email: "second@globex.example" });
    expect((await w.lead(old.id)).clock).toMatchObject({ version: 1, respondBy: clock("10:00:00") });
    expect((await w.lead(fresh.id)).clock).toMatchObject({ version: 2, respondBy: clock("11:00:00") });
    await w.until(clock("10:00:00"));
    expect(w.mailed(old.id)).toContain("escalation sam");
  });
});

describe("handing a lead on", () => {
  test("makes the person the new owner's: a rule that follows the person finds who has them now", async () => {
    const routing = [
      { name: "Known", when: { "person.owner": { exists: true } }, to: "person.owner", else: "sales", sla: "fast" },
      { name: "Everyone", to: "sales", sla: "fast" },
    ];
    const w = await world(ladder({ routing }), { at: T });
    const { id } = await w.send(german);
    await w.answer(id, "ana", "reassign", { to: "ben" });
    const again = await w.send({ ...german, message: "It is me again" });
    expect((await w.lead(again.id)).owner).toBe("ben");
  });

  test("is not possible to somebody on leave", async () => {
    const away = [{ from: "2026-11-23", to: "2026-11-30" }];
    const w = await world(
      ladder({ people: people({ ana: {}, ben: { away }, sam: { manager: "vera" }, vera: { manager: undefined } }) }),
      { at: T },
    );
    const { id } = await w.send(german);
    await expect(w.answer(id, "ana", "reassign", { to: "ben" })).rejects.toThrow(error("response.to"));
  });

  test("does not cost a manager who had the lead the right to take it again", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(german);
    await w.answer(id, "sam", "reassign", { to: "sam" });
    await w.answer(id, "sam", "reassign", { to: "ben" });
    await w.answer(id, "sam", "reassign", { to: "sam" });
    expect((await w.lead(id)).owner).toBe("sam");
  });
});
