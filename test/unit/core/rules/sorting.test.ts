import { type Condition, compile } from "@baton/core/condition";
import { rowsOf } from "@baton/core/lead";
import { spelledOut } from "@baton/core/rules";
import { check } from "@baton/prover";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { people, rulebookOf, small } from "../../../helpers/agreements.ts";
import { world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const at = Date.parse(T);
const sorted = {
  segments: [
    { name: "Enterprise", when: { employees: { gte: 500 } }, value: 10 },
    { name: "Mid", when: { employees: { gte: 50 } }, value: 3 },
    { name: "Small" },
  ],
  motion: [
    { name: "Hand-sold", when: { value: { gte: 3 } }, leads: "sales" },
    { name: "Self-service", leads: "marketing" },
  ],
};
const company = (parts: object = {}) =>
  small({
    ...sorted,
    people: people({
      ana: {},
      ben: {},
      max: { role: "marketing" },
      sam: { manager: "vera" },
      vera: { manager: undefined },
    }),
    score: { qualified: 10, rules: [{ name: "Asked for a call", when: { message: { exists: true } }, points: 10 }] },
    routing: [
      { name: "Theirs", when: { motion: "marketing", score: { lt: 10 } }, to: "max", else: "sales", sla: "none" },
      { name: "Ours", to: "sales", sla: "fast" },
    ],
    ...parts,
  });

describe("a lead", () => {
  test("is of the first segment that holds, and goes the way of the first motion, before the rules ask", async () => {
    const w = await world(company(), { at: T });
    const { id } = await w.send({ name: "Big", email: "b@big.example", employees: 600 });
    const lead = await w.lead(id);
    expect(lead.decision).toMatchObject({ segment: "Enterprise", value: 10, motion: "sales", rule: "Ours" });
    expect(rowsOf(id, lead.tally)[0]!.rows[0]).toMatchObject({ segment: "Enterprise", motion: "sales" });
    const { items } = await w.store.leads({ until: "2027-01-01", limit: 5 });
    expect(items[0]).toMatchObject({ segment: "Enterprise" });
  });

  test("of marketing without a clock is held: no mail, no step, no review, and listed so", async () => {
    const w = await world(company(), { at: T });
    const { id } = await w.send({ name: "Jo", email: "jo@jo.example", employees: 5 });
    await w.until("2027-01-24T09:00:00Z");
    expect(await w.lead(id)).toMatchObject({ owner: "max", stage: "held", decision: { policy: null } });
    expect(w.mails).toEqual([]);
    expect((await w.lead(id)).clock).toBeUndefined();
  });

  test("that is held goes to sales with a fresh clock when it becomes qualified", async () => {
    const w = await world(company(), { at: T });
    const { id } = await w.send({ name: "Jo", email: "jo@jo.example", employees: 5 });
    await w.send({ name: "Jo", email: "jo@jo.example", message: "Please call me" });
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ stage: "contact", decision: { rule: "Ours", policy: "fast" } });
    expect(w.mailed(id)).toContain(`handover ${lead.owner}`);
  });

  test("that is held may be pulled over by sales, with a reason, and is theirs with a clock", async () => {
    const w = await world(company(), { at: T });
    const { id } = await w.send({ name: "Jo", email: "jo@jo.example", employees: 5 });
    expect(await w.offered(id, "ana")).toContain("pull");
    expect(await w.offered(id, "max")).not.toContain("pull");
    await expect(w.answer(id, "ana", "pull")).rejects.toMatchObject({ code: "response.reason", status: 422 });
    await w.answer(id, "ana", "pull", { reason: "I know them" });
    expect(await w.lead(id)).toMatchObject({ owner: "ana", stage: "contact", tally: { pulled: true } });
    expect(await w.offered(id, "ben")).not.toContain("pull");
    expect(w.mailed(id)).toEqual(["reassigned-from max"]);
    expect((await w.told(id))[0]).toBe("Ana took it over for sales, from Max. “I know them”");
  });
});

describe("conditions on segments and motions", () => {
  const { agreement, ...book } = rulebookOf(company());
  const test1 = fc.oneof(
    fc.record({
      field: fc.constant("segment"),
      op: fc.constantFrom("eq", "ne"),
      value: fc.constantFrom("Enterprise", "mid", "Small"),
    }),
    fc.record({
      field: fc.constant("motion"),
      op: fc.constantFrom("eq", "ne"),
      value: fc.constantFrom("sales", "marketing"),
    }),
    fc.record({ field: fc.constant("value"), op: fc.constantFrom("lt", "gte"), value: fc.constantFrom(3, 5, 10) }),
    fc.record({ field: fc.constantFrom("segment", "value", "motion"), op: fc.constant("exists"), value: fc.boolean() }),
    fc.record({ field: fc.constant("employees"), op: fc.constant("gte"), value: fc.constant(200) }),
  ) as fc.Arbitrary<Condition>;
  const condition: fc.Arbitrary<Condition> = fc.oneof(
    test1,
    fc.array(test1, { maxLength: 3 }).map((all) => ({ all })),
    fc.array(test1, { maxLength: 3 }).map((any) => ({ any })),
    test1.map((not) => ({ not })),
  );

  test("mean the same spelled out as asked of what a lead was sorted into", () => {
    fc.assert(
      fc.property(condition, fc.option(fc.integer({ min: 0, max: 700 }), { nil: undefined }), (asked, employees) => {
        const facts = { ...(employees !== undefined && { employees }) };
        const both = { ...facts };
        book.sort(both);
        expect(compile(spelledOut(asked, agreement))(facts)).toBe(compile(asked)(both));
      }),
    );
  });

  test("are proven: a rule that no lead can reach by its segment is found, and one that every motion leads to covers", async () => {
    const found = async (routing: object[]) =>
      (await check(company({ routing }), { at })).findings.filter(({ severity }) => severity === "error");
    const both = [
      { name: "A", when: { motion: "sales" }, to: "sales", sla: "fast" },
      { name: "B", when: { motion: "marketing" }, to: "sales", sla: "fast" },
    ];
    expect(await found(both)).toEqual([]);
    expect(await found(both.slice(0, 1))).toMatchObject([{ code: "route.uncovered" }]);
    expect(
      await found([
        { name: "C", when: { segment: "Small", employees: { gte: 100 } }, to: "sales", sla: "fast" },
        ...both,
      ]),
    ).toMatchObject([{ code: "route.unreachable" }]);
  });

  test("a source that promises no call meets promise.broken where a rule gives its leads a clock for a contact", async () => {
    const sources = { web: { provider: "form", auth: { token: "WEB" }, noCall: true } };
    const codes = async (routing: object[]) =>
      (await check(company({ sources, routing }), { at })).findings
        .filter(({ severity }) => severity === "error")
        .map(({ code, counterexample }) => [code, counterexample?.lead?.source]);
    const all = [{ name: "All", to: "sales", sla: "fast" }];
    expect(await codes(all)).toEqual([["promise.broken", "web"]]);
    expect(
      await codes([{ name: "Quiet", when: { source: "web" }, to: "max", else: "sales", sla: "none" }, ...all]),
    ).toEqual([]);
  });
});
