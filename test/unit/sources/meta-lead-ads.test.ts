import type { Reference } from "@baton/core/delivery";
import { type Api, providerModule } from "@baton/sources";
import { describe, expect, test } from "vitest";
import {
  fixtures,
  idOf,
  judged,
  onlyLead,
  type Roles,
  reading,
  readingOf,
  request,
  requestOf,
  secrets,
} from "../../helpers/sent/webhooks.ts";

const meta = fixtures("meta-lead-ads");
const { handshake, fetch, api } = await providerModule("meta-lead-ads");

describe("Meta's handshake", () => {
  const shake = (query: string, roles: Roles = { verifyToken: "meatyhamhock" }) =>
    handshake!(request({ method: "GET", query }), {
      secrets: secrets({ secret: "s", ...roles }),
      now: 0,
      source: {},
    });

  test("is answered with the bare challenge", () => {
    const { expect: expected, ...fixture } = meta["handshake-ok"]!;
    expect(shake(requestOf(fixture).query)).toEqual({
      status: 200,
      contentType: expected.response_content_type,
      body: expected.response_body,
    });
  });

  test("is refused to a wrong token, a missing one, another mode and an absent challenge", () => {
    expect(shake(requestOf(meta["handshake-wrong-token"]!).query)).toMatchObject({ status: 403 });
    expect(shake("hub.mode=subscribe&hub.challenge=1")).toMatchObject({ status: 403 });
    expect(shake("hub.mode=subscribe&hub.challenge=1&hub.verify_token=")).toMatchObject({ status: 403 });
    expect(shake("hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=meatyhamhock")).toMatchObject({ status: 403 });
    expect(shake("hub.mode=subscribe&hub.verify_token=meatyhamhock")).toMatchObject({ status: 403 });
    expect(shake("hub.mode=subscribe&hub.challenge=1&hub.verify_token=x", {})).toMatchObject({ status: 403 });
  });

  test("takes either token while it changes, and a challenge as it is written", () => {
    expect(
      shake("hub.mode=subscribe&hub.challenge=%C3%A4%2B1&hub.verify_token=old", { verifyToken: ["new", "old"] }),
    ).toMatchObject({
      status: 200,
      body: "ä+1",
    });
  });

  test("is nothing else", () => expect(shake("a=b")).toBeUndefined());
});

describe("Meta's webhook", () => {
  const secret = meta["leadgen-single"]!.secrets.app_secret!;
  const single = requestOf(meta["leadgen-single"]!);

  test("names a lead, with form, ad and page", async () => {
    expect(await readingOf("meta-lead-ads", meta["leadgen-single"]!)).toEqual({
      found: [
        {
          kind: "reference",
          type: "leadgen",
          id: "444444444444",
          lead: true,
          at: "2026-10-05T08:59:45.000Z",
          fields: { form: "444444444445", ad: "444444444446", page_id: "153125381133" },
        },
      ],
    });
  });

  test("names leads of several pages, and a change without value is none", async () => {
    const read = await readingOf("meta-lead-ads", meta["batched-multi-page-with-empty-change"]!);
    expect(read).toMatchObject({
      found: [
        { id: "1459076748710713", fields: { form: "1616801872291121", page_id: "134587" } },
        { id: "1459076748710714", fields: { form: "1616801872291122", page_id: "134587" } },
        { id: "1459076748710715", fields: { form: "1616801872291123", page_id: "112464600187557" } },
      ],
    });
    expect("found" in read && read.found).toHaveLength(3);
  });

  test("has ids as text, whether they came as text or as numbers of any size", async () => {
    const value = '{"leadgen_id": 9007199254740993, "page_id": 7, "form_id": 12, "created_time": "1791190785"}';
    const body = `{"entry": [{"changes": [{"field": "leadgen", "value": ${value}}, {"field": "leadgen", "value": ${value}}]}]}`;
    expect(await reading("meta-lead-ads", body)).toMatchObject({
      found: [{ id: "9007199254740993", at: "2026-10-05T08:59:45.000Z", fields: { form: "12", page_id: "7" } }],
    });
    expect(await idOf("meta-lead-ads", request({ body }))).toBe("9007199254740993");
  });

  test("about anything else is ignored, and has no id", async () => {
    const other = meta["unicode-escaped-body"]!;
    expect(await readingOf("meta-lead-ads", other)).toEqual({
      found: [{ kind: "ignored", reason: expect.stringContaining("feed") as unknown }],
    });
    expect(await idOf("meta-lead-ads", requestOf(other))).toBeUndefined();
    expect(await reading("meta-lead-ads", "{}")).toHaveProperty("unreadable");
  });

  test("is signed over its bytes: the same JSON written anew is forged", async () => {
    const escaped = requestOf(meta["unicode-escaped-body"]!);
    const again = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(escaped.body).toString())));
    expect(await judged("meta-lead-ads", escaped, { secret })).toBe("authentic");
    expect(await judged("meta-lead-ads", { ...escaped, body: again }, { secret })).toBe("forged");
  });

  test("may be signed with the secret before, and must be signed", async () => {
    const bare = single.headers["x-hub-signature-256"]!.replace("sha256=", "");
    expect(await judged("meta-lead-ads", single, { secret: "new", previousSecret: secret })).toBe("authentic");
    for (const signature of [undefined, "", "sha256=", bare, `sha1=${bare}`, `sha256=${bare.slice(0, 40)}`])
      expect(
        await judged("meta-lead-ads", { ...single, headers: { "x-hub-signature-256": signature } }, { secret }),
      ).toBe("forged");
  });
});

describe("the Graph API", () => {
  const reference: Reference = {
    kind: "reference",
    type: "leadgen",
    id: "444444444444",
    lead: true,
    at: "2026-10-05T08:59:44.000Z",
    fields: { form: "1", page_id: "153125381133" },
  };
  /** Answers every question alike and remembers what was asked. */
  const answering = (status: number, body: unknown, token: string | undefined = "EAAB-secret") => {
    const asked: { path: string; headers: Record<string, string> | undefined }[] = [];
    const stub: Api = {
      token,
      get: async (path, headers) => {
        asked.push({ path, headers });
        return { status, body };
      },
    };
    return { stub, asked };
  };
  const ask = (status: number, body: unknown, naming = { fields: {}, declared: [] as string[] }) =>
    fetch!(reference, answering(status, body).stub, naming);

  test("is asked for a lead with the token in a header, never in the address", async () => {
    const { stub, asked } = answering(200, meta["graph-lead-response"]!.response);
    await fetch!(reference, stub, { fields: {}, declared: [] });
    expect(asked).toHaveLength(1);
    expect(asked[0]!.path).toMatch(/^\/v24\.0\/444444444444\?fields=/);
    expect(asked[0]!.path).not.toContain("EAAB");
    expect(asked[0]!.headers).toEqual({ authorization: "Bearer EAAB-secret" });
    expect(api).toEqual({ url: "https://graph.facebook.com", env: "BATON_META_GRAPH_URL" });
  });

  test("tells the answers, where the lead is from, and what was agreed to", async () => {
    const told = await ask(200, meta["graph-lead-response"]!.response);
    expect(told).toEqual({
      found: [
        {
          kind: "lead",
          key: "444444444444",
          fields: {
            name: "Amélie Dupont",
            email: "amelie@example.org",
            phone: "+33612345678",
            company: "Atelier SA",
            "which_products?": ["CRM", "Ads"],
            form: "444444444445",
            ad: "444444444446",
            campaign: "Q4 demo",
            campaign_id: "444444444448",
            ad_name: "Autumn demo",
            adset_id: "444444444447",
            adset_name: "EU SMB",
            platform: "ig",
            is_organic: false,
            consent: "marketing_opt_in: yes, partner_opt_in: no",
            submittedAt: "2026-10-05T08:59:45.000Z",
            page_id: "153125381133",
          },
        },
      ],
    });
  });

  test("tells test leads by what the testing tool fills in", async () => {
    const testOf = async (response: unknown) => {
      const told = await ask(200, response);
      if ("problem" in told) throw new Error(told.message);
      const lead = onlyLead(told);
      return "test" in lead && lead.test;
    };
    const lead = (value: string) => ({ id: "1", field_data: [{ name: "q", values: [value] }] });
    expect(await testOf(meta["graph-lead-response-test-tool"]!.response)).toBe(true);
    expect(await testOf(lead("<test lead: dummy data for q>"))).toBe(true);
    expect(await testOf(lead("Test@Meta.com"))).toBe(true);
    expect(await testOf(lead("contest@meta.com"))).toBe(false);
    expect(await testOf(meta["graph-lead-response"]!.response)).toBe(false);
  });

  const error = (code: number, more: object = {}) => ({ error: { message: "Said so.", code, ...more } });
  test.each<[string, number, unknown, string]>([
    [
      "an expired token",
      meta["graph-error-expired-token"]!.http_status!,
      meta["graph-error-expired-token"]!.response,
      "token",
    ],
    ["a missing permission", 403, error(200, { type: "OAuthException" }), "token"],
    ["an unauthorised request", 401, "", "token"],
    ["too many calls of the app", 400, error(4, { type: "OAuthException" }), "later"],
    ["too many calls of the user", 400, error(17, { type: "OAuthException" }), "later"],
    ["too many calls of the page", 400, error(32), "later"],
    ["too many calls of a kind", 400, error(613), "later"],
    ["too many calls for leads", 400, error(80005), "later"],
    ["HTTP 429", 429, undefined, "later"],
    ["HTTP 500", 500, error(2, { type: "OAuthException" }), "later"],
    ["HTTP 503 without JSON", 503, "<html>", "later"],
    ["a body that cannot be read", 200, undefined, "later"],
    ["an object that does not exist", 400, error(100, { type: "GraphMethodException", error_subcode: 33 }), "gone"],
    ["a path that does not exist", 404, "", "gone"],
  ])("tells nothing for %s", async (_name, status, body, problem) => {
    expect(await ask(status, body)).toMatchObject({ problem });
  });

  test("is quoted, but never with the token", async () => {
    const told = await ask(400, { error: { message: "Malformed access token EAAB-secret", code: 190 } });
    expect(told).toEqual({ problem: "token", message: "Meta says: Malformed access token …" });
  });

  test("is not asked without a token", async () => {
    const { stub, asked } = answering(200, {}, "x");
    const told = await fetch!(reference, { ...stub, token: undefined }, { fields: {}, declared: [] });
    expect(told).toMatchObject({ problem: "token" });
    expect(asked).toEqual([]);
  });

  test("may tell nonsense without harm", async () => {
    for (const field_data of [7, null, [null, 1], [{ name: {}, values: 7 }], [{ values: [{}, []] }]])
      expect(await ask(200, { id: 1, field_data, custom_disclaimer_responses: "x", created_time: {} })).toHaveProperty(
        "found",
      );
  });
});
