import { type Row, rowsOf } from "@baton/core/lead";
import { measures } from "@baton/core/report";
import { expect, test } from "vitest";
import { small } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const company = small({
  sla: {
    fast: {
      snooze: { max: "2d" },
      acceptHolds: "30m",
      stages: { contact: { within: "1h" }, disposition: { within: "1d" } },
    },
  },
  score: { qualified: 10, rules: [{ name: "All", when: {}, points: 10 }] },
  reasons: [{ id: "fit", name: "No fit", cause: "fit" }],
});
const jane = { name: "Jane Doe", email: "jane@firma.example", message: "Please call me", company: "Firma" };

/** How a measure judges a lead after what somebody does with it. */
async function judged(
  measure: keyof typeof measures,
  life: (w: World, id: string, owner: string, colleague: string) => Promise<unknown>,
): Promise<string | undefined> {
  const w = await world(company, { at: T });
  const { id } = await w.send(jane);
  const owner = (await w.lead(id)).owner!;
  await life(w, id, owner, owner === "ana" ? "ben" : "ana");
  const { tally } = await w.lead(id);
  const rows = rowsOf(id, tally).flatMap((placed): Row[] => placed.rows);
  return rows.map((row) => measures[measure].judge(row, "leads")).find((verdict) => verdict !== undefined);
}

test("a contact within the window keeps it", async () => {
  expect(await judged("contact-in-time", (w, id, owner) => w.answer(id, owner, "contacted"))).toBe("kept");
});

test.each<[string, Parameters<typeof judged>[1]]>([
  [
    "handing a lead back after the deadline",
    async (w, id, owner) => {
      await w.until("2026-11-24T10:05:00Z");
      await w.answer(id, owner, "reject", { reason: "fit" });
    },
  ],
  [
    "a pause before the contact",
    async (w, id, owner) => {
      await w.answer(id, owner, "snooze", { reason: "Later", until: "2026-11-25T09:00:00Z" });
      await w.until("2026-11-24T10:30:00Z");
      await w.answer(id, owner, "contacted");
    },
  ],
  [
    "handing a lead around",
    async (w, id, owner, colleague) => {
      await w.until("2026-11-24T09:55:00Z");
      await w.answer(id, owner, "reassign", { to: colleague });
      await w.until("2026-11-24T10:05:00Z");
      await w.answer(id, colleague, "contacted");
    },
  ],
  [
    "saying that one is on it",
    async (w, id, owner) => {
      await w.answer(id, owner, "accept");
      await w.until("2026-11-24T10:05:00Z");
      await w.answer(id, owner, "contacted");
    },
  ],
  [
    "a second form by a colleague",
    async (w, id, owner) => {
      await w.until("2026-11-24T09:55:00Z");
      await w.send({ ...jane, message: "Once more" });
      await w.until("2026-11-24T10:05:00Z");
      await w.answer(id, owner, "contacted");
    },
  ],
  ["silence", (w) => w.until("2026-11-24T10:05:00Z")],
])("%s does not make a window kept that was missed", async (_, life) => {
  expect(await judged("contact-in-time", life)).toBe("missed");
});

test("silence about what came of a lead accepts it, and is counted against whoever is silent", async () => {
  const silent: Parameters<typeof judged>[1] = async (w, id, owner) => {
    await w.answer(id, owner, "contacted");
    await w.until("2026-11-26T10:00:00Z");
  };
  expect(await judged("accepted-leads", silent)).toBe("kept");
  expect(await judged("deemed-accepted", silent)).toBe("kept");
  expect(await judged("disposition-in-time", silent)).toBe("missed");
});
