import { createHash, createHmac } from "node:crypto";
import type { HookRequest } from "@baton/core/ports";
import { providerModule } from "@baton/sources";
import { describe, expect, test } from "vitest";
import { fixtures, judged, request, requestOf } from "../../helpers/sent/webhooks.ts";

const NOW = Date.parse("2026-11-24T09:00:00.750Z");
const body = '{"email": "jo@acme.example", "payload": {"data": {}}}';
const hmac = (secret: string, text: string, encoding: "hex" | "base64" | "base64url" = "hex") =>
  createHmac("sha256", secret).update(text).digest(encoding);

const jws = (claims: object, header: object = { alg: "HS256" }, secret = "s", hash = "sha256") => {
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${input}.${createHmac(hash, secret).update(input).digest("base64url")}`;
};
const sha256 = createHash("sha256").update(body).digest("hex");

/** The headers each provider signs a body with. */
const signed = {
  typeform: (secret: string, text = body) => ({ "typeform-signature": `sha256=${hmac(secret, text, "base64")}` }),
  tally: (secret: string, text = body) => ({ "tally-signature": hmac(secret, text, "base64") }),
  webflow: (secret: string, text = body, at = NOW) => ({
    "x-webflow-timestamp": String(at),
    "x-webflow-signature": hmac(secret, `${at}:${text}`),
  }),
  formspree: (secret: string, text = body, at = NOW) => {
    const t = Math.floor(at / 1000);
    return { "formspree-signature": `t=${t},v1=${hmac(secret, `${t}.${text}`)}` };
  },
  framer: (secret: string, text = body) => ({
    "framer-webhook-submission-id": "sub-1",
    "framer-signature": `sha256=${hmac(secret, `${text}sub-1`)}`,
  }),
  netlify: (secret: string, text = body) => ({
    "x-webhook-signature": jws(
      { iss: "netlify", sha256: createHash("sha256").update(text).digest("hex") },
      undefined,
      secret,
    ),
  }),
};
const names = Object.keys(signed) as (keyof typeof signed)[];
const judge = (name: keyof typeof signed, headers: Record<string, string | undefined>, text = body, now = NOW) =>
  judged(name, request({ headers, body: text }), { secret: "s" }, now);

describe.each(names)("%s", (name) => {
  test("signs the bytes: one changed, or the same JSON written anew, is forged", async () => {
    const headers = signed[name]("s");
    expect(await judge(name, headers)).toBe("authentic");
    expect(await judge(name, headers, body.replace("jo@", "jO@"))).toBe("forged");
    expect(await judge(name, headers, JSON.stringify(JSON.parse(body)))).toBe("forged");
    expect(await judge(name, headers, `${body} `)).toBe("forged");
  });

  test("signs with any active secret, and no other", async () => {
    const asked = request({ headers: signed[name]("old"), body });
    expect(await judged(name, asked, { secret: "new", previousSecret: "old" }, NOW)).toBe("authentic");
    expect(await judged(name, asked, { secret: "new" }, NOW)).toBe("forged");
    expect(await judged(name, request({ headers: signed[name](""), body }), { secret: "new" }, NOW)).toBe("forged");
  });

  test("must sign: no header, an empty one and the signature's half are forged", async () => {
    const headers: Record<string, string> = signed[name]("s");
    for (const header of Object.keys(headers)) {
      expect(await judge(name, { ...headers, [header]: undefined })).toBe("forged");
      expect(await judge(name, { ...headers, [header]: "" })).toBe("forged");
      expect(await judge(name, { ...headers, [header]: headers[header]!.slice(0, -4) })).toBe("forged");
    }
  });

  test("signs any body, that of no text too", async () => {
    const bytes = '\uFEFF{"a": "👩‍🚀"}';
    expect(await judge(name, signed[name]("s", bytes), bytes)).toBe("authentic");
    expect(await judge(name, signed[name]("s", ""), "")).toBe("authentic");
  });
});

describe.each(["webflow", "formspree"] as const)("%s's time", (name) => {
  const second = 1000;
  const whole = Math.floor(NOW / second) * second;
  test.each([
    [-301, "stale"],
    [-300, "authentic"],
    [300, "authentic"],
    [301, "stale"],
  ])("%d seconds off is %s", async (off, verdict) => {
    expect(await judge(name, signed[name]("s", body, whole + off * second), body, whole)).toBe(verdict);
  });

  test("that is over does not make a forgery merely stale", async () => {
    expect(await judge(name, signed[name]("x", body, NOW - 301 * second))).toBe("forged");
  });

  test("is part of what is signed", async () => {
    const headers = Object.entries(signed[name]("s", body, NOW - 60 * second));
    const moved = headers.map(([header, value]) => [header, value.replace(/\d{10}/, String(Math.floor(NOW / second)))]);
    expect(await judge(name, Object.fromEntries(moved) as Record<string, string>)).toBe("forged");
  });

  test("is when the sender signed", async () => {
    const { signedAt } = await providerModule(name);
    expect(signedAt!({ headers: signed[name]("s", body, whole) })).toBe(whole);
    expect(signedAt!({ headers: {} })).toBeUndefined();
  });
});

describe("webflow", () => {
  test("with a garbled time is forged, though signed over it", async () => {
    for (const time of ["soon", "", "-1", "1.5e12", `${NOW}.5`, ` ${NOW}`, `0x${NOW}`, "9".repeat(400)])
      expect(
        await judge("webflow", { "x-webflow-timestamp": time, "x-webflow-signature": hmac("s", `${time}:${body}`) }),
      ).toBe("forged");
  });

  test("to the millisecond inclusive", async () => {
    expect(await judge("webflow", signed.webflow("s", body, NOW - 300_000))).toBe("authentic");
    expect(await judge("webflow", signed.webflow("s", body, NOW - 300_001))).toBe("stale");
  });

  test("from its dashboard is unsigned, and rests on the URL's token", async () => {
    const asked: HookRequest = { ...requestOf(fixtures("webflow")["form-submission-v2"]!), headers: {}, token: "t1" };
    expect(await judged("webflow", asked, { token: "t1" }, NOW)).toBe("authentic");
    expect(await judged("webflow", asked, { token: "t1", secret: "s" }, NOW)).toBe("forged");
  });
});

describe("formspree", () => {
  const t = Math.floor(NOW / 1000);
  const right = hmac("s", `${t}.${body}`);
  test.each([
    ["one right signature among several", `t=${t},v1=${"0".repeat(64)},v1=${right}`, "authentic"],
    ["other labels and blanks", `t=${t}, v0=abc, v1=${right}`, "authentic"],
    ["only another label", `t=${t},v0=${right}`, "forged"],
    ["no time", `v1=${right}`, "forged"],
    ["two times", `t=${t},t=${t - 9},v1=${right}`, "forged"],
    ["a garbled time", `t=now,v1=${hmac("s", `now.${body}`)}`, "forged"],
    ["a time with a fraction", `t=${t}.5,v1=${hmac("s", `${t}.5.${body}`)}`, "forged"],
    ["nothing it knows", "=,=,,", "forged"],
  ])("with %s", async (_name, header, verdict) => {
    expect(await judge("formspree", { "formspree-signature": header })).toBe(verdict);
  });
});

describe("framer", () => {
  test("signs the submission's id after the body, with nothing between", async () => {
    const headers = signed.framer("s");
    expect(await judge("framer", { ...headers, "framer-webhook-submission-id": "sub-2" })).toBe("forged");
    expect(await judge("framer", { ...headers, "framer-signature": `sha256=${hmac("s", `${body}.sub-1`)}` })).toBe(
      "forged",
    );
    expect(await judge("framer", { "framer-signature": `sha256=${hmac("s", body)}` })).toBe("forged");
  });
});

describe("netlify's JWS", () => {
  const claims = { iss: "netlify", sha256 };
  const [header, payload, signature] = jws(claims).split(".");
  const publicKeyHeader = Buffer.from('{"alg":"RS256"}').toString("base64url");
  test.each([
    ["algorithm none", `${jws(claims, { alg: "none" }).split(".").slice(0, 2).join(".")}.`],
    ["algorithm none, though signed", jws(claims, { alg: "none" })],
    ["another algorithm, rightly signed", jws(claims, { alg: "HS512" }, "s", "sha512")],
    ["another algorithm's name", jws(claims, { alg: "HS384" })],
    ["a public key's algorithm", `${publicKeyHeader}.${payload}.${signature}`],
    ["the algorithm in other letters", jws(claims, { alg: "hs256" })],
    ["no algorithm", jws(claims, {})],
    ["extensions that must be understood", jws(claims, { alg: "HS256", crit: ["exp"] })],
    ["another issuer", jws({ ...claims, iss: "joe" })],
    ["no issuer", jws({ sha256 })],
    ["another body's hash", jws({ ...claims, sha256: "0".repeat(64) })],
    ["no hash", jws({ iss: "netlify" })],
    ["a hash that is no text", jws({ ...claims, sha256: [sha256] })],
    ["claims that are no object", jws([claims])],
    ["another secret", jws(claims, undefined, "x")],
    ["a fourth part", `${jws(claims)}.x`],
    ["two parts", `${header}.${payload}`],
    ["no signature", `${header}.${payload}.`],
    ["a label in front", `Bearer ${jws(claims)}`],
  ])("with %s is forged", async (_name, token) => {
    expect(await judge("netlify", { "x-webhook-signature": token })).toBe("forged");
  });

  test("is a JWS as RFC 7515 writes one, yet one of another issuer is not Netlify's", async () => {
    const key = Buffer.from(
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
      "base64url",
    );
    const [input, given] = [
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
      "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    ];
    expect(createHmac("sha256", key).update(input).digest("base64url")).toBe(given);
    expect(await judge("netlify", { "x-webhook-signature": `${input}.${given}` })).toBe("forged");
  });
});

describe("typeform", () => {
  test("in hex, or without its label, is forged", async () => {
    expect(await judge("typeform", { "typeform-signature": `sha256=${hmac("s", body)}` })).toBe("forged");
    expect(await judge("typeform", { "typeform-signature": hmac("s", body, "base64") })).toBe("forged");
  });
});
