import { reportClocks } from "@baton/core/health";
import type { MailEvent } from "@baton/core/mailbox";
import type { NoticeKind } from "@baton/core/mailing";
import { heedMailEvent } from "@baton/core/mailing";
import { goAway } from "@baton/core/roster";
import { describe, expect, test } from "vitest";
import { ladder, people, small, withinAnHour } from "../../../helpers/agreements.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00.000Z";
const clock = (time: string) => `2026-11-24T${time}.000Z`;
const address = (person: string) => `${person}@acme.example`;

/** Ana has every lead; above her are Sam and Vera. */
const mine = (parts: object = {}) => ladder({ teams: { sales: { members: ["ana"], manager: "sam" } }, ...parts });
const start = (agreement = mine(), options: Partial<Parameters<typeof world>[1]> = {}) =>
  world(agreement, { at: T, ...options });

let leads = 0;
const jane = () => {
  leads += 1;
  return { email: `jane${leads}@globex.example`, name: "Jane" };
};

/** What the mail service says of the first mail of a kind to somebody, or of one that lists them all. */
async function say(
  w: World,
  what: MailEvent["what"],
  { to, kind = "handover", at = w.now() }: { to: string; kind?: NoticeKind; at?: number },
): Promise<void> {
  const all = w.mails.filter((mail) => mail.to === to && mail.kind === kind);
  const notices = all.filter(({ list }) => list === all[0]!.list).slice(0, all[0]!.list === undefined ? 1 : undefined);
  await heedMailEvent(w.relay, {
    what,
    address: address(to),
    at: new Date(at).toISOString(),
    mail: { to, kind, notices: notices.map(({ lead, notice }) => ({ lead, notice })) },
  });
  await w.settle();
}
const told = async (w: World, id: string) =>
  (await w.lines(id)).filter(({ is }) => is === "mail.bounced").map(({ text }) => text);

test("a mail to who covers for an owner that bounces is told to somebody else", async () => {
  const staff = people({ ana: {}, ben: {}, sam: { manager: "vera" }, vera: { manager: undefined } });
  const w = await start(mine({ people: staff }));
  const who = jane();
  const { id } = await w.send(who);
  await w.answer(id, "ana", "contacted");
  await goAway(w.relay, { person: "ana", from: "2026-11-24", until: "2026-11-26", deputy: "ben", by: "ana" });
  await w.send({ ...who, message: "Are you there?" });
  await say(w, "refused", { to: "ben", kind: "touched" });
  expect(w.mailed(id)).toEqual(["handover ana", "touched ben", "undelivered sam"]);
});

describe("a hand-over that bounces", () => {
  test.each([
    ["refused", "A mail to Ana came back: the address is wrong or refuses mail. Sam was told."],
    ["failed", "A mail to Ana came back: the mailbox could not take it at the time. Sam was told."],
    ["rejected", "A mail to Ana was not sent: the mail service rejected what is in it. Sam was told."],
  ] as const)("(%s) is escalated at once, and the story says to whom and why", async (what, text) => {
    const w = await start();
    const { id } = await w.send(jane());
    await say(w, what, { to: "ana" });
    expect(w.mailed(id)).toEqual(["handover ana", "undelivered sam"]);
    expect(w.mails.at(-1)!.at).toBe(T);
    expect(await told(w, id)).toEqual([text]);
  });

  test("moves nothing of the clock, which reminds, escalates and hands on as it would have", async () => {
    const w = await start();
    const quiet = await start();
    const { id } = await w.send(jane());
    await say(w, "failed", { to: "ana" });
    const { id: other } = await quiet.send(jane());
    expect((await w.lead(id)).clock).toEqual((await quiet.lead(other)).clock);
    await w.until(clock("13:00:00"));
    await quiet.until(clock("13:00:00"));
    expect(w.mailed(id).filter((mail) => mail !== "undelivered sam")).toEqual(quiet.mailed(other));
  });

  test("goes to whom the stage's first escalation names", async () => {
    const sla = withinAnHour({ at: "50%", do: "remind" }, { at: "100%", do: "escalate", to: "vera" });
    const w = await start(mine({ sla }));
    const { id } = await w.send(jane());
    await say(w, "refused", { to: "ana" });
    expect(w.mailed(id)).toEqual(["handover ana", "undelivered vera"]);
  });

  test("goes to the owner's manager where the stage names nobody", async () => {
    const w = await start(mine({ sla: withinAnHour() }));
    const { id } = await w.send(jane());
    await say(w, "refused", { to: "ana" });
    expect(w.mailed(id)).toEqual(["handover ana", "undelivered sam"]);
  });

  test("goes to the agreement's manager where nobody is above the owner", async () => {
    const w = await start(
      small({
        manager: "vera",
        people: people({ ana: { manager: undefined }, vera: { manager: undefined } }),
        teams: { sales: { members: ["ana"] } },
      }),
    );
    const { id } = await w.send(jane());
    await say(w, "refused", { to: "ana" });
    expect(w.mailed(id)).toEqual(["handover ana", "undelivered vera"]);
  });

  test("goes to those of a team that an escalation names who get mails", async () => {
    const w = await start(
      small({
        teams: {
          sales: { members: ["ana"], manager: "sam" },
          desk: { members: ["ana", "ben", "vera"], manager: "sam" },
        },
        sla: withinAnHour({ at: "100%", do: "escalate", to: "desk" }),
      }),
    );
    await w.store.markAddress({ address: address("ben"), why: "bounced", since: T });
    const { id } = await w.send(jane());
    await say(w, "refused", { to: "ana" });
    expect(w.mailed(id)).toEqual(["handover ana", "undelivered vera"]);
  });

  test("passes over a manager whose address is marked", async () => {
    const w = await start();
    await w.store.markAddress({ address: address("sam"), why: "complained", since: T });
    const { id } = await w.send(jane());
    await say(w, "refused", { to: "ana" });
    expect(w.mailed(id)).toEqual(["handover ana", "undelivered vera"]);
  });

  test("with nobody left to tell says so in the story and in the log", async () => {
    const w = await start(
      small({ people: people({ ana: { manager: undefined } }), teams: { sales: { members: ["ana"] } } }),
    );
    const { id } = await w.send(jane());
    await say(w, "refused", { to: "ana" });
    expect(w.mailed(id)).toEqual(["handover ana"]);
    expect(await told(w, id)).toEqual([expect.stringContaining("Nobody else can be told.")]);
    expect(w.logged).toContainEqual(expect.objectContaining({ level: "error", fields: { lead: id } }));
  });

  test("is escalated once, however often and concurrently that is said, and by the reminder after it", async () => {
    const w = await start();
    const { id } = await w.send(jane());
    await Promise.all([1, 2, 3].map(() => say(w, "failed", { to: "ana" })));
    await w.until(clock("09:30:00"));
    await say(w, "failed", { to: "ana", kind: "reminder" });
    expect(w.mailed(id)).toEqual(["handover ana", "undelivered sam", "reminder ana"]);
    expect(await told(w, id)).toHaveLength(1);
  });

  test("is escalated again once somebody else has the lead", async () => {
    const w = await start(small({ sla: withinAnHour() }));
    const { id } = await w.send(jane());
    await say(w, "failed", { to: "ana" });
    await w.answer(id, "sam", "reassign", { to: "ben" });
    await say(w, "failed", { to: "ben", kind: "reassigned-to" });
    expect(w.mailed(id).filter((mail) => mail.startsWith("undelivered"))).toEqual([
      "undelivered sam",
      "undelivered sam",
    ]);
  });

  test("concerns nobody any more when the lead is closed, or somebody else has it", async () => {
    const w = await start(mine({ teams: { sales: { members: ["ana", "ben"], manager: "sam" } } }));
    const { id } = await w.send(jane());
    const { id: passed } = await w.send(jane());
    const owner = (await w.lead(passed)).owner!;
    await w.answer(id, (await w.lead(id)).owner!, "reject", { reason: "not-a-fit" });
    await w.answer(passed, "sam", "reassign", { to: "sam" });
    for (const to of ["ana", "ben"]) await say(w, "refused", { to });
    expect([...(await told(w, id)), ...(await told(w, passed))]).toEqual([]);
    expect(await w.store.addressMark(address(owner))).toMatchObject({ why: "bounced" });
  });

  test("in a mail that lists several leads is escalated for each of them", async () => {
    const w = await start();
    for (let n = 0; n < 12; n++) await w.send(jane());
    await w.until(clock("09:02:00"));
    const listed = w.mails.filter(({ list }) => list !== undefined);
    expect(listed.length).toBeGreaterThan(3);
    await heedMailEvent(w.relay, {
      what: "failed",
      address: address("ana"),
      at: clock("09:02:00"),
      mail: { to: "ana", kind: "handover", notices: listed.map(({ lead, notice }) => ({ lead, notice })) },
    });
    await w.until(clock("09:05:00"));
    const escalated = w.mails.filter(({ kind }) => kind === "undelivered");
    expect(escalated.map(({ lead }) => lead).sort()).toEqual(listed.map(({ lead }) => lead).sort());
    expect(new Set(escalated.map(({ to }) => to))).toEqual(new Set(["sam"]));
  });

  test("is escalated by the sweep when the queue does not take the mail", async () => {
    const w = await start();
    const { id } = await w.send(jane());
    const { notices } = w.relay.queues;
    w.relay.queues.notices = async () => {
      throw new Error("no");
    };
    const event: MailEvent = {
      what: "failed",
      address: address("ana"),
      at: T,
      mail: { to: "ana", kind: "handover", notices: [{ lead: id, notice: `${id}.1` }] },
    };
    await heedMailEvent(w.relay, event);
    await w.settle();
    expect(w.mailed(id)).toEqual(["handover ana"]);
    w.relay.queues.notices = notices;
    await heedMailEvent(w.relay, event);
    await w.until(clock("09:10:00"));
    expect(w.mailed(id)).toEqual(["handover ana", "undelivered sam"]);
  });
});

describe("a manager's mail that bounces", () => {
  test("goes to the next manager up, once", async () => {
    const w = await start();
    const { id } = await w.send(jane());
    await w.until(clock("10:00:00"));
    await say(w, "failed", { to: "sam", kind: "escalation" });
    await say(w, "failed", { to: "sam", kind: "escalation" });
    expect(w.mailed(id).slice(-2)).toEqual(["escalation sam", "undelivered vera"]);
    await say(w, "failed", { to: "vera", kind: "undelivered" });
    expect(w.mails.filter(({ kind }) => kind === "undelivered")).toHaveLength(1);
  });

  test("about a lead that nobody has goes up too", async () => {
    const w = await start(
      small({
        manager: "sam",
        people: people({
          ana: { away: [{ from: "2026-11-01", to: "2026-12-31" }] },
          sam: { manager: "vera" },
          vera: { manager: undefined },
        }),
        teams: { sales: { members: ["ana"] } },
        routing: [{ name: "Everyone", to: "sales", else: "sales", sla: "fast" }],
      }),
    );
    const { id } = await w.send(jane());
    expect(w.mailed(id)).toEqual(["unowned sam"]);
    await say(w, "failed", { to: "sam", kind: "unowned" });
    expect(w.mailed(id)).toEqual(["unowned sam", "undelivered vera"]);
  });

  test("that asks nothing of anybody is left at that", async () => {
    const w = await start(small({ sla: withinAnHour() }));
    const { id } = await w.send(jane());
    await w.answer(id, "sam", "reassign", { to: "ben" });
    await say(w, "refused", { to: "ana", kind: "reassigned-from" });
    expect(await told(w, id)).toEqual([]);
  });
});

describe("an address", () => {
  test("is marked when it refuses mail for good or complains, and for nothing else", async () => {
    const w = await start();
    const marked = async (what: MailEvent["what"]) => {
      await heedMailEvent(w.relay, { what, address: `${what}@acme.example`, at: T });
      return (await w.store.addressMark(`${what}@acme.example`))?.why;
    };
    expect(await marked("refused")).toBe("bounced");
    expect(await marked("complained")).toBe("complained");
    expect(await marked("failed")).toBeUndefined();
    expect(await marked("rejected")).toBeUndefined();
  });

  test("that complained is not escalated for: the mail had arrived", async () => {
    const w = await start();
    const { id } = await w.send(jane());
    await say(w, "complained", { to: "ana" });
    expect(w.mailed(id)).toEqual(["handover ana"]);
    expect(await told(w, id)).toEqual([]);
  });

  test.each(["refused", "complained"] as const)(
    "that %s mail gets none any more: its next lead is escalated at once",
    async (what) => {
      const w = await start();
      await w.send(jane());
      await say(w, what, { to: "ana" });
      const { id } = await w.send(jane());
      expect(w.mailed(id)).toEqual(["undelivered sam"]);
      expect(await told(w, id)).toEqual([
        "No mail was sent to Ana: their address refused mail before, or called it spam. Sam was told.",
      ]);
      expect((await w.lead(id)).notices).toEqual([]);
      await w.until(clock("10:10:00"));
      expect(w.mailed(id)).toEqual(["undelivered sam", "escalation sam"]);
    },
  );

  test("that is marked gets no list either, and each lead in it is escalated", async () => {
    const w = await start();
    const ids: string[] = [];
    for (let n = 0; n < 12; n++) ids.push((await w.send(jane())).id);
    await w.store.markAddress({ address: address("ana"), why: "complained", since: T });
    const before = w.mails.length;
    await w.until(clock("09:20:00"));
    const later = w.mails.slice(before).filter(({ kind }) => kind === "handover" || kind === "undelivered");
    expect(later.map(({ to }) => to)).toEqual(later.map(() => "sam"));
    const heardOf = new Set(w.mails.map(({ lead }) => lead));
    expect(ids.filter((id) => !heardOf.has(id))).toEqual([]);
  });

  test("that is cleared gets mails again", async () => {
    const w = await start();
    await w.send(jane());
    await say(w, "refused", { to: "ana" });
    expect(await w.store.clearAddress(address("ana"), clock("09:30:00"))).toBe(true);
    const { id } = await w.send(jane());
    expect(w.mailed(id)).toEqual(["handover ana"]);
  });

  test("that is marked keeps what only tells something from being sent, and nobody is told of it", async () => {
    const w = await start(small({ sla: withinAnHour() }));
    const { id } = await w.send(jane());
    await w.store.markAddress({ address: address("ana"), why: "complained", since: T });
    await w.answer(id, "sam", "reassign", { to: "ben" });
    expect(w.mailed(id)).toEqual(["handover ana", "reassigned-to ben"]);
    expect((await w.lead(id)).notices).toEqual([]);
  });

  test("is read once for each mail", async () => {
    const store = memoryStore();
    let reads = 0;
    const counted = {
      ...store,
      addressMark: (one: string) => {
        reads += 1;
        return store.addressMark(one);
      },
    };
    const w = await start(mine(), { store: counted });
    await w.send(jane());
    expect(reads).toBe(1);
  });
});

describe("what the mail service says", () => {
  test("is measured, each time", async () => {
    const w = await start();
    await w.send(jane());
    await say(w, "refused", { to: "ana" });
    await say(w, "complained", { to: "ana" });
    expect(w.measured.filter(({ metric }) => metric === "Undelivered")).toHaveLength(2);
  });

  test("of a report to the operator is an error in the log", async () => {
    const w = await start();
    const mail = { report: "clocks-overdue-1" };
    await heedMailEvent(w.relay, { what: "refused", address: address("vera"), at: T, mail });
    expect(w.logged).toContainEqual(
      expect.objectContaining({ level: "error", fields: { report: "clocks-overdue-1", what: "refused" } }),
    );
    expect(await w.store.addressMark(address("vera"))).toBeDefined();
  });

  test("keeps reports from an operator who complained, until the address is cleared, and says so each time", async () => {
    const w = await start();
    await w.store.openIncident("", { kind: "overdue", openedAt: T, since: T, message: "Clocks stand still." });
    await w.store.markAddress({ address: address("vera"), why: "complained", since: T });
    const reports: string[] = [];
    const report = () => reportClocks(w.relay, async ({ recipient }) => reports.push(recipient.email));
    await report();
    await report();
    expect(reports).toEqual([]);
    const said = { level: "error", message: expect.stringContaining("operator"), fields: { report: "overdue" } };
    expect(w.logged).toEqual([said, said]);
    expect(w.measured).toEqual([
      { metric: "Undelivered", value: 1 },
      { metric: "Undelivered", value: 1 },
    ]);
    await w.store.clearAddress(address("vera"), T);
    await report();
    await report();
    expect(reports).toEqual([address("vera")]);
  });

  test("of a lead that is not stored any more, or of no mail of ours, does no harm", async () => {
    const w = await start();
    const notices = [{ lead: "lead_gone", notice: "lead_gone.1" }];
    await heedMailEvent(w.relay, {
      what: "failed",
      address: address("ana"),
      at: T,
      mail: { to: "ana", kind: "handover", notices },
    });
    await heedMailEvent(w.relay, { what: "failed", address: "anybody@elsewhere.example", at: T });
    expect(w.mails).toEqual([]);
  });

  test("puts nobody's address into the log", async () => {
    const w = await start();
    await w.send(jane());
    await say(w, "refused", { to: "ana" });
    await w.send(jane());
    expect(JSON.stringify(w.logged)).not.toMatch(/@|Ana/);
  });
});
