import { authenticate, type HookRequest, type Secrets } from "@baton/sources";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { fixtures, idOf, leadIn, requestOf } from "../../helpers/webhooks.ts";

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
  return {
    headers: {
      [`${prefix}-id`]: id,
      [`${prefix}-timestamp`]: String(at),
      [`${prefix}-signature`]: new Webhook(secret).sign(id, new Date(at * 1000), body),
    },
    body: Buffer.from(body),
  };
}
const judged = (request: HookRequest, secrets: Secrets = { secret: secretA }, now = NOW) =>
  authenticate("standard-webhooks", request, secrets, now);
const withHeaders = (request: HookRequest, headers: Record<string, string | undefined>): HookRequest => ({
  ...request,
  headers: { ...request.headers, ...headers },
});

describe("what the published library signs", () => {
  test("is authentic, whatever the body, id and secret", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.string({ minLength: 1 }).filter((id) => !/[\r\n]/.test(id)),
        fc.uint8Array({ minLength: 24, maxLength: 64 }),
        (body, id, key) => {
          const secret = `whsec_${base64(key)}`;
          expect(judged(signed(body, { secret, id }), { secret })).toBe("authentic");
          expect(judged(signed(body, { secret, id }), { secret: secretA })).toBe("forged");
        },
      ),
      { numRuns: 200 },
    );
  });

  test("is authentic when the secret is given without its prefix", () => {
    expect(judged(signed("{}"), { secret: secretA.replace("whsec_", "") })).toBe("authentic");
  });
});

describe("tampering", () => {
  const request = signed('{"email": "jo@acme.example"}');
  test("with any byte of the body is noticed", () => {
    for (let i = 0; i < request.body.length; i++) {
      const body = Uint8Array.from(request.body);
      body[i]! ^= 1;
      expect(judged({ ...request, body })).toBe("forged");
    }
  });

  test("by writing the same JSON anew is noticed", () => {
    const body = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(request.body).toString())));
    expect(judged({ ...request, body })).toBe("forged");
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
  ])("with %s is noticed", (_name, headers) => {
    expect(judged(withHeaders(request, headers))).toBe("forged");
  });

  test("with the version label is noticed, though the digest is right", () => {
    const [, digest] = request.headers["webhook-signature"]!.split(",");
    for (const label of ["v2", "v1a", "V1", "", "v11"]) {
      expect(judged(withHeaders(request, { "webhook-signature": `${label},${digest}` }))).toBe("forged");
    }
    expect(judged(withHeaders(request, { "webhook-signature": digest }))).toBe("forged");
  });

  test("one right signature among others is enough, as while the sender rotates", () => {
    const right = request.headers["webhook-signature"]!;
    const wrong = signed("other").headers["webhook-signature"]!;
    expect(judged(withHeaders(request, { "webhook-signature": `${wrong} v2,xyz ${right} ${wrong}` }))).toBe(
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
  ])("%d seconds off is %s", (off, verdict) => {
    expect(judged(signed("{}", { at: SECONDS + off }))).toBe(verdict);
  });

  test("that is over does not make a forgery merely stale", () => {
    expect(judged(signed("{}", { at: SECONDS - 301, secret: secretB }))).toBe("forged");
  });
});

describe("two active secrets", () => {
  test("both are taken, and a third is not", () => {
    const both = { secret: secretB, previousSecret: secretA };
    expect(judged(signed("{}", { secret: secretA }), both)).toBe("authentic");
    expect(judged(signed("{}", { secret: secretB }), both)).toBe("authentic");
    expect(judged(signed("{}", { secret: `whsec_${base64(new Uint8Array(24).fill(3))}` }), both)).toBe("forged");
  });

  test("an empty one lets nobody in", () => {
    const unsigned = signed("{}", { secret: `whsec_${base64(new Uint8Array(1))}` });
    expect(judged(unsigned, { secret: "" })).toBe("forged");
    expect(judged(unsigned, { secret: secretB, previousSecret: "" })).toBe("forged");
  });
});

describe("svix", () => {
  const request = signed("{}", { prefix: "svix" });
  test("has headers of its own, which are no Standard Webhooks headers", () => {
    expect(authenticate("svix", request, { secret: secretA }, NOW)).toBe("authentic");
    expect(judged(request)).toBe("forged");
    expect(authenticate("svix", signed("{}"), { secret: secretA }, NOW)).toBe("authentic");
  });

  test("lets its own headers win where both are there", () => {
    const wrong = { "webhook-id": "msg_other", "webhook-timestamp": "1", "webhook-signature": "v1,xyz" };
    const both = withHeaders(request, wrong);
    expect(authenticate("svix", both, { secret: secretA }, NOW)).toBe("authentic");
    expect(idOf("svix", both)).toBe("msg_1");
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
