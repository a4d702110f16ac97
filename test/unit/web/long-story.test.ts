import { links } from "@baton/core/signed";
import { type ApiMeans, api } from "@baton/web/api";
import { responsePages } from "@baton/web/page";
import { beforeAll, describe, expect, test } from "vitest";
import { ladder } from "../../helpers/agreements.ts";
import { PowerCut, type World, world } from "../../helpers/world.ts";

const REPEATS = 400;

/** Somebody who asks again and again, while no mail goes out. */
describe("a lead that was asked for four hundred times", () => {
  let w: World;
  let id: string;
  beforeAll(async () => {
    const ses = () => {
      throw new PowerCut("away");
    };
    w = await world(ladder(), { at: "2026-11-24T09:00:00.000Z", ses });
    const jane = { email: "jane@globex.example", name: "Jane" };
    ({ id } = await w.send(jane));
    for (let n = 1; n <= REPEATS; n++) await w.send({ ...jane, message: `Repeat ${n}.` }, { key: `repeat ${n}` });
  });

  test("stays small itself", async () => {
    expect(JSON.stringify(await w.lead(id)).length).toBeLessThan(20_000);
  });

  test("is told by its page in pages, of which the latest comes first and which miss nothing", async () => {
    const app = responsePages({ relay: w.relay, inboundDomain: () => undefined, linkKey: () => "key" });
    const { owner } = await w.lead(id);
    let path: string | undefined = `/r/${links("key").sign({ lead: id, person: owner! }, w.now())}`;
    const seen: number[] = [];
    for (let page = 1; path !== undefined; page++) {
      const html = await (await app.request(path)).text();
      expect(html.length).toBeLessThan(60_000);
      expect(html.includes("The latest again")).toBe(page > 1);
      const [, story = ""] = html.split("The story so far");
      seen.unshift(...[...story.matchAll(/Repeat (\d+)\./g)].map(([, n]) => Number(n)));
      path = /href="([^"]*\?before=\d+)"/.exec(html)?.[1];
    }
    expect(seen).toEqual(Array.from({ length: REPEATS }, (_, n) => n + 1));
  });

  test("is told by the API in pages, of which the latest comes first and which miss nothing", async () => {
    const means = { relay: w.relay, keys: () => ["key"], secretNames: () => [] } as unknown as ApiMeans;
    const headers = { authorization: "Bearer key" };
    const seen: string[] = [];
    let next: string | null = "";
    while (next !== null) {
      const query: string = next && `?cursor=${next}`;
      const answer = await api(means).request(`/api/leads/${id}${query}`, { headers });
      const text = await answer.text();
      expect(text.length).toBeLessThan(100_000);
      const page = JSON.parse(text) as { facts: { is: string; words?: { news?: string } }[]; next: string | null };
      seen.unshift(...page.facts.flatMap(({ words }) => words?.news ?? []));
      next = page.next;
    }
    expect(seen).toEqual(Array.from({ length: REPEATS }, (_, n) => `Repeat ${n + 1}.`));
  });

  test("is told by a mail with the latest of it", async () => {
    const read: unknown[] = [];
    const { facts } = w.relay.store;
    w.relay.store.facts = async (...given) => {
      const entries = await facts(...given);
      read.push(entries.length);
      return entries;
    };
    await w.until(new Date(w.now() + 600_000).toISOString());
    expect(read.length).toBeGreaterThan(0);
    expect(Math.max(...(read as number[]))).toBeLessThanOrEqual(50);
  });
});
