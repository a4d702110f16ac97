import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deliveryId, withoutSecrets } from "@baton/core/delivery";
import type { WholeLead } from "@baton/core/views";
import { deliveryKey, providerModule } from "@baton/sources";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { small } from "../helpers/agreements.ts";
import { type Fixture, fixtures, requestOf } from "../helpers/sent/webhooks.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

/** What a fixture's secrets are, in an agreement's terms. */
const roles: Record<
  string,
  (secrets: Record<string, string>) => { auth: object; values: Record<string, string>; more?: object }
> = {
  "google-ads": ({ google_key }) => one("key", google_key),
  "meta-lead-ads": ({ app_secret, verify_token }) =>
    app_secret === undefined ? both(verify_token!) : one("secret", app_secret),
  linkedin: ({ client_secret }) => one("secret", client_secret),
  hubspot: ({ client_secret }) => one("secret", client_secret),
  intercom: ({ client_secret }) => one("secret", client_secret),
  calendly: ({ signing_key }) => one("secret", signing_key),
  formspree: ({ signing_secret }) => one("secret", signing_secret),
  segment: ({ shared_secret }) => one("secret", shared_secret),
  pipedrive: ({ basic_user, basic_password }) => one("basic", `${basic_user}:${basic_password}`),
  salesforce: ({ organization_id, path_token }) => ({
    ...one("token", path_token),
    more: { organization: organization_id },
  }),
};
const one = (role: string, value: string | undefined) => ({ auth: { [role]: "S" }, values: { S: value! } });
const both = (verifyToken: string) => ({
  auth: { secret: "S", verifyToken: "V" },
  values: { S: "some-app-secret", V: verifyToken },
});
const standard = ({ secret, path_token, header, value }: Record<string, string>) =>
  header !== undefined
    ? { auth: { header: { name: header, secret: "S" } }, values: { S: value! } }
    : one(secret === undefined ? "token" : "secret", secret ?? path_token);

/** Field names as the fixtures have them, and as the contract has them. */
const names: Record<string, string> = {
  full_name: "name",
  first_name: "firstName",
  last_name: "lastName",
  job_title: "title",
  gclid: "clickId.gclid",
  utm_source: "utm.source",
  utm_medium: "utm.medium",
  utm_campaign: "utm.campaign",
  form_id: "form",
  creative_id: "ad",
  postal_code: "postcode",
};

const providers = [
  "cal-com",
  "calendly",
  "contact-form-7",
  "elementor",
  "formspree",
  "framer",
  "generic",
  "google-ads",
  "gravity-forms",
  "hubspot",
  "intercom",
  "jotform",
  "linkedin",
  "meta-lead-ads",
  "netlify",
  "pipedrive",
  "salesforce",
  "segment",
  "standard-webhooks",
  "svix",
  "tally",
  "typeform",
  "unbounce",
  "webflow",
  "wpforms",
] as const;

interface Case {
  id: string;
  source: string;
  provider: (typeof providers)[number];
  fixture: Fixture;
}

const cases: Case[] = providers
  .flatMap((provider) =>
    Object.values(fixtures(provider))
      // The rest are answers of the providers' own interfaces.
      .filter(({ request }) => request)
      .map((fixture) => ({ id: fixture.id, source: fixture.id.replace("/", "--"), provider, fixture })),
  )
  .sort((a, b) => a.fixture.clock_unix - b.fixture.clock_unix);

const providerOf = ({ provider }: Case) => (provider === "generic" ? "form" : provider);
const rolesOf = ({ provider, fixture }: Case): ReturnType<(typeof roles)[string]> =>
  (roles[provider] ?? standard)(fixture.secrets ?? {});
const secretName = ({ source }: Case, role: string) => `${role}_${source.replaceAll("-", "_").toUpperCase()}`;

/** Whether the sender says when it signed, so that the delivery is good at about that time only. */
const isTimed = async (each: Case): Promise<boolean> =>
  (await providerModule(providerOf(each))).signedAt?.(requestOf(each.fixture)) !== undefined;
const day = ({ fixture }: Case): number => Math.floor(fixture.clock_unix / 86_400);
/** The day that most are of, on which those come that are good at any time. */
const today = day(cases[Math.floor(cases.length / 2)]!);
const days = await Promise.all(cases.map(async (each) => ((await isTimed(each)) ? day(each) : today)));

/** Those of the same day: a service does not live through years in a test. */
const groups = Object.values(
  Object.groupBy(
    cases.map((each, n) => ({ ...each, at: days[n] === day(each) ? each.fixture.clock_unix : days[n]! * 86_400 })),
    ({ at }) => Math.floor(at / 86_400),
  ),
).map((group) => group!.sort((a, b) => a.at - b.at));

/** An agreement with one source for each recorded delivery. */
function agreement(cases: Case[]): string {
  const sources = cases.map((each) => {
    const { auth, more } = rolesOf(each);
    const named = JSON.parse(JSON.stringify(auth), (_key, value) =>
      value === "S" || value === "V" ? secretName(each, value) : value,
    ) as object;
    const settings = {
      provider: providerOf(each),
      auth: named,
      ...more,
      ...(each.provider === "hubspot" && { publicUrl: "https://www.example.com/webhook_uri" }),
      ...(each.provider === "gravity-forms" && {
        fields: { "1.3": "firstName", "1.6": "lastName", "2": "email", "3": "phone" },
      }),
    };
    return [each.source, settings] as const;
  });
  return small({ sources: Object.fromEntries(sources) });
}

const expectedStatus = ({ fixture: { expect: expected, id } }: Case): number => {
  const { http_status: status, auth } = expected as { http_status?: number; auth: string };
  // An unreadable body of an authentic delivery is kept, and the sender has done its part.
  if (id === "hubspot/v3-python-sdk-vector") return 200;
  if (status !== undefined) return status;
  // A policy of 300 seconds; HubSpot's older signatures do not protect against replays.
  if (auth === "policy") return 200;
  return auth === "pass" ? 200 : 401;
};

describe.each(groups.map((group) => [new Date(group[0]!.at * 1000).toISOString(), group] as const))(
  "recorded deliveries of %s, from outside",
  (first, cases) => {
    let baton: Baton;
    let folder: string;
    let now = Date.parse(first) / 1000;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "baton-providers-"));
      const file = join(folder, "agreement.json");
      await writeFile(file, agreement(cases));
      const values = cases.flatMap((each) =>
        Object.entries(rolesOf(each).values).map(([role, value]) => [`BATON_SECRET_${secretName(each, role)}`, value]),
      );
      baton = await startBaton({ now: first, agreement: file, env: Object.fromEntries(values) });
    });
    afterAll(async () => {
      await baton.stop();
      await rm(folder, { recursive: true });
    });

    test.each(cases.map((each) => [each.id, each] as const))("%s", async (_id, each) => {
      const { fixture, source } = each;
      if (each.at > now) await baton.moveTo(new Date(each.at * 1000).toISOString());
      now = each.at;
      const request = requestOf(fixture);
      const { auth } = rolesOf(each);
      const token = "token" in auth ? `/${encodeURIComponent(fixture.secrets.path_token!)}` : "";
      const path = `/hooks/${source}${token}${request.query ? `?${request.query}` : ""}`;
      const answer = await baton.fetch(path, {
        method: request.method,
        headers: request.headers as Record<string, string>,
        ...(request.method === "POST" && { body: request.body as Uint8Array<ArrayBuffer> }),
      });
      const text = await answer.text();
      expect(answer.status, text).toBe(expectedStatus(each));

      const expected = fixture.expect as Record<string, unknown> & Fixture["expect"];
      if (expected.response_body !== undefined) expect(text).toBe(expected.response_body);
      if (expected.response_json !== undefined) expect(JSON.parse(text)).toEqual(expected.response_json);
      if (expected.response_body_shape !== undefined) expect(JSON.parse(text)).toEqual({ message: expect.any(String) });
      if (expected.response_content_type !== undefined)
        expect(answer.headers.get("content-type")).toContain(expected.response_content_type);
      if (expected.response_must_not_contain !== undefined)
        expect(text).not.toContain(expected.response_must_not_contain);
      if (each.provider === "salesforce") expect(text).toContain("<Ack>true</Ack>");
      if (answer.status !== 200 || request.method === "GET") return;

      const module = await providerModule(providerOf(each));
      const id = deliveryId(source, deliveryKey(module, request));
      if (text.startsWith('{"delivery"')) expect(JSON.parse(text)).toEqual({ delivery: id });
      const { status, json: kept } = await baton.api(`/quarantine/${id}`);
      expect(status).toBe(200);
      expect(Buffer.from(kept.body, "base64").equals(withoutSecrets(request.body))).toBe(true);
      if (expected.quarantine) expect(kept.outcome).toBe("quarantined");
      if (expected.creates_lead === false) expect(kept.leads).toEqual([]);
      if (expected.normalized === undefined || kept.leads.length === 0) return;

      const lead: WholeLead = await baton.lead(kept.leads[0]);
      if (expected.is_test !== undefined) expect(lead.test).toBe(expected.is_test);
      for (const [name, value] of Object.entries(expected.normalized as Record<string, unknown>)) {
        const field = names[name] ?? name;
        if (typeof value === "object") continue;
        // A number without a country is shown as it was typed.
        const found =
          lead.fields[field] ?? lead.extra[field]?.value ?? lead.extra[name]?.value ?? lead.extra[camel(name)]?.value;
        expect(String(found ?? "").toLowerCase(), field).toBe(String(value).toLowerCase());
      }
    });

    test("all leads of all this have an owner, are tests, or wait for their provider", async () => {
      const { json } = await baton.api("/leads?limit=100");
      for (const { owner, test, stage } of json.leads)
        expect(owner !== null || test || stage === "fetching").toBe(true);
    });
  },
);

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
