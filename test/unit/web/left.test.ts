import { links } from "@baton/core/signed";
import { responsePages } from "@baton/web/page";
import { expect, test } from "vitest";
import { ladder } from "../../helpers/agreements.ts";
import { world } from "../../helpers/world.ts";

test("a post that is no form is told to choose what happened", async () => {
  const w = await world(ladder(), { at: "2026-11-24T09:00:00.000Z" });
  const { id } = await w.send({ name: "Jane Doe", email: "jane@firma.example" });
  const app = responsePages({ relay: w.relay, inboundDomain: () => undefined, linkKey: () => "key" });
  const path = `/r/${links("key").sign({ lead: id, person: (await w.lead(id)).owner! }, w.now())}`;
  for (const type of [
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "application/x-www-form-urlencoded",
    "🙂",
  ])
    for (const body of ["", "x", "--\r\n", "%", "action=\ud83d"]) {
      const headers = { "content-type": type.replace(/[^ -~]/g, "?") };
      expect((await app.request(path, { method: "POST", headers, body })).status, type).toBe(422);
    }
  expect((await w.lead(id)).responses).toEqual([]);
});

test("whoever has left the agreement neither sees nor answers a lead by the links they have, and hears whom to ask", async () => {
  const agreement = ladder();
  const w = await world(agreement, { at: "2026-11-24T09:00:00.000Z" });
  const { id } = await w.send({ name: "Jane Doe", email: "jane@firma.example" });
  const owner = (await w.lead(id)).owner!;
  const app = responsePages({ relay: w.relay, inboundDomain: () => undefined, linkKey: () => "key" });
  const path = `/r/${links("key").sign({ lead: id, person: owner }, w.now())}`;
  const page = await app.request(path);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Jane Doe")]);

  // Somebody else has their place.
  await w.publish(agreement.replaceAll(`"${owner}"`, '"zoe"'), 1);
  const answer = { method: "POST", body: new URLSearchParams({ action: "contacted" }) };
  for (const asked of [{}, answer]) {
    const refused = await app.request(path, asked);
    const text = await refused.text();
    expect(refused.status).toBe(403);
    expect(text).not.toContain("Jane Doe");
    expect(text).toMatch(/not in .* any more\. Please ask .*@acme\.example/);
  }
  expect((await w.lead(id)).responses).toEqual([]);
});
