import type { FactOf } from "@baton/core/lead";
import { type Row, rowsOf } from "@baton/core/lead";
import { heedMailEvent } from "@baton/core/mailing";
import { measures } from "@baton/core/report";
import { goAway } from "@baton/core/roster";
import { describe, expect, test } from "vitest";
import { people, small, withinAnHour } from "../../../helpers/agreements.ts";
import { PowerCut, type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const office = { calendar: "office" };
const parts = {
  people: people({
    ana: office,
    ben: office,
    sam: { ...office, manager: "vera" },
    vera: { ...office, manager: undefined },
  }),
  teams: { sales: { members: ["ana"], manager: "sam" } },
  sla: { fast: { stages: { contact: { within: "1h", steps: [{ at: "100%", do: "escalate", to: "manager" }] } } } },
};
const breach = async (w: World, id: string): Promise<FactOf<"stage.breached"> | undefined> =>
  (await w.facts(id)).find((fact) => fact.is === "stage.breached");
const inTime = async (w: World, id: string) =>
  rowsOf(id, (await w.lead(id)).tally)
    .flatMap((placed): Row[] => placed.rows)
    .map((row) => measures["contact-in-time"].judge(row, "leads"))
    .filter((one) => one !== undefined);
const sent = async (w: World, more: object = {}) => (await w.send({ name: "Jo", email: "jo@x.example", ...more })).id;

/** A world in which no mail goes out before that is mended. */
async function withoutMail() {
  let down = true;
  const ses = () => {
    if (down) throw new PowerCut();
  };
  const mend = () => {
    down = false;
  };
  return { w: await world(small(parts), { at: T, ses }), mend };
}

/** Each cause, with an agreement, what happens, and what the fact says besides. */
describe("a window that ends without a response was broken by", () => {
  test("whoever had it, where nothing else was the matter", async () => {
    const w = await world(small(parts), { at: T });
    const id = await sent(w);
    await w.until("2026-11-24T10:30:00Z");
    expect(await breach(w, id)).toMatchObject({ cause: "unanswered", holder: "ana" });
    expect(await inTime(w, id)).toEqual(["missed"]);
  });

  test("the platform, where the mail left late, and sales does not answer for that", async () => {
    const { w, mend } = await withoutMail();
    const id = await sent(w);
    await w.until("2026-11-24T09:20:00Z");
    mend();
    await w.until("2026-11-24T10:30:00Z");
    expect(await breach(w, id)).toMatchObject({ cause: "platform", toldAt: expect.stringMatching(/T09:[2-5]/) });
    expect(await inTime(w, id)).toEqual([]);
    expect((await w.told(id)).join()).toContain("they were told too late");
  });

  test("the platform, where nobody was told at all", async () => {
    const { w } = await withoutMail();
    const id = await sent(w);
    await w.until("2026-11-24T10:30:00Z");
    expect(await breach(w, id)).toMatchObject({ cause: "platform" });
  });

  /** A mail about a lead that came back. */
  const cameBack = async (w: World, id: string, kind: "handover" | "reminder") => {
    const [mail] = w.mails.filter((one) => one.lead === id && one.kind === kind);
    await heedMailEvent(w.relay, {
      what: "failed",
      address: `${mail!.to}@acme.example`,
      at: new Date(w.now()).toISOString(),
      mail: { to: mail!.to, kind, notices: [{ lead: id, notice: mail!.notice }] },
    });
  };

  test("the platform, where the mail came back that gave it to them", async () => {
    const w = await world(small(parts), { at: T });
    const id = await sent(w);
    await cameBack(w, id, "handover");
    await w.until("2026-11-24T10:30:00Z");
    expect(await breach(w, id)).toMatchObject({ cause: "platform" });
    expect(await inTime(w, id)).toEqual([]);
  });

  test("whoever had it, where only a reminder came back", async () => {
    const steps = [
      { at: "50%", do: "remind" },
      { at: "100%", do: "escalate", to: "manager" },
    ];
    const w = await world(small({ ...parts, sla: withinAnHour(...steps) }), { at: T });
    const id = await sent(w);
    await w.until("2026-11-24T09:40:00Z");
    await cameBack(w, id, "reminder");
    await w.until("2026-11-24T10:30:00Z");
    expect(await breach(w, id)).toMatchObject({ cause: "unanswered" });
  });

  test("whoever handed it on, where the mail to the one before came back", async () => {
    const w = await world(small({ ...parts, teams: { sales: { members: ["ana", "ben"], manager: "sam" } } }), {
      at: T,
    });
    const id = await sent(w);
    await cameBack(w, id, "handover");
    const other = (await w.lead(id)).owner === "ana" ? "ben" : "ana";
    await w.answer(id, "sam", "reassign", { to: other });
    await w.until("2026-11-24T10:30:00Z");
    const breaches = (await w.facts(id)).filter((fact) => fact.is === "stage.breached");
    expect(breaches.find(({ holder }) => holder === other)).toMatchObject({ cause: "handed" });
  });

  test("a mail a little late breaks nothing", async () => {
    const { w, mend } = await withoutMail();
    const id = await sent(w);
    w.outage("2026-11-24T09:05:00Z");
    mend();
    await w.until("2026-11-24T10:30:00Z");
    expect(await breach(w, id)).toMatchObject({ cause: "unanswered" });
  });

  test("marketing's data, where there was no way to reach them", async () => {
    const w = await world(small(parts), { at: T });
    const { id } = await w.send({ name: "Jo", company: "X" });
    await w.until("2026-11-24T10:30:00Z");
    expect(await breach(w, id)).toMatchObject({ cause: "data" });
    expect(await inTime(w, id)).toEqual([]);
  });

  test("the rules, where they gave it to somebody who does not work in its window", async () => {
    const w = await world(
      small({
        ...parts,
        people: { ...parts.people, ana: { ...parts.people.ana, calendar: "nights" } },
        teams: { sales: { members: ["ana", "ben"], onDuty: "ignore", manager: "sam" } },
        calendars: {
          always: { week: { "mon-sun": ["00:00-24:00"] } },
          office: { week: { "mon-fri": ["09:00-17:00"] } },
          nights: { week: { "mon-sun": ["22:00-06:00"] } },
        },
        sla: { fast: { ...parts.sla.fast, calendar: "always" } },
      }),
      { at: T },
    );
    const id = await sent(w);
    await w.until("2026-11-24T10:30:00Z");
    expect(await breach(w, id)).toMatchObject({ cause: "routing" });
  });

  test("whoever handed it to a colleague", async () => {
    const w = await world(small({ ...parts, teams: { sales: { members: ["ana", "ben"], manager: "sam" } } }), {
      at: T,
    });
    const id = await sent(w);
    const { owner } = await w.lead(id);
    const other = owner === "ana" ? "ben" : "ana";
    await w.answer(id, owner!, "reassign", { to: other });
    await w.until("2026-11-24T10:30:00Z");
    const breaches = (await w.facts(id)).filter((fact) => fact.is === "stage.breached");
    expect(breaches.find(({ holder }) => holder === other)).toMatchObject({ cause: "handed" });
  });

  test("the roster, where nobody of the team was there", async () => {
    const w = await world(small({ ...parts, sla: { fast: { ...parts.sla.fast, calendar: "always" } } }), {
      at: "2026-11-24T17:30:00Z",
    });
    const id = await sent(w);
    await w.until("2026-11-24T19:30:00Z");
    expect(await breach(w, id)).toMatchObject({ cause: "roster", holder: "ana" });
  });

  test("the roster, where more ended at once than fit, with the burst that did it", async () => {
    const w = await world(small(parts), { at: T });
    const ids: string[] = [];
    for (let n = 0; n < 9; n++) ids.push(await sent(w, { email: `jo${n}@x${n}.example` }));
    await w.until("2026-11-24T10:30:00Z");
    expect(await breach(w, ids[0]!)).toMatchObject({ cause: "roster", burst: { windows: 9, fit: 6 } });
    expect((await w.told(ids[0]!)).join()).toContain(
      "9 windows ended at once, and 6 of ten minutes fit into that time",
    );
    // Sales leadership answers for its roster.
    expect(await inTime(w, ids[0]!)).toEqual(["missed"]);
  });

  test("the roster, where whoever had it said that they are away", async () => {
    const w = await world(small(parts), { at: T });
    const id = await sent(w);
    await w.until("2026-11-24T09:55:00Z");
    await goAway(w.relay, { person: "ana", from: "2026-11-24", until: "2026-11-24", by: "ana" });
    w.outage("2026-11-24T10:30:00Z");
    await w.check(id, "2026-11-24T10:00:00.000Z");
    expect(await breach(w, id)).toMatchObject({ cause: "roster" });
  });

  test("the roster, where nobody could take it, and the rules, where none took it", async () => {
    const away = [{ from: "2026-11-24", to: "2026-11-24" }];
    const w = await world(
      small({ ...parts, manager: "vera", people: { ...parts.people, ana: { ...parts.people.ana, away } } }),
      { at: T },
    );
    const id = await sent(w);
    await w.until("2026-11-24T10:30:00Z");
    expect(await breach(w, id)).toMatchObject({ cause: "roster", holder: null });
  });
});

test("a rejection for bad data after the deadline is no breach for data", async () => {
  const reasons = [{ id: "data", name: "Wrong number", cause: "data" }];
  const w = await world(small({ ...parts, reasons }), { at: T });
  const id = await sent(w);
  await w.until("2026-11-24T10:30:00Z");
  await w.answer(id, "ana", "reject", { reason: "data" });
  expect(await breach(w, id)).toMatchObject({ cause: "unanswered" });
  expect(await inTime(w, id)).toEqual(["missed"]);
});
