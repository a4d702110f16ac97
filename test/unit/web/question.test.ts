import { links } from "@baton/core/signed";
import { responsePages } from "@baton/web/page";
import { expect, test } from "vitest";
import { small } from "../../helpers/agreements.ts";
import { world } from "../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const company = (promise?: string) =>
  small({
    sources: { web: { provider: "form", auth: { token: "WEB" }, ...(promise && { promise }) } },
    sla: { fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d" } } } },
    teams: { sales: { members: ["ana"] } },
  });
const question = "One question, if you like";

async function asked(promise?: string) {
  const w = await world(company(promise), { at: T });
  const pages = responsePages({ relay: w.relay, inboundDomain: () => undefined, linkKey: () => "key" });
  const lead = async (n: number) => (await w.send({ name: `Jo ${n}`, email: `jo${n}@x${n}.example` })).id;
  const post = async (id: string, fields: Record<string, string>) => {
    const token = links("key").sign({ lead: id, person: "ana" }, w.now());
    const response = await pages.request(`/r/${token}`, { method: "POST", body: new URLSearchParams(fields) });
    expect(response.status).toBe(200);
    return response.text();
  };
  const open = async (id: string) => {
    const token = links("key").sign({ lead: id, person: "ana" }, w.now());
    return (await pages.request(`/r/${token}`)).text();
  };
  return { w, lead, post, open };
}

test("after a contact one question is asked, once, and it may be left alone", async () => {
  const { w, lead, post, open } = await asked("A call");
  const id = await lead(1);
  expect(await open(id)).not.toContain(question);
  expect(await post(id, { action: "contacted" })).toContain(question);
  expect(await open(id)).not.toContain(question);
  expect(await post(id, { action: "outcome", outcome: "lost" })).not.toContain(question);
  const other = await lead(2);
  await post(other, { action: "contacted" });
  await post(other, { action: "feedback", promise: "no" });
  expect((await w.lead(other)).tally.feedback).toMatchObject({ promise: "no" });
});

test("nothing is asked where nothing was promised, after other answers, or of whom it was said already", async () => {
  const none = await asked();
  expect(await none.post(await none.lead(1), { action: "contacted" })).not.toContain(question);
  const { w, lead, post } = await asked("A call");
  const id = await lead(1);
  expect(await post(id, { action: "accept" })).not.toContain(question);
  await w.answer(id, "ana", "contacted");
  await w.answer(id, "ana", "feedback", { promise: "yes" });
  expect(await post(id, { action: "outcome", outcome: "lost" })).not.toContain(question);
});

test("three a week are asked, and three in the next", async () => {
  const { w, lead, post } = await asked("A call");
  const answers = async (from: number) => {
    const shown = [];
    for (let n = from; n < from + 5; n++)
      shown.push((await post(await lead(n), { action: "contacted" })).includes(question));
    return shown;
  };
  expect(await answers(1)).toEqual([true, true, true, false, false]);
  await w.until("2026-12-01T09:00:00Z");
  expect(await answers(6)).toEqual([true, true, true, false, false]);
});
