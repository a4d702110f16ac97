import type { ProviderName } from "@baton/core/agreement";
import { describe, expect, test } from "vitest";
import {
  type Fixture,
  fixtures,
  idOf,
  judge,
  leadIn,
  onlyLead,
  type Roles,
  readingOf,
  requestOf,
} from "../../helpers/sent/webhooks.ts";

/** Deliveries; handshakes and answers of a provider's API have tests of their own. */
const each = (provider: string) =>
  Object.entries(fixtures(provider)).filter(([, { kind }]) => kind === "webhook" || kind === "signature_vector");
const verdictOf = ({ expect: { auth }, id }: Fixture) => {
  if (auth !== "fail") return "authentic";
  if (id.endsWith("malformed-json")) return "unreadable";
  return /too-old|stale/.test(id) ? "stale" : "forged";
};
const signing = ({ secret, signing_secret, app_secret, client_secret }: Record<string, string>): Roles => ({
  secret: (secret ?? signing_secret ?? app_secret ?? client_secret)!,
});
const withToken = ({ path_token }: Record<string, string>): Roles => ({ token: path_token! });
const withHeader = ({ header, value }: Record<string, string>): Roles => ({ header: { name: header!, value: value! } });

describe.each<[ProviderName, (secrets: Record<string, string>) => Roles]>([
  ["google-ads", ({ google_key }) => ({ key: google_key! })],
  ["meta-lead-ads", signing],
  ["linkedin", signing],
  ["typeform", signing],
  ["tally", signing],
  ["jotform", withToken],
  ["webflow", signing],
  ["netlify", signing],
  ["formspree", signing],
  ["framer", signing],
  ["contact-form-7", withHeader],
  ["gravity-forms", withHeader],
  ["wpforms", withHeader],
  ["elementor", withToken],
  ["unbounce", withToken],
])("%s", (provider, rolesOf) => {
  test.each(each(provider))("%s is judged as recorded", async (_name, fixture) => {
    expect(await judge(provider, fixture, rolesOf(fixture.secrets))).toBe(verdictOf(fixture));
  });

  test.each(each(provider))("%s is forged for a source with other secrets", async (_name, fixture) => {
    if (verdictOf(fixture) === "unreadable") return;
    const others = Object.fromEntries(Object.entries(fixture.secrets).map(([name]) => [name, "another"]));
    expect(
      await judge(provider, fixture, rolesOf({ ...others, ...(others.header && { header: "x-baton-key" }) })),
    ).toBe("forged");
  });

  const known = each(provider).filter(([, fixture]) => fixture.expect.dedupe_key ?? fixture.expect.dedupe_keys?.[0]);
  test.each(known)("%s is known again by its id", async (_name, fixture) => {
    const { dedupe_key, dedupe_keys } = fixture.expect;
    expect(await idOf(provider, requestOf(fixture))).toBe(dedupe_key ?? dedupe_keys?.join(","));
  });

  test.each(each(provider))("%s is read or said to be unreadable, never thrown at", async (_name, fixture) => {
    expect(await readingOf(provider, fixture)).toBeDefined();
  });
});

const read = async (provider: ProviderName, name: string, naming: Parameters<typeof readingOf>[2] = {}) =>
  onlyLead(await readingOf(provider, fixtures(provider)[name]!, naming));

describe("google-ads", () => {
  test("the test button's lead is a test, with its fields", async () => {
    expect(await read("google-ads", "official-test-button-payload")).toEqual({
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
    expect(await read("google-ads", "production-lead-all-fields")).toEqual({
      test: false,
      fields: {
        firstName: "Zoë",
        lastName: "O'Brien-Łukasz",
        email: "zoe@firma.example",
        phone: "+353871234567",
        company: "Firma Ltd",
        title: "Head of Ops",
        postcode: "D02 X285",
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
    const lead = await read("google-ads", "unknown-extra-fields-ignored");
    expect(lead).toEqual(await read("google-ads", "production-lead-all-fields"));
  });
});

describe("typeform", () => {
  test("answers are named by their refs, hidden fields with them; emoji survive", async () => {
    expect(await read("typeform", "full-lead-all-answer-types")).toEqual({
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
        score: 9,
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
    expect(await read("typeform", "minimal-no-contact-details")).toEqual({
      unreadable: expect.stringContaining("who this is") as unknown,
    });
  });
});

describe("tally", () => {
  test("choices are their texts, rows of single options are left out, hidden fields go by their labels", async () => {
    expect(await read("tally", "full-lead-choices-hidden")).toEqual({
      fields: {
        "clickId.gclid": "Cj0-tally",
        "utm.campaign": "spring",
        name: "Zsófia Nagy",
        email: "zsofia@example.hu",
        phone: "+36301234567",
        Plan: ["Pro"],
        Topics: ["Pricing", "Security"],
        form: "VwbNEw",
        formName: "Contact sales",
        respondentId: "dwQKYm",
        submittedAt: "2026-10-05T08:59:50.000Z",
      },
    });
  });

  test("a response of nobody in particular is unreadable", async () => {
    expect(await read("tally", "observed-minimal")).toHaveProperty("unreadable");
  });
});

describe("jotform", () => {
  test("a submission has the parts of its structures, and none of Jotform's own keys", async () => {
    expect(await read("jotform", "multipart-rawrequest")).toEqual({
      fields: {
        firstName: "Ngọc",
        lastName: "Trần",
        email: "ngoc@example.vn",
        phone: "(415) 555-0134",
        topics: ["Sales", 'Other: AI & "quotes"'],
        company: "Phở 24",
        date: "2026-10-05",
        form: "70936128142151",
        formTitle: "Contact sales",
        ip: "203.0.113.9",
      },
    });
  });

  test("answers that are no JSON make it unreadable", async () => {
    expect(await read("jotform", "bad-rawrequest-json")).toEqual({
      unreadable: expect.stringContaining("rawRequest") as unknown,
    });
  });
});

describe("webflow", () => {
  test("a submission is named by its labels, and a phone that is a number is its digits", async () => {
    expect(await read("webflow", "form-submission-v2")).toEqual({
      fields: {
        firstName: "Zaphod",
        lastName: "Beeblebrox",
        email: "zaphod@heartofgold.example",
        phone: "15550000000",
        "Agree to terms": true,
        form: "65429eadebe8a9f3a30f62d0",
        formName: "Contact Us",
        submittedAt: "2026-10-05T08:59:55.117Z",
        siteId: "65427cf400e02b306eaa049c",
        formElementId: "4e038d2c-6a1e-4953-7be9-a59a2b453177",
      },
    });
  });
});

describe("netlify", () => {
  test("a submission has its data, and its click id from the page it was sent from", async () => {
    expect(await read("netlify", "form-submission-jws")).toEqual({
      fields: {
        name: "Nora",
        email: "nora@example.com",
        phone: "+4722225555",
        company: "Dukkehjem AS",
        ip: "203.0.113.5",
        user_agent: "Mozilla/5.0",
        referrer: "https://site.example/contact?gclid=Cj0-net",
        "clickId.gclid": "Cj0-net",
        form: "6518aa00bb11cc22dd33ee00",
        form_name: "contact",
        site_url: "https://site.example",
        number: 12,
        submittedAt: "2026-10-05T08:59:58.111Z",
      },
    });
  });
});

describe("formspree and framer", () => {
  test("a submission has its fields", async () => {
    expect(await read("formspree", "submission")).toEqual({
      fields: {
        _subject: "New lead",
        email: "lea@example.ch",
        name: "Léa",
        phone: "+41791234567",
        message: "Grüezi",
        form: "xyzabcde",
        submittedAt: "2026-10-05T08:59:59.000000+00:00",
      },
    });
    expect(await read("framer", "form-submission")).toEqual({
      fields: { name: "Åsa", email: "asa@example.se", phone: "+46701234567", "clickId.gclid": "Cj0-fr" },
    });
  });
});

describe("plugins of WordPress", () => {
  test("Contact Form 7's tags lose their prefix, and PHP's escapes are undone", async () => {
    expect(await read("contact-form-7", "cf7-to-webhook-json")).toEqual({
      fields: {
        name: "José",
        email: "jose@example.es",
        message: "Hola/2",
        "your-topic": ["Sales"],
        "acceptance-1": "1",
      },
    });
  });

  test("Gravity Forms' numbers are what the agreement says they are", async () => {
    const fields = { "1.3": "firstName", "1.6": "lastName", "2": "email", "3": "phone" };
    expect(await read("gravity-forms", "webhooks-addon-json", { fields })).toEqual({
      fields: {
        firstName: "Marie",
        lastName: "Curie",
        email: "marie@example.pl",
        phone: "+48221234567",
        "4.1": "I agree",
        form: "3",
        page: "https://wp.example/contact?gclid=Cj0-gf",
        "clickId.gclid": "Cj0-gf",
        submittedAt: "2026-10-05T08:59:50Z",
        ip: "203.0.113.8",
        user_agent: "Mozilla/5.0",
      },
    });
    expect(await read("gravity-forms", "webhooks-addon-json")).toEqual({
      unreadable: expect.stringMatching(/map 2, 3, 1\.3, 1\.6, 4\.1 under the source's fields/) as unknown,
    });
  });

  test("WPForms has the names its form's author chose", async () => {
    expect(await read("wpforms", "webhooks-addon-json")).toEqual({
      fields: { name: "Ada Lovelace", email: "ada@example.co.uk", phone: "020 7946 0958", entry_id: "55" },
    });
    expect(await idOf("wpforms", requestOf(fixtures("wpforms")["webhooks-addon-json"]!))).toBe("55");
  });

  test("Elementor's brackets hold the fields, and its meta the page", async () => {
    expect(await read("elementor", "pro-forms-webhook-advanced")).toEqual({
      fields: {
        name: "Renée",
        email: "renee@example.fr",
        form: "a1b2c3d",
        form_name: "Contact",
        date: "October 5, 2026",
        page: "https://wp.example/?gclid=Cj0-el",
        "clickId.gclid": "Cj0-el",
      },
    });
  });
});

describe("unbounce", () => {
  test("the lists in data.json are its fields, and date and time are an instant", async () => {
    expect(await read("unbounce", "form-post-data-json")).toEqual({
      fields: {
        email: "ivy@example.com",
        firstName: "Ivy",
        phone: "+15125550100",
        "clickId.gclid": "Cj0-ub",
        ip_address: "203.0.113.4",
        page_uuid: "a1b2c3d4-0000-0000-0000-000000000000",
        page_id: "a1b2c3d4-0000-0000-0000-000000000000",
        page_name: "Demo LP",
        page: "https://lp.example/demo/",
        variant: "a",
        submittedAt: "2026-10-05T08:59:00.000Z",
      },
    });
  });
});

describe("forms of no provider in particular", () => {
  const generic = fixtures("generic");
  const roles = { header: { name: "x-baton-key", value: "k1" } };

  test.each(Object.entries(generic))("%s is let in by its header and refused without", async (_name, fixture) => {
    expect(await judge("form", fixture, roles)).toBe("authentic");
    expect(await judge("form", fixture, { header: { ...roles.header, value: "k2" } })).toBe("forged");
    const { "x-baton-key": _key, ...headers } = fixture.request.headers;
    expect(await judge("form", { ...fixture, request: { ...fixture.request, headers } }, roles)).toBe("forged");
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
