import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { HookRequest } from "@baton/core/ports";
import { providerModule } from "@baton/sources";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { expectNeverThrows, foundIn, only } from "../../helpers/sent/crm.ts";
import {
  fixtures,
  request as hook,
  idOf,
  judge,
  judged as judgedBy,
  leadIn,
  type Roles,
  reading,
  requestOf,
} from "../../helpers/sent/webhooks.ts";

const NOW = Date.parse("2026-11-24T09:00:00.750Z");
const SECONDS = Math.floor(NOW / 1000);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const secretA = `whsec_${base64(new Uint8Array(24).fill(1))}`;
const secretB = `whsec_${base64(new Uint8Array(24).fill(2))}`;

/** A request as the published library signs it. */
function signed(
  body: string,
  options: { secret?: string; at?: number; id?: string; prefix?: string } = {},
): HookRequest {
  const { secret = secretA, at = SECONDS, id = "msg_1", prefix = "webhook" } = options;
  return hook({
    headers: {
      [`${prefix}-id`]: id,
      [`${prefix}-timestamp`]: String(at),
      [`${prefix}-signature`]: new Webhook(secret).sign(id, new Date(at * 1000), body),
    },
    body,
  });
}
const judged = (request: HookRequest, roles: Roles = { secret: secretA }) =>
  judgedBy("standard-webhooks", request, roles, NOW);
const withHeaders = (request: HookRequest, headers: Record<string, string | undefined>): HookRequest => ({
  ...request,
  headers: { ...request.headers, ...headers },
});

describe("what the published library signs", () => {
  test("is authentic, whatever the body, id and secret", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme" }),
        fc.string({ minLength: 1 }).filter((id) => !/[\r\n]/.test(id)),
        fc.uint8Array({ minLength: 24, maxLength: 64 }),
        async (body, id, key) => {
          const secret = `whsec_${base64(key)}`;
          expect(await judged(signed(body, { secret, id }), { secret })).toBe("authentic");
          expect(await judged(signed(body, { secret, id }), { secret: secretA })).toBe("forged");
        },
      ),
      { numRuns: 200 },
    );
  });

  test("is authentic when the secret is given without its prefix", async () => {
    expect(await judged(signed("{}"), { secret: secretA.replace("whsec_", "") })).toBe("authentic");
  });
});

describe("tampering", () => {
  const request = signed('{"email": "jo@acme.example"}');
  test("with any byte of the body is noticed", async () => {
    for (let i = 0; i < request.body.length; i++) {
      const body = Uint8Array.from(request.body);
      body[i]! ^= 1;
      expect(await judged({ ...request, body })).toBe("forged");
    }
  });

  test("by writing the same JSON anew is noticed", async () => {
    const body = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(request.body).toString())));
    expect(await judged({ ...request, body })).toBe("forged");
  });

  test.each([
    ["another id", { "webhook-id": "msg_2" }],
    ["another time", { "webhook-timestamp": String(SECONDS + 1) }],
    ["no id", { "webhook-id": undefined }],
    ["no time", { "webhook-timestamp": undefined }],
    ["no signature", { "webhook-signature": undefined }],
    ["an empty signature", { "webhook-signature": "" }],
    ["a label without signature", { "webhook-signature": "v1," }],
    ["a time that is no number", { "webhook-timestamp": "soon" }],
    ["a time with a fraction", { "webhook-timestamp": `${SECONDS}.5` }],
    ["a negative time", { "webhook-timestamp": `-${SECONDS}` }],
  ])("with %s is noticed", async (_name, headers) => {
    expect(await judged(withHeaders(request, headers))).toBe("forged");
  });

  test("with the version label is noticed, though the digest is right", async () => {
    const [, digest] = request.headers["webhook-signature"]!.split(",");
    for (const label of ["v2", "v1a", "V1", "", "v11"]) {
      expect(await judged(withHeaders(request, { "webhook-signature": `${label},${digest}` }))).toBe("forged");
    }
    expect(await judged(withHeaders(request, { "webhook-signature": digest }))).toBe("forged");
  });

  test("one right signature among others is enough, as while the sender rotates", async () => {
    const right = request.headers["webhook-signature"]!;
    const wrong = signed("other").headers["webhook-signature"]!;
    expect(await judged(withHeaders(request, { "webhook-signature": `${wrong} v2,xyz ${right} ${wrong}` }))).toBe(
      "authentic",
    );
  });
});

describe("time", () => {
  test.each([
    [-301, "stale"],
    [-300, "authentic"],
    [0, "authentic"],
    [300, "authentic"],
    [301, "stale"],
  ])("%d seconds off is %s", async (off, verdict) => {
    expect(await judged(signed("{}", { at: SECONDS + off }))).toBe(verdict);
  });

  test("that is over does not make a forgery merely stale", async () => {
    expect(await judged(signed("{}", { at: SECONDS - 301, secret: secretB }))).toBe("forged");
  });
});

describe("two active secrets", () => {
  test("both are taken, and a third is not", async () => {
    const both = { secret: secretB, previousSecret: secretA };
    expect(await judged(signed("{}", { secret: secretA }), both)).toBe("authentic");
    expect(await judged(signed("{}", { secret: secretB }), both)).toBe("authentic");
    expect(await judged(signed("{}", { secret: `whsec_${base64(new Uint8Array(24).fill(3))}` }), both)).toBe("forged");
  });

  test("one that is no base64 lets nobody in, for its key would be empty", async () => {
    const signature = createHmac("sha256", "").update(`msg_1.${SECONDS}.{}`).digest("base64");
    const request = withHeaders(signed("{}"), { "webhook-signature": `v1,${signature}` });
    for (const secret of ["whsec_", "!!!"]) expect(await judged(request, { secret })).toBe("forged");
  });
});

describe("svix", () => {
  const request = signed("{}", { prefix: "svix" });
  test("has headers of its own, which are no Standard Webhooks headers", async () => {
    expect(await judgedBy("svix", request, { secret: secretA }, NOW)).toBe("authentic");
    expect(await judged(request)).toBe("forged");
    expect(await judgedBy("svix", signed("{}"), { secret: secretA }, NOW)).toBe("authentic");
  });

  test("lets its own headers win where both are there", async () => {
    const wrong = { "webhook-id": "msg_other", "webhook-timestamp": "1", "webhook-signature": "v1,xyz" };
    const both = withHeaders(request, wrong);
    expect(await judgedBy("svix", both, { secret: secretA }, NOW)).toBe("authentic");
    expect(await idOf("svix", both)).toBe("msg_1");
  });
});

describe("the body", () => {
  test("is an envelope with the lead under data", async () => {
    const event = { type: "lead.created", timestamp: "2026-11-24T08:59:00Z", data: { email: "jo@acme.example" } };
    expect(await leadIn("standard-webhooks", JSON.stringify(event))).toEqual({
      test: false,
      fields: { email: "jo@acme.example", submittedAt: "2026-11-24T08:59:00Z" },
    });
  });

  test("or the lead itself, and may be marked as a test", async () => {
    expect(await leadIn("standard-webhooks", '{"email": "jo@acme.example", "test": true}')).toMatchObject({
      test: true,
    });
    expect(await leadIn("standard-webhooks", '{"email": "jo@acme.example", "test": "true"}')).toMatchObject({
      test: false,
    });
  });

  test("that is of the largest size is signed like any other, and unreadable when it is no JSON", async () => {
    const { body } = requestOf(fixtures("standard-webhooks")["large-body-1048576"]!);
    expect(body.byteLength).toBe(1_048_576);
    expect(await leadIn("standard-webhooks", body)).toEqual({ unreadable: "The body is not a JSON object." });
  });
});

describe("recorded deliveries", () => {
  const failures: Record<string, string> = { "timestamp-too-old-301s": "stale" };
  test.each(Object.entries(fixtures("standard-webhooks")))("%s is judged as recorded", async (name, fixture) => {
    const expected = fixture.expect.auth === "pass" ? "authentic" : (failures[name] ?? "forged");
    expect(await judge("standard-webhooks", fixture, { secret: fixture.secrets.secret! })).toBe(expected);
    expect(await judge("standard-webhooks", fixture, { secret: secretA })).toBe("forged");
    if (fixture.expect.dedupe_key)
      expect(await idOf("standard-webhooks", requestOf(fixture))).toBe(fixture.expect.dedupe_key);
  });

  test("and Svix's are", async () => {
    const fixture = fixtures("svix")["svix-prefixed-headers"]!;
    expect(await judge("svix", fixture, { secret: fixture.secrets.secret! })).toBe("authentic");
    expect(await idOf("svix", requestOf(fixture))).toBe(fixture.expect.dedupe_key);
  });
});

describe("Ed25519", () => {
  const pair = () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
    return { publicKey: `whpk_${raw.toString("base64")}`, privateKey };
  };
  const { publicKey, privateKey } = pair();
  const asymmetric = (body: string, { at = SECONDS, key = privateKey }: { at?: number; key?: KeyObject } = {}) => {
    const signature = sign(null, Buffer.from(`msg_1.${at}.${body}`), key).toString("base64");
    return withHeaders(signed(body, { at }), { "webhook-signature": `v1a,${signature}` });
  };

  test("signatures are verified with the source's public key, with and without its prefix", async () => {
    expect(await judged(asymmetric("{}"), { publicKey })).toBe("authentic");
    expect(await judged(asymmetric("{}"), { publicKey: publicKey.replace("whpk_", "") })).toBe("authentic");
    expect(await judged(asymmetric("{}"), { publicKey: pair().publicKey })).toBe("forged");
    expect(await judged(asymmetric("{}", { key: pair().privateKey }), { publicKey })).toBe("forged");
  });

  test("any changed byte is noticed", async () => {
    const request = asymmetric('{"email": "jo@acme.example"}');
    for (let i = 0; i < request.body.length; i++) {
      const body = Uint8Array.from(request.body);
      body[i]! ^= 1;
      expect(await judged({ ...request, body }, { publicKey })).toBe("forged");
    }
  });

  test("a source with one kind of key refuses the other kind of signature", async () => {
    expect(await judged(asymmetric("{}"), { secret: secretA })).toBe("forged");
    expect(await judged(signed("{}"), { publicKey })).toBe("forged");
    expect(await judged(signed("{}"), { publicKey, secret: secretA })).toBe("authentic");
    expect(await judged(asymmetric("{}"), { publicKey, secret: secretA })).toBe("authentic");
  });

  test("the public key is no secret to sign with", async () => {
    const key = publicKey.replace("whpk_", "whsec_");
    expect(await judged(signed("{}", { secret: key }), { publicKey })).toBe("forged");
  });

  test("the label decides the algorithm", async () => {
    const request = asymmetric("{}");
    const [, signature] = request.headers["webhook-signature"]!.split(",");
    for (const label of ["v1", "v2a", "V1A", ""])
      expect(await judged(withHeaders(request, { "webhook-signature": `${label},${signature}` }), { publicKey })).toBe(
        "forged",
      );
  });

  test("a key or a signature that is none lets nobody in", async () => {
    for (const key of ["whpk_", "whpk_AAAA", "nonsense"])
      expect(await judged(asymmetric("{}"), { publicKey: key })).toBe("forged");
    for (const signature of ["v1a,", "v1a,AAAA", "v1a,!!!"])
      expect(await judged(withHeaders(signed("{}"), { "webhook-signature": signature }), { publicKey })).toBe("forged");
  });

  test("300 seconds are let pass, and no more", async () => {
    expect(await judged(asymmetric("{}", { at: SECONDS - 300 }), { publicKey })).toBe("authentic");
    expect(await judged(asymmetric("{}", { at: SECONDS - 301 }), { publicKey })).toBe("stale");
  });
});

describe("types that are Baton's own", () => {
  const timestamp = "2026-11-24T08:59:00Z";
  const event = (type: string, data: object) => ({ type, timestamp, data });
  const found = (type: string, data: object) => foundIn("standard-webhooks", event(type, data));
  const unreadable = async (type: string, data: object) => {
    const read = await reading("standard-webhooks", JSON.stringify(event(type, data)));
    return "unreadable" in read ? read.unreadable : undefined;
  };

  test("response.recorded is a response", async () => {
    const data = {
      channel: "call",
      email: "jo@acme.example",
      by: "ana@baton.example",
      id: "c1",
      at: "2026-11-24T08:50:00Z",
    };
    expect(only("contact", await found("response.recorded", data))).toEqual({
      kind: "contact",
      channel: "call",
      event: "call",
      at: "2026-11-24T08:50:00Z",
      who: { email: "jo@acme.example" },
      by: "ana@baton.example",
      key: "c1",
    });
  });

  test("and at the envelope's time where it says none", async () => {
    const contact = only("contact", await found("response.recorded", { channel: "email", phone: "+4930123456" }));
    expect(contact).toMatchObject({ at: timestamp, who: { phone: "+4930123456" }, key: `email ${timestamp}` });
  });

  test.each([
    [{ email: "jo@acme.example" }, /channel/],
    [{ email: "jo@acme.example", channel: "pigeon" }, /channel/],
    [{ channel: "call" }, /whom/],
    [{ channel: "call", email: "jo@acme.example", at: "soon" }, /ISO 8601/],
  ])("a response of %j is unreadable, and why is said", async (data, reason) => {
    expect(await unreadable("response.recorded", data)).toMatch(reason);
  });

  test("customer.* is what a customer did", async () => {
    const data = { domain: "acme.example", event: "renewed", at: "2026-11-24T09:00:00Z", value: 1200 };
    expect(only("customer", await found("customer.renewed", data)).said).toMatchObject(data);
  });

  test("touch.recorded is a touch", async () => {
    const data = {
      touch: "webinar",
      label: "Came to the webinar",
      email: "jo@acme.example",
      id: "t1",
      facts: { minutes: 40, list: [] },
    };
    expect(only("touch", await found("touch.recorded", data))).toEqual({
      kind: "touch",
      touch: "webinar",
      label: "Came to the webinar",
      at: timestamp,
      who: { email: "jo@acme.example" },
      facts: { minutes: 40 },
      key: "t1",
    });
    expect(await unreadable("touch.recorded", { email: "jo@acme.example" })).toMatch(/what it is/);
    expect(await unreadable("touch.recorded", { touch: "webinar" })).toMatch(/whose/);
  });

  test.each([
    ["account.updated", { domain: "acme.example", owner: "ana" }, { of: "acme.example", owner: "ana" }],
    [
      "account.created",
      { website: "https://www.Acme.example/de?x=1", owner: "ana@baton.example" },
      { of: "acme.example", owner: "ana@baton.example" },
    ],
    [
      "person.updated",
      { email: "jo@acme.example", owner: { email: "ana@baton.example" } },
      { of: "jo@acme.example", owner: "ana@baton.example" },
    ],
    ["owner.changed", { domain: "acme.example", owner: null }, { of: "acme.example", owner: null }],
  ])("%s says whose customer this is", async (type, data, expected) => {
    expect(only("ownership", await found(type, data))).toMatchObject(expected);
  });

  test.each([
    [{ owner: "ana" }, /nobody/],
    [{ domain: "acme.example", owner: true }, /neither/],
    [{ domain: "acme.example", owner: "" }, /neither/],
  ])("an owner of %j is unreadable, and why is said", async (data, reason) => {
    expect(await unreadable("account.updated", data)).toMatch(reason);
  });

  test("a person without owner is a lead, as any other type is", async () => {
    for (const type of ["person.created", "lead.created", "anything"])
      expect(only("lead", await found(type, { email: "jo@acme.example" })).fields.email).toBe("jo@acme.example");
  });

  test("the types count in the envelope only: a form may have a field of that name", async () => {
    const flat = { type: "response.recorded", email: "jo@acme.example" };
    expect(only("lead", await foundIn("standard-webhooks", flat)).fields.email).toBe("jo@acme.example");
  });

  test.each(["lead.created", "response.recorded", "touch.recorded", "account.updated"])(
    "whatever comes as %s is read",
    (type) =>
      expectNeverThrows(
        "standard-webhooks",
        event(type, {
          channel: "call",
          touch: "page",
          email: "a@b.example",
          owner: "ana",
          at: timestamp,
          facts: { a: 1 },
        }),
      ),
  );
});

test.each(["standard-webhooks", "svix"] as const)(
  "what Baton composes as %s authenticates and gives the lead back",
  async (name) => {
    const secrets = {
      secret: [secretA],
      key: [],
      token: [],
      basic: [],
      verifyToken: [],
      accessToken: [],
      publicKey: [],
      byApplication: {},
    };
    const lead = { email: "jo@acme.example", name: "Jo Doe", test: true };
    const sent = (await providerModule(name)).compose({ lead, secrets, now: NOW, source: {} });
    const request = hook({ headers: sent.headers, body: sent.body });
    expect(await judgedBy(name, request, { secret: secretA }, NOW)).toBe("authentic");
    expect((await providerModule(name)).signedAt?.(request)).toBe(SECONDS * 1000);
    expect(await leadIn(name, sent.body)).toMatchObject({
      test: true,
      fields: { email: "jo@acme.example", name: "Jo Doe" },
    });
  },
);
