import { answerAsk, answered } from "@baton/core/asks";
import { askTogether } from "@baton/core/campaigns";
import { type Row, rowsOf } from "@baton/core/lead";
import { measures } from "@baton/core/report";
import { describe, expect, test } from "vitest";
import { people, small } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const company = small({
  people: people({
    ana: {},
    ben: {},
    vera: { manager: undefined },
    max: { role: "marketing", manager: "mo" },
    mo: { role: "marketing" },
    sam: { manager: "vera" },
  }),
  teams: { sales: { members: ["ana", "ben"], manager: "sam" } },
  score: { qualified: 10, rules: [{ name: "All", when: {}, points: 10 }] },
  sla: { fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d" } } } },
  reasons: [
    { id: "fit", name: "No fit", cause: "fit" },
    { id: "later", name: "Not this year", cause: "timing" },
  ],
});
const autumn = { id: "autumn", name: "Autumn", owner: "max", changedAt: T };

async function rejected(reason = "fit", n = 0, w?: World) {
  const at = w ?? (await world(company, { at: T }));
  if (!w) await at.store.putCampaign(autumn);
  const { id } = await at.send({ name: `Jo ${n}`, email: `jo${n}@x${n}.example`, campaign: "autumn" });
  await at.answer(id, (await at.lead(id)).owner!, "reject", { reason, note: "Only three people" });
  return { w: at, id };
}
const judged = async (w: World, id: string, measure: keyof typeof measures): Promise<string | undefined> => {
  const rows = rowsOf(id, (await w.lead(id)).tally).flatMap((placed): Row[] => placed.rows);
  return measures[measure].judge(rows[0]!, "leads");
};
const all = async (w: World, id: string) => [
  await judged(w, id, "acceptance-rate"),
  await judged(w, id, "rejected-leads"),
  await judged(w, id, "valid-contact"),
  await judged(w, id, "rejections-upheld"),
];
const say = async (w: World, id: string, person: string, what: string) =>
  answered(w.relay, await answerAsk(w.relay, `rejection/${id}`, person, what));

describe("a rejection for data or fit", () => {
  test("cannot be judged until marketing cannot ask any more to look at it together, and then stands", async () => {
    const { w, id } = await rejected();
    expect(await all(w, id)).toEqual(["open", "kept", "kept", "open"]);
    await w.until("2026-12-05T09:00:00Z");
    expect(await all(w, id)).toEqual(["missed", "kept", "kept", "kept"]);
    await expect(askTogether(w.relay, id, "max", "")).rejects.toMatchObject({ code: "rejection.late" });
    // That nobody asked is worth no line.
    expect((await w.told(id)).join()).not.toMatch(/stood|together/);
  });

  test("of no described campaign, or for another cause, counts at once", async () => {
    const { w, id } = await rejected("later");
    expect((await w.lead(id)).tally.closed?.review).toBeUndefined();
    const other = await w.send({ name: "Al", email: "al@y.example", campaign: "unheard-of" });
    await w.answer(other.id, (await w.lead(other.id)).owner!, "reject", { reason: "fit" });
    expect(await judged(w, other.id, "acceptance-rate")).toBe("missed");
  });

  test("that both sides find wrong counts as accepted", async () => {
    const { w, id } = await rejected();
    await askTogether(w.relay, id, "max", "They have 300");
    expect(await all(w, id)).toEqual(["open", "kept", "kept", "open"]);
    await say(w, id, "mo", "withdrawn");
    await say(w, id, "sam", "withdrawn");
    expect(await all(w, id)).toEqual(["kept", undefined, "kept", "missed"]);
    expect((await w.told(id)).slice(-4)).toEqual([
      "Max of marketing asks to look at this together. “They have 300”",
      "Mo says that handing it back was not right.",
      "Sam says that handing it back was not right.",
      "Both sides say that it should not have been handed back: it counts as accepted.",
    ]);
    await expect(say(w, id, "sam", "upheld")).rejects.toMatchObject({ code: "rejection.settled" });
  });

  test("that both sides find right counts as rejected", async () => {
    const { w, id } = await rejected();
    await askTogether(w.relay, id, "max", "");
    await say(w, id, "mo", "upheld");
    await say(w, id, "sam", "upheld");
    expect(await all(w, id)).toEqual(["missed", "kept", "kept", "kept"]);
  });

  test.each([
    ["the sides differ about", ["upheld", "withdrawn"]],
    ["one side says nothing of", ["withdrawn"]],
    ["nobody says anything of", []],
  ])("that %s counts nowhere", async (_what, [marketing, sales]) => {
    const { w, id } = await rejected();
    await askTogether(w.relay, id, "max", "");
    if (marketing) await say(w, id, "mo", marketing);
    if (sales) await say(w, id, "sam", sales);
    await w.until("2026-12-10T09:00:00Z");
    expect(await all(w, id)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test("is asked about once, by whose campaign it is, and three times a week at most", async () => {
    const { w, id } = await rejected();
    await expect(askTogether(w.relay, id, "ana", "")).rejects.toMatchObject({
      code: "rejection.notYours",
      status: 403,
    });
    await askTogether(w.relay, id, "max", "");
    await expect(askTogether(w.relay, id, "max", "")).rejects.toMatchObject({ code: "rejection.marked" });
    for (const n of [1, 2]) await askTogether(w.relay, (await rejected("fit", n, w)).id, "max", "");
    await w.until("2026-11-27T09:00:00Z");
    const { id: fourth } = await rejected("fit", 3, w);
    await expect(askTogether(w.relay, fourth, "max", "")).rejects.toMatchObject({ code: "rejection.enough" });
    await w.until("2026-11-30T06:00:00Z");
    await askTogether(w.relay, fourth, "max", "");
  });

  test("is asked about once a lead, though it is opened and handed back again, and what is said twice is said once", async () => {
    const { w, id } = await rejected();
    await askTogether(w.relay, id, "max", "Ask jo0@x0.example");
    expect((await w.told(id)).at(-1)).toContain("[e-mail]");
    for (let n = 0; n < 2; n++) await say(w, id, "mo", "withdrawn");
    expect((await w.story(id)).filter((is) => is === "rejection.judged")).toHaveLength(1);
    const { owner } = await w.lead(id);
    await w.answer(id, owner!, "reopen", { note: "They called" });
    await w.answer(id, owner!, "reject", { reason: "fit" });
    expect(await judged(w, id, "acceptance-rate")).toBe("missed");
    await expect(askTogether(w.relay, id, "max", "")).rejects.toMatchObject({ code: "rejection.none" });
  });

  test("is put to both sides in their Weekly, and to nobody once it is settled or the lead is open again", async () => {
    const { w, id } = await rejected();
    await askTogether(w.relay, id, "max", "They have 300");
    const { id: reopened } = await rejected("fit", 1, w);
    await askTogether(w.relay, reopened, "max", "");
    await w.answer(reopened, (await w.lead(reopened)).owner!, "reopen", { note: "They called" });
    await w.until("2026-11-30T12:00:00Z");
    const asked = w.weeklies.flatMap(({ recipient, sections }) =>
      sections.flatMap(({ title, texts }) =>
        title.startsWith("Worth") ? [[recipient.name, title, texts[1]?.text]] : [],
      ),
    );
    const said = "Max of marketing asks to look at this together. “They have 300”";
    expect(asked.sort()).toEqual([
      ["Mo", "Worth looking at together: Jo 0", said],
      ["Sam", "Worth looking at together: Jo 0", said],
    ]);
  });
});
