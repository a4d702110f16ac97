import type { BookingChange, HandRaise } from "@baton/core/delivery";
import { readFacts, replayDecision } from "@baton/core/lead";
import { noticeView } from "@baton/core/mailing";
import { describe, expect, test } from "vitest";
import { ladder, people } from "../../../helpers/agreements.ts";
import { turnsTaken, type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00.000Z";
const clock = (time: string) => `2026-11-24T${time}.000Z`;
const MEETING = "2026-11-26T10:00:00.000Z";
const jo = { name: "Jo Doe", email: "jo@globex.example" };

const sources = (cal: object = {}) => ({
  sources: {
    web: { provider: "form", auth: { token: "WEB" } },
    cal: { provider: "calendly", auth: { secret: "CAL" }, ...cal },
  },
});
const booking = (key: string, more: Record<string, unknown> = {}): HandRaise => ({
  kind: "lead",
  key,
  fields: { ...jo, "meeting.at": MEETING, ...more },
  contact: { channel: "booking", event: "Demo", at: T, key, by: "ben@acme.example" },
});
const change = (what: BookingChange["what"], of: string, more: Partial<BookingChange> = {}): BookingChange => ({
  kind: "booking",
  what,
  of,
  meetingAt: MEETING,
  touch: { touch: "booking", label: `${what} Demo`, at: T, who: { email: jo.email }, facts: {}, key: `${what} ${of}` },
  ...more,
});
const tell = (w: World, ...found: (HandRaise | BookingChange)[]) => w.deliver(found, { source: "cal" });

/** A lead whose clock a booking has stopped, half an hour after it came. */
async function answered() {
  const w = await world(ladder(sources()), { at: T });
  const { id } = await w.send(jo);
  await w.until(clock("09:30:00"));
  await tell(w, { ...booking("b1"), contact: { ...booking("b1").contact!, at: clock("09:30:00") } });
  expect(await w.lead(id)).toMatchObject({ stage: "disposition", responses: [{ action: "contacted", by: "ben" }] });
  expect((await w.lead(id)).fields["meeting.at"]).toBe(MEETING);
  await w.until(clock("10:00:00"));
  return { w, id };
}

describe("a meeting that stopped a clock and does not take place", () => {
  test.each([
    ["cancelled", "it was cancelled"],
    ["no-show", "they did not come"],
  ] as const)("(%s) starts it again, with a whole window, and the owner is told at once", async (what, why) => {
    const { w, id } = await answered();
    const before = w.mailed(id).length;
    expect((await tell(w, change(what, "b1"))).outcome).toBe("contact");
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ stage: "contact", clock: { respondBy: clock("11:00:00") } });
    expect(lead.tally.contact).toBeUndefined();
    expect(lead.tally.windows.map(({ stage, ended }) => [stage, ended?.result])).toEqual([
      ["contact", "undone"],
      ["disposition", "undone"],
      ["contact", undefined],
    ]);
    expect(w.mailed(id).slice(before)).toEqual(["meeting-off ana"]);
    const told = await w.told(id);
    expect(told.at(-1)).toBe("What had counted as the contact did not take place: the clock starts again.");
    const facts = readFacts(id, await w.store.facts(id));
    const notice = { id: "n", kind: "meeting-off", to: "ana", at: T, retryAt: T, retries: 0 } as const;
    const view = noticeView(await w.relay.rulebooks.active(), lead, facts, [], notice, {
      link: "https://baton.example/r/x",
      now: w.now(),
    });
    expect(view.headline).toBe(`The meeting with Jo Doe did not take place: ${why}.`);
    expect(view.ask).toMatch(/^Contact Jo Doe by Tue 24 Nov 2026, 11:00/);

    // The same again changes nothing, and the ladder goes on as for any lead.
    await tell(w, change(what, "b1"));
    expect(w.mailed(id).slice(before)).toEqual(["meeting-off ana"]);
    await w.until(clock("11:00:00"));
    expect(w.mailed(id).slice(before + 1)).toEqual(["reminder ana", "escalation sam"]);
  });

  test("opens a lead again that the booking had closed", async () => {
    const only = { fast: { stages: { contact: { within: "1h" } } } };
    const w = await world(ladder({ ...sources(), sla: only }), { at: T });
    const { id } = await w.send(jo);
    await tell(w, booking("b1"));
    expect(await w.lead(id)).toMatchObject({ stage: "closed", closed: { as: "contacted" } });
    await w.until(clock("10:00:00"));
    await tell(w, change("cancelled", "b1"));
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ stage: "contact", clock: { respondBy: clock("11:00:00") } });
    expect(lead.closed).toBeUndefined();
  });

  test("leaves the clock as it is when somebody was in touch besides, and what is over", async () => {
    const { w, id } = await answered();
    await w.deliver([
      { kind: "contact", channel: "call", event: "call", at: clock("09:20:00"), key: "c1", who: { email: jo.email } },
    ]);
    await w.answer(id, "ana", "outcome", { reason: "won" });
    await tell(w, change("cancelled", "b1"));
    expect(await w.lead(id)).toMatchObject({ stage: "closed", closed: { as: "won" } });
  });

  test("is found by the id it has after it was moved", async () => {
    const { w, id } = await answered();
    await tell(w, change("rescheduled", "b1", { now: "b2", meetingAt: "2026-11-27T10:00:00Z" }));
    expect(await w.lead(id)).toMatchObject({ stage: "disposition" });
    await tell(w, change("cancelled", "b1"));
    expect(await w.lead(id)).toMatchObject({ stage: "disposition" });
    await tell(w, change("cancelled", "b2"));
    expect(await w.lead(id)).toMatchObject({ stage: "contact" });
  });
});

describe("a booking of somebody without an open lead", () => {
  const busy = { people: people({ ana: {}, ben: { capacity: { open: 1 } }, sam: {}, vera: {} }) };
  const hosted = (key: string, who: object, host = "BEN@acme.example") =>
    booking(key, { ...who, "meeting.host": host });

  test("is the host's, whosever turn it is and however many leads they have, and the mail says when they meet", async () => {
    const w = await world(ladder({ ...sources(), ...busy }), { at: T });
    for (const n of [1, 2, 3]) {
      const { id } = await tell(w, hosted(`b${n}`, { name: `Jo ${n}`, email: `jo${n}@globex.example` }));
      const lead = await w.lead(id);
      expect(lead).toMatchObject({ owner: "ben", fields: { "meeting.host": "ben", "meeting.at": MEETING } });
      expect(await replayDecision(await w.relay.rulebooks.active(), lead)).toEqual(lead.decision);
    }
    expect(await turnsTaken(w)).toBe(0);
  });

  test.each([
    ["by rules", { booking: "rules" }, "ben@acme.example"],
    ["with somebody who is none of ours", {}, "else@acme.example"],
  ])("%s goes by the rules", async (_what, cal, host) => {
    const w = await world(ladder(sources(cal)), { at: T });
    const { id } = await tell(w, hosted("b1", {}, host));
    expect((await w.lead(id)).owner).toBe("ana");
  });

  test("goes by the rules while its host is away", async () => {
    const away = people({ ana: {}, ben: { away: [{ from: "2026-11-24", to: "2026-11-30" }] }, sam: {}, vera: {} });
    const w = await world(ladder({ ...sources(), people: away }), { at: T });
    const { id } = await tell(w, hosted("b1", {}));
    const { owner, decision } = await w.lead(id);
    expect(owner).toBe("ana");
    expect(decision.candidates[0]).toMatchObject({ person: "ben", excluded: { code: "away" } });
  });

  test("may be routed by its host and its time", async () => {
    const routing = [
      {
        name: "Soon",
        when: { "meeting.at": { lt: "2026-11-27T00:00:00Z" }, "meeting.host": "ben" },
        to: "sam",
        sla: "fast",
      },
      { name: "Everyone", to: "sales", sla: "fast" },
    ];
    const w = await world(ladder({ ...sources({ booking: "rules" }), routing }), { at: T });
    const { id } = await tell(w, hosted("b1", {}));
    expect((await w.lead(id)).decision.rule).toBe("Soon");
  });

  test("that is called off is told, and its time is no longer shown", async () => {
    const w = await world(ladder(sources()), { at: T });
    const { id } = await tell(w, hosted("b1", {}));
    await tell(w, change("cancelled", "b1"));
    expect((await w.lead(id)).fields).not.toHaveProperty(["meeting.at"]);
    expect(w.mailed(id)).toEqual(["handover ben", "meeting-off ben"]);
  });

  test("that is moved shows its new time", async () => {
    const w = await world(ladder(sources()), { at: T });
    const { id } = await tell(w, hosted("b1", {}));
    await tell(w, change("rescheduled", "b1", { now: "b2", meetingAt: "2026-11-27T10:00:00Z" }));
    expect((await w.lead(id)).fields["meeting.at"]).toBe("2026-11-27T10:00:00.000Z");
  });
});
