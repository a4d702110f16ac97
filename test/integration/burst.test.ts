import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { teamRotation } from "@baton/core/rules";
import type { WholeLead } from "@baton/core/views";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { small } from "../helpers/agreements.ts";
import { emea, formJson, person, send } from "../helpers/sent/deliveries.ts";
import { tap } from "../helpers/sent/rep.ts";
import { allLeads } from "../helpers/stack/arrivals.ts";
import { tokenIn } from "../helpers/stack/inbox.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

/** Many at the same time: nobody gets more than their turn, and nobody more than they can carry. */
describe("a burst of leads", () => {
  let baton: Baton;
  beforeAll(async () => {
    baton = await startBaton();
  });
  afterAll(() => baton?.stop());

  /** Sends all of them at once and answers their leads, in the order of their turns. */
  async function burst(people: { name: string }[], team: string): Promise<WholeLead[]> {
    const answers = await Promise.all(people.map((one) => send(baton, formJson(one))));
    expect(answers.map(({ status }) => status)).toEqual(people.map(() => 200));
    // What a rush has left to the sweep is done after a minute.
    await baton.advance("61s");
    const names = new Set(people.map(({ name }) => name));
    const listed = (await allLeads(baton)).filter(({ name }) => names.has(name));
    expect(listed).toHaveLength(people.length);
    const leads = await Promise.all(listed.map(({ id }) => baton.lead(id)));
    return leads.sort((a, b) => turnOf(a, team) - turnOf(b, team));
  }
  const turnOf = ({ decision }: WholeLead, team: string): number => decision.turns[teamRotation(team)]?.seq ?? 0;
  const count = (leads: readonly WholeLead[], owner: string) => leads.filter((lead) => lead.owner === owner).length;
  const many = <T>(length: number, make: () => T): T[] => Array.from({ length }, make);

  test("for the team where the least loaded one is next, two people never differ by more than one open lead", async () => {
    for (const size of [7, 6, 5, 8]) {
      await burst(many(size, person), "enterprise");
      const leads = (await allLeads(baton)) as unknown as WholeLead[];
      const [ben, chloé] = [count(leads, "ben"), count(leads, "chloé")];
      expect(Math.abs(ben - chloé), `${ben} and ${chloé}`).toBeLessThanOrEqual(1);
    }
    // One of them gets rid of three, and so the next three.
    const owners = (await allLeads(baton)).filter(({ owner }) => owner === "ben");
    expect(owners).toHaveLength(13);
    for (const { name } of owners.slice(0, 3)) {
      const [mail] = await baton.inbox.about(name);
      expect((await tap(baton, tokenIn(mail!), { action: "reject", reason: "duplicate" })).status).toBe(200);
    }
    expect(count(await burst(many(3, person), "enterprise"), "ben")).toBe(3);
  });

  test("forty for a team of 1 : 2 : 1 are given 10 : 20 : 10, and evenly within the burst", async () => {
    const leads = await burst(many(40, emea), "emea");
    expect(leads.every(({ decision }) => decision.rule === "Hot" && decision.team === "emea")).toBe(true);
    expect(leads.map(({ decision }) => decision.turns["team/emea"]!.seq)).toEqual(
      many(40, () => 0).map((_, i) => i + 1),
    );
    expect([count(leads, "ana"), count(leads, "ben"), count(leads, "chloé")]).toEqual([10, 20, 10]);
    const shares = { ana: 1 / 4, ben: 2 / 4, chloé: 1 / 4 };
    for (let from = 0; from < 40; from++) {
      for (let to = from + 1; to <= 40; to++) {
        const window = leads.slice(from, to);
        for (const [owner, share] of Object.entries(shares)) {
          expect(Math.abs(count(window, owner) - share * window.length), `${owner} of ${from}..${to}`).toBeLessThan(2);
        }
      }
    }
  });

  test("each owner has heard of exactly their leads, one by one or in a list", async () => {
    await baton.advance("0s");
    const leads = await Promise.all((await allLeads(baton)).map(({ id }) => baton.lead(id)));
    expect(leads.filter(({ notices }) => notices.length > 0)).toEqual([]);
    const mails = (await baton.inbox.all()).map(({ text }) => text).join("\n");
    expect(leads.filter(({ fields }) => !mails.includes(String(fields.name)))).toEqual([]);
  });

  test("somebody's limit of twelve a day is reached and not passed; the others take the rest", async () => {
    const leads = await burst(many(20, emea), "emea");
    expect(count(leads, "ana")).toBe(2);
    expect(count(leads, "ben") + count(leads, "chloé")).toBe(18);
    const today = (await allLeads(baton)).filter(({ owner }) => owner === "ana");
    expect(today).toHaveLength(12);
    const passed = leads.filter(({ decision }) =>
      (decision as unknown as { candidates: { person: string; excluded?: string }[] }).candidates.some(
        (each) => each.person === "ana" && each.excluded?.includes("12 of 12"),
      ),
    );
    expect(passed.length).toBeGreaterThan(0);
    expect(passed.every(({ owner }) => owner !== "ana")).toBe(true);
  });
});

describe("three hundred leads of one person at once", () => {
  test("are all told a minute later, in few mails", async () => {
    const folder = await mkdtemp(join(tmpdir(), "baton-burst-"));
    const file = join(folder, "agreement.json");
    await writeFile(
      file,
      small({
        teams: { sales: { members: ["ana"] } },
        sources: { "website-demo": { provider: "form", auth: { token: "WEBSITE_TOKEN" } } },
      }),
    );
    const baton = await startBaton({ agreement: file });
    try {
      const people = Array.from({ length: 300 }, person);
      const left = people.values();
      const answers: Response[] = [];
      // A busy machine does not take all of them in the same moment.
      await Promise.all(
        Array.from({ length: 20 }, async () => {
          for (const one of left) answers.push(await send(baton, formJson(one)));
        }),
      );
      expect(Object.keys(Object.groupBy(answers, ({ status }) => status))).toEqual(["200"]);
      await baton.advance("60s");
      const mails = await baton.inbox.all();
      const text = mails.map((mail) => mail.text).join("\n");
      expect(people.filter(({ name }) => !text.includes(name))).toEqual([]);
      expect(mails.length).toBeLessThanOrEqual(12 + 300 / 50);
    } finally {
      await baton.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
