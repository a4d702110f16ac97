import { createHmac } from "node:crypto";
import type { Reference } from "@baton/core/delivery";
import { type Api, providerModule } from "@baton/sources";
import { describe, expect, test } from "vitest";
import {
  fixtures,
  idOf,
  judged,
  type Roles,
  reading,
  readingOf,
  request,
  requestOf,
  secrets,
} from "../../helpers/sent/webhooks.ts";

const recorded = fixtures("linkedin");
const secret = recorded["lead-created"]!.secrets.client_secret!;
const { handshake, fetch, api } = await providerModule("linkedin");

describe("LinkedIn's challenge", () => {
  const code = "890e4665-4dfe-4ab1-b689-ed553bceeed0";
  const shake = (query: string, roles: Roles = { secret }) =>
    handshake!(request({ method: "GET", query }), { secrets: secrets(roles), now: 0, source: {} });
  const responseWith = (key: string) => createHmac("sha256", key).update(code).digest("hex");

  test("is answered as recorded", () => {
    const { expect: expected, ...fixture } = recorded["handshake-ok"]!;
    const answer = shake(requestOf(fixture).query)!;
    expect(answer).toMatchObject({ status: 200, contentType: "application/json" });
    expect(JSON.parse(answer.body)).toEqual(expected.response_json);
  });

  test("that is no UUID is refused, and nothing is signed for it", () => {
    const attack = recorded["handshake-signing-oracle-attack"]!;
    const answer = shake(requestOf(attack).query)!;
    expect(answer.status).toBe(400);
    expect(answer.body).not.toContain(attack.expect.response_must_not_contain);
    expect(answer.body).not.toMatch(/[0-9a-f]{64}/);
  });

  test.each([
    ["nothing", ""],
    ["text around a UUID", `x${code}`],
    ["a UUID and a line break", `${code}%0A`],
    ["a UUID in braces", `{${code}}`],
    ["no variant of RFC 4122", code.replace("b689", "c689")],
    ["the nil UUID", "00000000-0000-0000-0000-000000000000"],
    ["two codes", `${code}&challengeCode=${code}`],
  ])("of %s is refused", (_name, given) => {
    expect(shake(`challengeCode=${given}`)).toMatchObject({ status: 400 });
  });

  test("is answered with the application's own secret, else with the newest of the source", () => {
    const roles = { secret: ["new", "old"], byApplication: { "77": ["seven", "before"] } };
    const bodyFor = (application: string) => shake(`challengeCode=${code}&applicationId=${application}`, roles)!.body;
    expect(bodyFor("77")).toContain(responseWith("seven"));
    expect(bodyFor("78")).toContain(responseWith("new"));
    expect(bodyFor("constructor")).toContain(responseWith("new"));
    expect(shake(`challengeCode=${code}`, { byApplication: { "77": "seven" } })!.body).toContain(responseWith("seven"));
    expect(shake(`challengeCode=${code}`, { token: "t" })).toMatchObject({ status: 400 });
  });

  test("is nothing else", () => expect(shake("")).toBeUndefined());
});

describe("LinkedIn's webhook", () => {
  const created = requestOf(recorded["lead-created"]!);

  test("names a response, with form, account and creative", async () => {
    expect(await readingOf("linkedin", recorded["lead-created"]!)).toEqual({
      found: [
        {
          kind: "reference",
          type: "leadFormResponses",
          id: "1a2b3c-4",
          lead: true,
          at: "2023-06-07T23:59:18.881Z",
          fields: { form: "1", ad: "456", account_id: "123", leadType: "SPONSORED" },
        },
      ],
    });
  });

  test("that a response was deleted takes back the delivery that made it", async () => {
    const read = await readingOf("linkedin", recorded["lead-deleted"]!);
    expect(read).toEqual({ found: [{ kind: "withdrawal", of: "urn:li:leadGenFormResponse:1a2b3c-4|CREATED" }] });
    expect(await idOf("linkedin", created)).toBe("urn:li:leadGenFormResponse:1a2b3c-4|CREATED");
    expect(await idOf("linkedin", requestOf(recorded["lead-deleted"]!))).toBe(
      "urn:li:leadGenFormResponse:1a2b3c-4|DELETED",
    );
  });

  test("of another type or action is ignored, and one that names nothing is unreadable", async () => {
    const kindOf = async (event: object) => {
      const read = await reading("linkedin", JSON.stringify(event));
      return "found" in read ? read.found[0]?.kind : "unreadable";
    };
    expect(await kindOf({ type: "ORGANIZATION_SOCIAL_ACTION" })).toBe("ignored");
    expect(await kindOf({ type: "LEAD_ACTION", leadGenFormResponse: "urn:li:x:1", leadAction: "MOVED" })).toBe(
      "ignored",
    );
    expect(await kindOf({ type: "LEAD_ACTION", leadAction: "CREATED" })).toBe("unreadable");
  });

  test("may be signed with any active secret, with or without the label", async () => {
    const signature = created.headers["x-li-signature"]!;
    const labelled = { ...created, headers: { "x-li-signature": `hmacsha256=${signature}` } };
    expect(await judged("linkedin", labelled, { secret })).toBe("authentic");
    expect(await judged("linkedin", created, { secret: "new", previousSecret: secret })).toBe("authentic");
    expect(await judged("linkedin", created, { byApplication: { "77": ["x", secret] } })).toBe("authentic");
    expect(await judged("linkedin", created, { byApplication: { "77": "x" }, token: "t1" })).toBe("forged");
    expect(await judged("linkedin", { ...created, headers: {} }, { secret })).toBe("forged");
  });
});

describe("LinkedIn's API", () => {
  const { response, companion_form: form } = recorded["fetch-lead-form-response"]!;
  const reference: Reference = {
    kind: "reference",
    type: "leadFormResponses",
    id: "249592fc-d272-44ba-a7db-c2bdce579507-6",
    lead: true,
    at: "2023-07-20T23:09:50.000Z",
    fields: { form: "1", ad: "2" },
  };
  type Answers = { response?: { status: number; body: unknown }; form?: { status: number; body: unknown } };
  const answering = (answers: Answers = {}) => {
    const asked: { path: string; headers: Record<string, string> | undefined }[] = [];
    const stub: Api = {
      token: "AQX-secret",
      get: async (path, headers) => {
        asked.push({ path, headers });
        return path.startsWith("/rest/leadForms/")
          ? (answers.form ?? { status: 200, body: form })
          : (answers.response ?? { status: 200, body: response });
      },
    };
    return { stub, asked };
  };
  const ask = async (answers: Answers = {}, naming = {}) =>
    fetch!(reference, answering(answers).stub, { fields: {}, declared: [], ...naming });

  test("is asked for the response and then for its form, in one version, the token in a header", async () => {
    const { stub, asked } = answering();
    await fetch!(reference, stub, { fields: {}, declared: [] });
    expect(asked.map(({ path }) => path)).toEqual([
      "/rest/leadFormResponses/249592fc-d272-44ba-a7db-c2bdce579507-6",
      "/rest/leadForms/7234246",
    ]);
    for (const { headers } of asked)
      expect(headers).toEqual({
        authorization: "Bearer AQX-secret",
        "linkedin-version": expect.stringMatching(/^20\d{4}$/) as unknown,
        "x-restli-protocol-version": "2.0.0",
      });
    expect(api).toEqual({ url: "https://api.linkedin.com", env: "BATON_LINKEDIN_API_URL" });
  });

  test("tells answers by what was asked, choices as their texts, hidden fields and consents", async () => {
    expect(await ask()).toEqual({
      found: [
        {
          kind: "lead",
          key: reference.id,
          test: true,
          fields: {
            firstName: "Kevin",
            lastName: "Johonson",
            email: "kevjohonson@email.com",
            WORK_EMAIL: "kjohonson@email.com",
            title: "Senior Engineer",
            JOB_FUNCTION: "Ingeniería",
            "Cuál es tu color favorito": ["Rojo"],
            "¿Dónde creciste?": "Mexico",
            hidden_field: "abc678",
            campo_escondido: "def789",
            form: "7234246",
            ad: "241257736",
            account_id: "1234567",
            leadType: "SPONSORED",
            campaign_id: "198356826",
            submitter: "urn:li:person:BcLKblgopR",
            consent: "marque mi casilla de verificación personalizada!: yes",
            submittedAt: "2023-07-20T23:09:59.288Z",
          },
        },
      ],
    });
  });

  test("lets EMAIL win over WORK_EMAIL in any order, and the agreement over both", async () => {
    const { formResponse, ...rest } = response as { formResponse: { answers: unknown[] } };
    const body = { ...rest, formResponse: { ...formResponse, answers: [...formResponse.answers].reverse() } };
    expect(await ask({ response: { status: 200, body } })).toMatchObject({
      found: [{ fields: { email: "kevjohonson@email.com", WORK_EMAIL: "kjohonson@email.com" } }],
    });
    expect(await ask({}, { fields: { EMAIL: "message", WORK_EMAIL: "email" } })).toMatchObject({
      found: [{ fields: { email: "kjohonson@email.com", message: "kevjohonson@email.com" } }],
    });
  });

  test("names answers by their questions' ids where the form is gone", async () => {
    expect(await ask({ form: { status: 404, body: { message: "Not found" } } })).toMatchObject({
      found: [{ fields: { "307234246": "kevjohonson@email.com", "707234246": [0], consent: "0: yes" } }],
    });
  });

  test.each<[number, string]>([
    [401, "token"],
    [403, "token"],
    [404, "gone"],
    [410, "gone"],
    [400, "gone"],
    [426, "later"],
    [429, "later"],
    [500, "later"],
    [503, "later"],
  ])("tells nothing with %d: %s", async (status, problem) => {
    const answer = { status, body: { message: "Bad token AQX-secret" } };
    expect(await ask({ response: answer })).toEqual({ problem, message: "LinkedIn says: Bad token …" });
  });

  test("is asked again later when its form cannot be read now", async () => {
    expect(await ask({ form: { status: 429, body: undefined } })).toMatchObject({ problem: "later" });
    expect(await ask({ form: { status: 403, body: undefined } })).toMatchObject({ problem: "token" });
    expect(await ask({ response: { status: 200, body: "<html>" } })).toMatchObject({ problem: "later" });
  });

  test("is not asked without a token", async () => {
    const { stub, asked } = answering();
    expect(await fetch!(reference, { ...stub, token: undefined }, { fields: {}, declared: [] })).toMatchObject({
      problem: "token",
    });
    expect(asked).toEqual([]);
  });

  test("may tell nonsense without harm", async () => {
    for (const nonsense of [7, null, [null, 1], [{}], { a: { b: 1 } }, "x"]) {
      const body = { formResponse: { answers: nonsense, consentResponses: nonsense }, submittedAt: nonsense };
      const told = {
        content: { questions: nonsense, legalInfo: nonsense },
        hiddenFields: nonsense,
        creationLocale: nonsense,
      };
      expect(await ask({ response: { status: 200, body }, form: { status: 200, body: told } })).toHaveProperty("found");
    }
  });
});
