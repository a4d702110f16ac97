import type { Provider } from "@baton/core/agreement";
import { describe, expect, test } from "vitest";
import { type Fixture, fixtures, idOf, judge, leadIn, requestOf } from "../../helpers/webhooks.ts";

const each = (provider: string) => Object.entries(fixtures(provider));
const verdictOf = ({ expect: { auth }, id }: Fixture) => {
  if (auth === "pass") return "authentic";
  if (id.endsWith("malformed-json")) return "unreadable";
  return id.includes("too-old") ? "stale" : "forged";
};

describe.each([
  ["google-ads", ({ google_key }: Record<string, string>) => ({ key: google_key! })],
  ["typeform", ({ secret }: Record<string, string>) => ({ secret: secret! })],
  ["standard-webhooks", ({ secret }: Record<string, string>) => ({ secret: secret! })],
  ["svix", ({ secret }: Record<string, string>) => ({ secret: secret! })],
] as const)("%s", (provider: Provider, secretsOf) => {
  test.each(each(provider))("%s is judged as recorded", (_name, fixture) => {
    expect(judge(provider, fixture, secretsOf(fixture.secrets))).toBe(verdictOf(fixture));
  });

  const known = each(provider).filter(
    ([
      ,
      {
        expect: { dedupe_key },
      },
    ]) => dedupe_key,
  );
  test.each(known)("%s is known again by its id", (_name, fixture) => {
    expect(idOf(provider, requestOf(fixture))).toBe(fixture.expect.dedupe_key);
  });

  test.each(each(provider))("%s is read or said to be unreadable, never thrown at", async (_name, fixture) => {
    expect(await leadIn(provider, requestOf(fixture).body)).toBeDefined();
  });
});

describe("google-ads", () => {
  const google = fixtures("google-ads");
  const read = (name: string) => leadIn("google-ads", requestOf(google[name]!).body);

  test("the test button's lead is a test, with its fields", async () => {
    expect(await read("official-test-button-payload")).toEqual({
      test: true,
      fields: {
        name: "FirstName LastName",
        phone: "1-650-555-0123",
        email: "test@example.com",
        form: "123456789",
        campaign_id: "123456",
        "clickId.gclid": "Cj0KCQjwit_8BRCoARIsAIx3Rj7g-AeL6z35IWb6VYiZUygtTfwD3hDlgSGmY-XTTlK3lfV1wcuIwIAaAmMxEALw_wcB",
      },
    });
  });

  test("a real lead has our field names, its ids as text, its own questions under their ids", async () => {
    expect(await read("production-lead-all-fields")).toEqual({
      test: false,
      fields: {
        firstName: "Zoë",
        lastName: "O'Brien-Łukasz",
        email: "zoe@firma.example",
        phone: "+353871234567",
        company: "Firma Ltd",
        title: "Head of Ops",
        POSTAL_CODE: "D02 X285",
        "what_is_your_preferred_dealership?": "Dublin North",
        form: "40298370561",
        ad: "712233445566",
        campaign_id: "21584930022",
        adgroup_id: "158223344551",
        "clickId.gclid": "EAIaIQobChMI-gclid-example",
        submittedAt: "2026-10-05T08:59:41Z",
      },
    });
  });

  test("what Google adds in the future changes nothing", async () => {
    expect(await read("unknown-extra-fields-ignored")).toEqual(await read("production-lead-all-fields"));
  });
});

describe("typeform", () => {
  const typeform = fixtures("typeform");

  test("answers are named by their refs, hidden fields with them; emoji survive", async () => {
    const body = requestOf(typeform["full-lead-all-answer-types"]!).body;
    expect(await leadIn("typeform", body)).toEqual({
      fields: {
        firstName: "Søren",
        lastName: "Kierkegaard",
        email: "soren@kk.example",
        phone: "+4531234567",
        company: "KK ApS",
        interest: "A demo 🎬",
        channels: ["Email", "Phone", "Pigeon"],
        consent: true,
        seats: 25,
        "utm.source": "google",
        "utm.medium": "cpc",
        "utm.campaign": "brand",
        "clickId.gclid": "Cj0-abc",
        form: "lT4Z3j",
        submittedAt: "2026-10-05T08:59:30Z",
      },
    });
  });

  test("a response that says nothing of who it is from is unreadable, not a crash", async () => {
    const body = requestOf(typeform["minimal-no-contact-details"]!).body;
    expect(await leadIn("typeform", body)).toEqual({ unreadable: expect.stringContaining("who this is") as unknown });
  });
});

describe("forms of no provider in particular", () => {
  const generic = fixtures("generic");
  const secrets = { header: { name: "x-baton-key", value: "k1" } };

  test.each(Object.entries(generic))("%s is let in by its header and refused without", (_name, fixture) => {
    expect(judge("form", fixture, secrets)).toBe("authentic");
    expect(judge("form", fixture, { header: { ...secrets.header, value: "k2" } })).toBe("forged");
    const { "x-baton-key": _key, ...headers } = fixture.request.headers;
    expect(judge("form", { ...fixture, request: { ...fixture.request, headers } }, secrets)).toBe("forged");
  });

  test.each([
    ["json-flat", { email: "gen@example.com", name: "Gen Eric", phone: "07700 900123", "utm.source": "zap" }],
    ["form-urlencoded", { email: "gen@example.com", name: "Gen Eric", phone: "07700 900123" }],
    ["wrong-content-type-json", { email: "tp@example.com" }],
  ])("%s has our field names", async (name, fields) => {
    const fixture = generic[name]!;
    const contentType = fixture.request.headers["content-type"];
    expect(await leadIn("form", requestOf(fixture).body, { contentType })).toEqual({ fields });
  });
});
