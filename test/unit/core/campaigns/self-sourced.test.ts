import { type Row, rowsOf } from "@baton/core/lead";
import { addSelfSourced, recordOutcome } from "@baton/core/outcome";
import { measures } from "@baton/core/report";
import { describe, expect, test } from "vitest";
import { small } from "../../../helpers/agreements.ts";
import { turnsTaken, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const agreement = small({
  score: { qualified: 10, rules: [{ name: "All", when: {}, points: 10 }] },
  sla: { fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d" } } } },
});
const jo = { name: "Jo Doe", email: "jo@jo.example", company: "Jo" };

describe("a lead that somebody of sales found", () => {
  test("is theirs at once, without a turn, a mail or a window for a contact, and no one's acceptance", async () => {
    const w = await world(agreement, { at: T });
    const before = await turnsTaken(w);
    const lead = await addSelfSourced(w.relay, { by: "ben", fields: jo, note: "Met at the fair" });
    await w.until("2026-11-26T09:00:00Z");
    expect(await turnsTaken(w)).toBe(before);
    expect(lead).toMatchObject({ owner: "ben", stage: "disposition", source: "self-sourced" });
    expect(w.mails).toEqual([]);
    const rows = rowsOf(lead.id, (await w.lead(lead.id)).tally).flatMap(({ rows }): Row[] => rows);
    const says = (id: keyof typeof measures) => rows.map((row) => measures[id].judge(row, "leads")).filter(Boolean);
    expect(says("self-sourced")).toEqual(["kept"]);
    expect(says("contact-in-time")).toEqual([]);
    expect(says("acceptance-rate")).toEqual([]);
  });

  test("makes the deal sales' own: campaigns on the way to it influenced it and are not credited", async () => {
    const w = await world(agreement, { at: T });
    await w.deliver([
      {
        kind: "touch",
        touch: "page",
        label: "/",
        who: { email: jo.email },
        facts: { "utm.campaign": "fair" },
        at: "2026-11-20T09:00:00Z",
      },
    ]);
    const { id } = await addSelfSourced(w.relay, { by: "ben", fields: jo });
    const amount = { minor: "100", currency: "EUR" };
    await recordOutcome(w.relay, {
      who: { email: jo.email },
      deal: "D",
      state: "won",
      amount,
      at: w.now(),
      evidence: "observed",
      via: "api",
    });
    const deal = rowsOf(id, (await w.lead(id)).tally)
      .flatMap(({ rows }): Row[] => rows)
      .find(({ is }) => is === "deal");
    expect(deal).toMatchObject({ madeBy: "sales", credits: { first: [[null, "100"]] }, influenced: ["fair"] });
  });

  test("is refused while somebody has them open, who is named; later it is another one of the same person", async () => {
    const w = await world(agreement, { at: T });
    const { id } = await w.send(jo);
    const { owner } = await w.lead(id);
    await expect(addSelfSourced(w.relay, { by: "ben", fields: jo })).rejects.toMatchObject({
      code: "lead.open",
      status: 409,
      details: { lead: id, owner },
    });
    await w.answer(id, owner!, "contacted");
    await w.answer(id, owner!, "outcome", { reason: "won" });
    expect(await addSelfSourced(w.relay, { by: "ben", fields: jo })).toMatchObject({ previous: id });
  });

  test("needs somebody who found it, and something that says who it is", async () => {
    const w = await world(agreement, { at: T });
    await expect(addSelfSourced(w.relay, { by: "nobody", fields: jo })).rejects.toMatchObject({ code: "lead.by" });
    await expect(addSelfSourced(w.relay, { by: "ben", fields: { title: "CEO" } })).rejects.toMatchObject({
      code: "lead.fields",
      status: 422,
    });
  });
});
