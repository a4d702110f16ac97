import { createHmac } from "node:crypto";
import { providerModule } from "@baton/sources";
import { expect, test } from "vitest";
import { expectNeverThrows, found, foundIn, only } from "../../helpers/sent/crm.ts";
import {
  type Fixture,
  fixtures,
  idOf,
  judge,
  judged,
  reading,
  readingOf,
  request,
  requestOf,
} from "../../helpers/sent/webhooks.ts";

const all = fixtures("segment");
const secret = "seg-shared-secret";
const bodyOf = (fixture: Fixture) => JSON.parse(fixture.request.body!);
const track = bodyOf(all["track-demo-requested"]!);
const page = {
  type: "page",
  messageId: "m1",
  anonymousId: "a1",
  name: "Pricing",
  properties: {
    path: "/pricing",
    url: "https://acme.example/pricing?utm_source=bing&gclid=g1",
    title: "Pricing",
    plan: "pro",
  },
  context: { page: { path: "/pricing", referrer: "https://www.bing.com/" } },
  timestamp: "2026-10-05T08:59:59.276Z",
};

test.each([
  ["identify-official-sample", "authentic"],
  ["track-demo-requested", "authentic"],
  ["sha256-instead-of-sha1", "forged"],
])("%s is %s", async (name, expected) => {
  expect(await judge("segment", all[name]!, { secret })).toBe(expected);
  expect(await judge("segment", all[name]!, { secret: "another" })).toBe("forged");
  expect(await judge("segment", all[name]!, { secret: "new", previousSecret: secret })).toBe(expected);
});

test("the signature is of the exact bytes", async () => {
  const sent = requestOf(all["identify-official-sample"]!);
  const again = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(sent.body).toString())));
  expect(await judged("segment", { ...sent, body: again }, { secret })).toBe("forged");
  expect(await judged("segment", { ...sent, headers: {} }, { secret })).toBe("forged");
});

test("messages are known by their id, and without one by their content", async () => {
  expect(await idOf("segment", requestOf(all["track-demo-requested"]!))).toBe("ajs-next-1791190799-abc");
  expect(await idOf("segment", requestOf(all["identify-official-sample"]!))).toBeUndefined();
  const batch = (...messages: object[]) => Buffer.from(JSON.stringify({ batch: messages }));
  expect(await idOf("segment", { headers: {}, body: batch(track, page) })).toBe("ajs-next-1791190799-abc,m1");
  expect(await idOf("segment", { headers: {}, body: batch(track, {}) })).toBeUndefined();
});

test("an identified person touches, with what is known of them", async () => {
  expect(only("touch", found(await readingOf("segment", all["identify-official-sample"]!)))).toEqual({
    kind: "touch",
    touch: "identify",
    label: "Identified",
    at: "2012-12-02T00:30:08.276Z",
    who: { email: "achilles@segment.com", name: "Achilles", userId: "019mr8mf4r" },
    facts: { subscriptionPlan: "Premium", friendCount: 29 },
  });
});

test("an event touches, with its properties and campaign", async () => {
  expect(only("touch", found(await readingOf("segment", all["track-demo-requested"]!)))).toEqual({
    kind: "touch",
    touch: "track",
    label: "Demo Requested",
    at: "2026-10-05T08:59:59.276Z",
    who: { email: "lead@example.com", userId: "019mr8mf4r" },
    facts: {
      event: "Demo Requested",
      form: "pricing",
      url: "https://x.example/?gclid=Cj0-seg",
      path: "/",
      "clickId.gclid": "Cj0-seg",
      "utm.source": "google",
      "utm.medium": "cpc",
      "utm.campaign": "q4",
    },
    key: "ajs-next-1791190799-abc",
  });
});

test("a page touches somebody who is known by a visitor's id only", async () => {
  expect(only("touch", await foundIn("segment", page))).toMatchObject({
    touch: "page",
    label: "Viewed /pricing",
    who: { anonymousId: "a1" },
    facts: {
      path: "/pricing",
      title: "Pricing",
      referrer: "https://www.bing.com/",
      plan: "pro",
      "utm.source": "bing",
      "clickId.gclid": "g1",
    },
  });
});

test("a screen is a page of an app", async () => {
  const screen = { type: "screen", userId: "u1", name: "Plans" };
  expect(only("touch", await foundIn("segment", screen))).toMatchObject({ touch: "page", label: "Viewed Plans" });
});

test("a name is put together, and a thing's name is not the person's", async () => {
  const person = {
    ...track,
    context: { traits: { firstName: "Jo", lastName: "Doe" } },
    properties: { name: "Whitepaper" },
  };
  expect(only("touch", await foundIn("segment", person)).who.name).toBe("Jo Doe");
  expect(only("touch", await foundIn("segment", { ...person, context: {} })).who.name).toBeUndefined();
});

test("facts are flat, few and short", async () => {
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`p${i}`, i]));
  const properties = { long: "x".repeat(5_000), nested: { a: 1 }, list: [1], none: null, ["__proto__"]: "x", ...many };
  const { facts } = only("touch", await foundIn("segment", JSON.stringify({ ...track, properties })));
  expect(Object.keys(facts).length).toBeLessThanOrEqual(60);
  expect(String(facts.long)).toHaveLength(1_000);
  expect(facts).not.toHaveProperty("nested");
  expect(facts).not.toHaveProperty("list");
  expect(facts.event).toBe("Demo Requested");
});

test("numbers beyond what a double holds stay as they are", async () => {
  const body = JSON.stringify({ ...track, properties: { order: 1 } }).replace('"order":1', '"order":9007199254740993');
  expect(only("touch", await foundIn("segment", body)).facts.order).toBe("9007199254740993");
});

test("a batch is read message by message", async () => {
  const list = await foundIn("segment", { batch: [track, page, { type: "alias", userId: "u" }, "x"] });
  expect(list.map(({ kind }) => kind)).toEqual(["touch", "touch", "ignored", "ignored"]);
});

test.each([
  [{ type: "group", userId: "u1" }, /group/],
  [{ type: "alias", userId: "u1" }, /alias/],
  [{}, /unknown/],
  [{ type: "track", event: "X" }, /who/],
  [{ type: "identify", traits: { name: "Jo" } }, /who/],
  [{ batch: [] }, /empty/],
])("%j is ignored with a reason", async (message, reason) => {
  expect(only("ignored", await foundIn("segment", message)).reason).toMatch(reason);
});

test("nothing Segment sends is a lead", async () => {
  for (const fixture of Object.values(all)) {
    expect(found(await readingOf("segment", fixture)).some(({ kind }) => kind === "lead")).toBe(false);
  }
});

test.each([
  ["", "The body is empty."],
  ["[]", "The body is not a JSON object."],
  ["{", "The body is not a JSON object."],
])("%j is unreadable, and why is said", async (body, reason) => {
  expect(await reading("segment", body)).toEqual({ unreadable: reason });
});

test("whatever comes is read", () => expectNeverThrows("segment", track));

test("what Baton composes authenticates and identifies the lead", async () => {
  const secrets = {
    secret: [secret],
    key: [],
    token: [],
    basic: [],
    verifyToken: [],
    accessToken: [],
    publicKey: [],
    byApplication: {},
  };
  const now = Date.parse("2026-11-24T09:00:00Z");
  const lead = { email: "jo@acme.example", name: "Jo Doe", employees: 250 };
  const sent = (await providerModule("segment")).compose({ lead, secrets, now, source: {} });
  expect(sent.headers["x-signature"]).toBe(createHmac("sha1", secret).update(sent.body).digest("hex"));
  expect(await judged("segment", request({ ...sent }), { secret })).toBe("authentic");
  expect(only("touch", await foundIn("segment", sent.body))).toMatchObject({
    touch: "identify",
    who: { email: "jo@acme.example", name: "Jo Doe" },
    facts: { employees: 250 },
  });
});
