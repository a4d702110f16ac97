import { createHmac } from "node:crypto";
import type { Contact, Fetched, Found, Reference } from "@baton/core/delivery";
import type { HookRequest } from "@baton/core/ports";
import { providerModule } from "@baton/sources";
import { describe, expect, test } from "vitest";
import { api, expectNeverThrows, fetched, fixtureFile, foundIn, only } from "../../helpers/sent/crm.ts";
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

const NOW = 1_791_190_800_000;
const bodyOf = (fixture: Fixture) => JSON.parse(fixture.request.body!);
const contactIn = (result: Fetched): Contact => {
  if ("problem" in result) throw new Error(result.message);
  return only("contact", result.found);
};
const reasonIn = (result: Fetched): string => {
  if ("problem" in result) throw new Error(result.message);
  return only("ignored", result.found).reason;
};
const ignoredIn = (list: Found[]): string => only("ignored", list).reason;

describe("hubspot", () => {
  const all = fixtures("hubspot");
  const secret = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy";
  const publicUrl = "https://www.example.com/webhook_uri";
  const verdicts: Record<string, string> = {
    "v1-official": "forged",
    "v2-get-official": "forged",
    "v3-batch-contact-events": "authentic",
    "v3-engagement-created-stops-clock": "authentic",
    "v3-expired-5m1s": "stale",
    "v3-missing-timestamp": "forged",
    "v3-python-sdk-vector": "authentic",
    "v3-signed-for-other-host": "forged",
  };
  const signed = (
    changes: Partial<{ uri: string; at: number; body: string; query: string; method: string; key: string }>,
  ) => {
    const { uri = publicUrl, at = NOW, body = "[]", query = "", method = "POST", key = secret } = changes;
    const signature = createHmac("sha256", key).update(`${method}${uri}${body}${at}`).digest("base64");
    const headers = { "x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": String(at) };
    return request({ method, headers, query, body });
  };
  const verdict = (sent: HookRequest, source: { publicUrl?: string } = { publicUrl }, now = NOW) =>
    judged("hubspot", sent, { secret }, now, source);

  test.each(Object.entries(all))("%s is judged as recorded", async (name, fixture) => {
    expect(await judge("hubspot", fixture, { secret }, { publicUrl })).toBe(verdicts[name]);
  });

  test("a request is signed for the registered URL with the received query", async () => {
    const query = "portal=33&x=%2F";
    expect(await verdict(signed({ uri: `${publicUrl}?portal=33&x=/`, query }))).toBe("authentic");
    expect(await verdict(signed({ uri: `${publicUrl}?portal=33&x=%2F`, query }))).toBe("forged");
    expect(await verdict(signed({ query }))).toBe("forged");
  });

  test("exactly HubSpot's escapes are decoded before signing", async () => {
    const encoded = "%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B";
    const source = { publicUrl: `https://x.example/${encoded}%20%25%3D%26` };
    expect(await verdict(signed({ uri: "https://x.example/:/?@!$'()*,;%20%25%3D%26" }), source)).toBe("authentic");
    expect(await verdict(signed({ uri: "https://x.example/:/?@!$'()*,; %=&" }), source)).toBe("forged");
  });

  test("without a registered URL nothing is authentic", async () => {
    expect(await verdict(signed({}), {})).toBe("forged");
  });

  test("another method, body or secret is noticed", async () => {
    expect(await verdict({ ...signed({}), method: "PUT" })).toBe("forged");
    expect(await verdict({ ...signed({}), body: Buffer.from("[ ]") })).toBe("forged");
    expect(await verdict(signed({ key: "another" }))).toBe("forged");
  });

  test.each([
    [-300_001, "stale"],
    [-300_000, "authentic"],
    [300_000, "authentic"],
    [300_001, "stale"],
  ])("%d ms off is %s", async (off, expected) => {
    expect(await verdict(signed({ at: NOW + off }))).toBe(expected);
  });

  test("a timestamp that is no number is forged, not stale", async () => {
    const sent = signed({});
    expect(await verdict({ ...sent, headers: { ...sent.headers, "x-hubspot-request-timestamp": "soon" } })).toBe(
      "forged",
    );
  });

  test("both of two active secrets are good", async () => {
    const roles = { secret: "new", previousSecret: secret };
    expect(await judged("hubspot", signed({}), roles, NOW, { publicUrl })).toBe("authentic");
    expect(await judged("hubspot", signed({ key: "new" }), roles, NOW, { publicUrl })).toBe("authentic");
  });

  test("a delivery is known again whatever the attempt", async () => {
    const events = bodyOf(all["v3-batch-contact-events"]!);
    const id = "33|25|3816279340|1246965|1791190795000,33|22|3816279480|1246965|1791190796000";
    for (const attemptNumber of [0, 1, 9]) {
      const body = Buffer.from(JSON.stringify(events.map((event: object) => ({ ...event, attemptNumber }))));
      expect(await idOf("hubspot", { headers: {}, body })).toBe(id);
    }
  });

  test("ids beyond what a double holds stay as they are", async () => {
    const [event] = bodyOf(all["v3-batch-contact-events"]!);
    const body = JSON.stringify([{ ...event, objectId: 1 }]).replace('"objectId":1', '"objectId":9007199254740993');
    expect(only("reference", await foundIn("hubspot", body)).id).toBe("9007199254740993");
  });

  test("a batch of a form's contact and a changed property is a lead to fetch, and something to ignore", async () => {
    const read = await readingOf("hubspot", all["v3-batch-contact-events"]!);
    expect(read).toEqual({
      found: [
        { kind: "reference", type: "contacts", id: "1246965", lead: true, at: "2026-10-05T08:59:55.000Z" },
        { kind: "ignored", reason: expect.stringContaining("hs_lead_status") },
      ],
    });
  });

  test("new calls, e-mails and meetings are asked for, as recorded", async () => {
    const list = await foundIn("hubspot", all["v3-engagement-created-stops-clock"]!.request.body!);
    const types: Record<string, string> = { "0-47": "meetings", "0-48": "calls", "0-49": "emails" };
    const { candidate_stop_events: expected } = fixtureFile("hubspot/v3-engagement-created-stops-clock").expect;
    expect(list.map((one) => one.kind === "reference" && !one.lead && [one.type, one.id])).toEqual(
      (expected as string[][]).map(([type, id]) => [types[type!], id]),
    );
  });

  const lifecycle = {
    subscriptionType: "contact.propertyChange",
    objectId: 7,
    occurredAt: NOW,
    portalId: 1,
    propertyName: "hs_lead_status",
    propertyValue: "CONNECTED",
    changeSource: "CRM_UI",
  };
  const standing: Reference = {
    kind: "reference",
    type: "statuses",
    id: "7#hs_lead_status#2026-10-05T09:00:00.000Z",
    lead: false,
    at: "2026-10-05T09:00:00.000Z",
    fields: { status: "CONNECTED", contact: "7" },
  };

  test("a status that somebody set is asked for where HubSpot is the CRM, and nowhere else", async () => {
    expect(await foundIn("hubspot", [lifecycle], { crm: true })).toEqual([standing]);
    expect(only("ignored", await foundIn("hubspot", [lifecycle])).reason).toContain("hs_lead_status");
    const stage = { ...lifecycle, propertyName: "lifecyclestage", propertyValue: "customer" };
    expect(only("reference", await foundIn("hubspot", [stage], { crm: true })).fields?.status).toBe("customer");
  });

  test.each(["WORKFLOWS", "AUTOMATION_PLATFORM", "IMPORT"])(
    "a status set by %s is nobody's word",
    async (changeSource) => {
      expect(ignoredIn(await foundIn("hubspot", [{ ...lifecycle, changeSource }], { crm: true }))).toContain(
        changeSource,
      );
    },
  );

  test("a status is of whom its contact is", async () => {
    const answers = (properties: object) => api({ "/crm/v3/objects/contacts/7": { id: "7", properties } });
    expect(await fetched("hubspot", standing, answers({ email: "jane@firma.example", firstname: "Jane" }))).toEqual({
      found: [
        {
          kind: "status",
          status: "CONNECTED",
          at: standing.at,
          who: { email: "jane@firma.example", name: "Jane" },
          key: standing.id,
        },
      ],
    });
    expect(reasonIn(await fetched("hubspot", standing, answers({})))).toContain("neither an e-mail nor a phone");
  });

  const creation = { subscriptionType: "contact.creation", objectId: 7, occurredAt: NOW, portalId: 1 };
  test.each(["FORM", "LEADIN", "ADS", "CONVERSATIONS", "MEETINGS"])(
    "a contact made by %s is a hand-raise",
    async (changeSource) => {
      expect(only("reference", await foundIn("hubspot", [{ ...creation, changeSource }])).lead).toBe(true);
    },
  );
  test.each(["IMPORT", "CRM_UI", "SALESFORCE", "API", "INTEGRATION"])(
    "a contact made by %s is none",
    async (changeSource) => {
      expect(ignoredIn(await foundIn("hubspot", [{ ...creation, changeSource }]))).toContain(changeSource);
    },
  );

  test("a generic event of a contact is the same as a contact's", async () => {
    const event = { ...creation, subscriptionType: "object.creation", objectTypeId: "0-1", changeSource: "FORM" };
    expect(only("reference", await foundIn("hubspot", [event]))).toMatchObject({
      type: "contacts",
      id: "7",
      lead: true,
    });
  });

  test.each([
    [{ subscriptionType: "contact.propertyChange", propertyName: "hubspot_owner_id" }, /owner/],
    [{ subscriptionType: "contact.deletion" }, /contact.deletion/],
    [{ subscriptionType: "deal.creation", objectId: 7 }, /deal.creation/],
    [{ subscriptionType: "object.creation", objectTypeId: "0-3", objectId: 7 }, /deals/],
    [{ subscriptionType: "contact.creation", changeSource: "FORM" }, /names no object/],
    [
      { subscriptionType: "object.creation", objectTypeId: "0-49", objectId: 7, changeSource: "AUTOMATION_PLATFORM" },
      /by itself/,
    ],
    [
      { subscriptionType: "object.creation", objectTypeId: "0-49", objectId: 7, changeSource: "SEQUENCES" },
      /by itself/,
    ],
    [{}, /without type/],
    ["text", /not a JSON object/],
  ])("%j is ignored with a reason", async (event, reason) => {
    expect(ignoredIn(await foundIn("hubspot", [event]))).toMatch(reason);
  });

  test("a meeting that gets completed later is asked for again", async () => {
    const event = { objectTypeId: "0-47", objectId: 7, propertyName: "hs_meeting_outcome", propertyValue: "COMPLETED" };
    const change = { ...event, subscriptionType: "object.propertyChange", occurredAt: NOW, changeSource: "CRM_UI" };
    const reference = only("reference", await foundIn("hubspot", [change]));
    expect(reference).toMatchObject({ type: "meetings", lead: false });
    const from = api({
      "/crm/v3/objects/meetings/7": activity({ hs_meeting_outcome: "COMPLETED", hs_timestamp: "2026-10-05T08:00:00Z" }),
      ...people,
    });
    expect(contactIn(await fetched("hubspot", reference, from))).toMatchObject({
      channel: "meeting",
      at: "2026-10-05T08:00:00Z",
      key: "meetings/7",
    });
  });

  test.each([
    ["", "The body is empty."],
    ["{}", "The body is not a JSON list of events, as HubSpot sends it."],
    ["{'example_field':'example_value'}", "The body is not a JSON list of events, as HubSpot sends it."],
  ])("%j is unreadable, and why is said", async (body, reason) => {
    expect(await reading("hubspot", body)).toEqual({ unreadable: reason });
  });

  test("whatever comes is read", () => expectNeverThrows("hubspot", bodyOf(all["v3-engagement-created-stops-clock"]!)));

  const lead: Reference = { kind: "reference", type: "contacts", id: "7", lead: true, at: "2026-10-05T09:00:00Z" };
  const activity = (properties: Record<string, unknown>, contacts = ["7"]) => ({
    id: "1",
    properties,
    associations: { contacts: { results: contacts.map((id) => ({ id, type: "call_to_contact" })) } },
  });
  const people = {
    "/crm/v3/objects/contacts/7": {
      id: "7",
      properties: {
        email: "jo@acme.example",
        firstname: "Jo",
        lastname: "Doe",
        mobilephone: "+4930123456",
        phone: null,
      },
    },
    "/crm/v3/owners/5": { id: "5", email: "ana@baton.example" },
  };
  const reference = (type: string): Reference => ({
    kind: "reference",
    type,
    id: "1",
    lead: false,
    at: "2026-10-05T09:00:00Z",
  });
  const asked = (type: string, properties: Record<string, unknown>, contacts?: string[]) =>
    fetched(
      "hubspot",
      reference(type),
      api({ [`/crm/v3/objects/${type}/1`]: activity(properties, contacts), ...people }),
    );

  test("a lead's fields are asked for and named, with those that the agreement names", async () => {
    const properties = {
      email: "jo@acme.example",
      firstname: "Jo",
      lastname: "Doe",
      jobtitle: "CTO",
      numemployees: "250",
      segment__c: "A",
      hs_google_click_id: "g1",
      createdate: "2026-10-05T09:00:00Z",
      hs_object_id: "7",
      website: null,
    };
    const from = api({ "/crm/v3/objects/contacts/7": { id: "7", properties } });
    const naming = { fields: { numemployees: "employees" }, declared: ["employees", "segment__c"] };
    expect(await fetched("hubspot", lead, from, naming)).toEqual({
      found: [
        {
          kind: "lead",
          key: "7",
          fields: {
            email: "jo@acme.example",
            firstName: "Jo",
            lastName: "Doe",
            title: "CTO",
            employees: "250",
            segment__c: "A",
            "clickId.gclid": "g1",
            submittedAt: "2026-10-05T09:00:00Z",
          },
        },
      ],
    });
    expect(from.asked[0]!.headers.authorization).toBe("Bearer token-1");
    expect(new URLSearchParams(from.asked[0]!.path.split("?")[1]).get("properties")!.split(",")).toEqual(
      expect.arrayContaining(["email", "phone", "numemployees", "segment__c"]),
    );
  });

  test.each([
    [401, "token"],
    [403, "token"],
    [404, "gone"],
    [429, "later"],
    [500, "later"],
    [200, "later"],
  ])("an answer of %d is a problem of the kind %s", async (status, problem) => {
    const answer = status === 200 ? "no object" : status;
    for (const one of [lead, reference("calls")]) {
      const path = `/crm/v3/objects/${one.type}/${one.id}`;
      expect(await fetched("hubspot", one, api({ [path]: answer }))).toMatchObject({ problem });
    }
  });

  test("without a token nobody is asked, and a human is told", async () => {
    const from = { ...api({}), token: undefined };
    expect(await fetched("hubspot", lead, from)).toMatchObject({
      problem: "token",
      message: expect.stringContaining("accessToken"),
    });
    expect(from.asked).toEqual([]);
  });

  test("a contact that nothing is known of is no lead", async () => {
    const from = api({ "/crm/v3/objects/contacts/7": { id: "7", properties: { website: "https://x.example" } } });
    expect(await fetched("hubspot", lead, from)).toMatchObject({ problem: "gone" });
  });

  test("an outgoing call that was made is a response, at its own time and by its owner", async () => {
    const properties = {
      hs_call_direction: "OUTBOUND",
      hs_call_status: "COMPLETED",
      hs_call_title: "First call",
      hs_timestamp: "2026-10-05T08:55:00Z",
      hubspot_owner_id: "5",
    };
    expect(contactIn(await asked("calls", properties))).toEqual({
      kind: "contact",
      channel: "call",
      event: "calls",
      at: "2026-10-05T08:55:00Z",
      subject: "First call",
      who: { email: "jo@acme.example", phone: "+4930123456", name: "Jo Doe" },
      by: "ana@baton.example",
      key: "calls/1",
    });
  });

  test("a logged call that says no more than when is a response", async () => {
    expect(contactIn(await asked("calls", { hs_timestamp: String(NOW) })).channel).toBe("call");
  });

  test("without a time of its own the event's counts", async () => {
    expect(contactIn(await asked("calls", {})).at).toBe("2026-10-05T09:00:00Z");
  });

  test("an e-mail that was sent is a response", async () => {
    const properties = {
      hs_email_direction: "EMAIL",
      hs_email_status: "SENT",
      hs_email_from_email: "ben@baton.example",
    };
    expect(contactIn(await asked("emails", properties))).toMatchObject({ channel: "email", by: "ben@baton.example" });
  });

  test.each([
    ["an incoming e-mail", "emails", { hs_email_direction: "INCOMING_EMAIL", hs_email_status: "SENT" }],
    ["a forwarded e-mail", "emails", { hs_email_direction: "FORWARDED_EMAIL" }],
    ["an e-mail without direction", "emails", {}],
    ["an e-mail that bounced", "emails", { hs_email_direction: "EMAIL", hs_email_status: "BOUNCED" }],
    ["an e-mail that is scheduled", "emails", { hs_email_direction: "EMAIL", hs_email_status: "SCHEDULED" }],
    ["an e-mail of a sequence", "emails", { hs_email_direction: "EMAIL", hs_sequence_id: "9" }],
    ["an e-mail of a workflow", "emails", { hs_email_direction: "EMAIL", hs_engagement_source: "WORKFLOWS" }],
    ["an incoming call", "calls", { hs_call_direction: "INBOUND", hs_call_status: "COMPLETED" }],
    ["a call that nobody answered", "calls", { hs_call_direction: "OUTBOUND", hs_call_status: "NO_ANSWER" }],
    ["a call that was logged as unanswered", "calls", { hs_call_disposition: "73a0d17f-1163-4015-bdd5-ec830791da20" }],
    ["a call that is planned", "calls", { hs_timestamp: "2026-10-06T09:00:00Z" }],
    ["an imported call", "calls", { hs_object_source: "IMPORT" }],
    ["a cancelled meeting", "meetings", { hs_meeting_outcome: "CANCELED" }],
    ["a meeting nobody came to", "meetings", { hs_meeting_outcome: "NO_SHOW" }],
  ])("%s does not stop a clock", async (_what, type, properties) => {
    expect(reasonIn(await asked(type, properties))).not.toBe("");
  });

  test.each(["RINGING", "IN_PROGRESS", "CONNECTING"])("a call that is %s is asked for again later", async (status) => {
    expect(await asked("calls", { hs_call_status: status })).toMatchObject({ problem: "later" });
  });

  test("a meeting in the calendar is a booking, made when it was put there", async () => {
    const properties = { hs_meeting_outcome: "SCHEDULED", hs_timestamp: "2026-10-07T09:00:00Z" };
    expect(contactIn(await asked("meetings", properties))).toMatchObject({
      channel: "booking",
      at: "2026-10-05T09:00:00Z",
    });
  });

  test("a meeting that took place is a response at its own time", async () => {
    const properties = { hs_meeting_outcome: "COMPLETED", hs_timestamp: "2026-10-05T08:00:00Z" };
    expect(contactIn(await asked("meetings", properties))).toMatchObject({
      channel: "meeting",
      at: "2026-10-05T08:00:00Z",
    });
  });

  test("everyone it belongs to is told of, once", async () => {
    const both = { ...people, "/crm/v3/objects/contacts/8": { properties: { email: "al@acme.example" } } };
    const from = api({ "/crm/v3/objects/calls/1": activity({}, ["7", "8", "7", "9"]), ...both });
    const result = await fetched("hubspot", reference("calls"), from);
    expect("found" in result && result.found.map((one) => one.kind === "contact" && one.who.email)).toEqual([
      "jo@acme.example",
      "al@acme.example",
    ]);
  });

  test("what belongs to nobody stops nothing", async () => {
    expect(reasonIn(await asked("calls", {}, []))).toContain("no contact");
    expect(reasonIn(await asked("calls", {}, ["404"]))).toContain("Nobody");
  });

  test("a contact that cannot be read now is asked for again", async () => {
    const from = api({ "/crm/v3/objects/calls/1": activity({}), "/crm/v3/objects/contacts/7": 503 });
    expect(await fetched("hubspot", reference("calls"), from)).toMatchObject({ problem: "later" });
  });
});

describe("pipedrive", () => {
  const all = fixtures("pipedrive");
  const basic = "baton:s3cret";
  const recorded = bodyOf(all["activity-call-done-stops-clock"]!);
  const activity = (changes: { meta?: object; data?: object; previous?: object | null }) => ({
    ...recorded,
    meta: { ...recorded.meta, ...changes.meta },
    data: { ...recorded.data, ...changes.data },
    ...(changes.previous !== undefined && { previous: changes.previous }),
  });
  const attendee = { email: "jo@acme.example", name: "Jo", person_id: 77, user_id: null, is_organizer: false };

  test.each(Object.entries(all))("%s is judged as recorded", async (_name, fixture) => {
    expect(await judge("pipedrive", fixture, { basic })).toBe(fixture.expect.auth === "pass" ? "authentic" : "forged");
  });

  test("every attempt has the same id, and what one action changes besides has another", async () => {
    const idFor = (meta: object) =>
      idOf("pipedrive", { headers: {}, body: Buffer.from(JSON.stringify(activity({ meta }))) });
    const id = await idFor({});
    expect(id).toContain(all["activity-call-done-stops-clock"]!.expect.dedupe_key);
    expect(await idFor({ attempt: 2, id: "another" })).toBe(id);
    expect(await idFor({ entity: "deal", entity_id: "31" })).not.toBe(id);
  });

  test("a call that gets done is a response to a person who has to be asked for", async () => {
    const reference = only("reference", await foundIn("pipedrive", recorded));
    expect(reference).toMatchObject({ type: "activities", id: "9001", lead: false, at: "2026-10-05T08:59:58Z" });
    const data = {
      id: 77,
      name: "Jo Doe",
      emails: [{ value: "old@x.example" }, { value: "jo@acme.example", primary: true }],
    };
    const from = api({
      "/api/v2/persons/77": { success: true, data: { ...data, phones: [{ value: "+4930123456" }] } },
    });
    expect(contactIn(await fetched("pipedrive", reference, from))).toEqual({
      kind: "contact",
      channel: "call",
      event: "call",
      at: "2026-10-05T08:59:58Z",
      subject: "First call",
      who: { email: "jo@acme.example", phone: "+4930123456", name: "Jo Doe" },
      key: "9001",
    });
    expect(from.asked).toEqual([{ path: "/api/v2/persons/77", headers: { "x-api-token": "token-1" } }]);
  });

  test.each([
    [401, "token"],
    [404, "gone"],
    [429, "later"],
    [503, "later"],
  ])("an answer of %d is a problem of the kind %s", async (status, problem) => {
    const reference = only("reference", await foundIn("pipedrive", recorded));
    expect(await fetched("pipedrive", reference, api({ "/api/v2/persons/77": status }))).toMatchObject({ problem });
  });

  test("a person without address stops nothing", async () => {
    const reference = only("reference", await foundIn("pipedrive", recorded));
    const from = api({ "/api/v2/persons/77": { data: { name: "Jo", emails: [] } } });
    expect(reasonIn(await fetched("pipedrive", reference, from))).toContain("77");
  });

  test("whose address is in the delivery is not asked for", async () => {
    const colleague = { email: "ana@baton.example", user_id: 5, is_organizer: true };
    const found = await foundIn("pipedrive", activity({ data: { attendees: [colleague, attendee] } }));
    expect(only("contact", found).who).toEqual({ email: "jo@acme.example", name: "Jo" });
  });

  test("guests count where the activity has no person", async () => {
    const data = { person_id: null, attendees: [{ ...attendee, person_id: null }] };
    expect(only("contact", await foundIn("pipedrive", activity({ data }))).who.email).toBe("jo@acme.example");
    expect(ignoredIn(await foundIn("pipedrive", activity({ data: { person_id: null } })))).toContain("no person");
  });

  test.each([
    ["email", "email"],
    ["meeting", "meeting"],
    ["lunch", "meeting"],
    ["whatsapp_chat", "message"],
  ])("%s is a response by %s", async (type, channel) => {
    const found = await foundIn("pipedrive", activity({ data: { type, attendees: [attendee] } }));
    expect(only("contact", found)).toMatchObject({ channel, event: type });
  });

  test("a call that is logged after it was made is a response", async () => {
    const body = activity({ meta: { action: "create" }, data: { attendees: [attendee] }, previous: null });
    expect(only("contact", await foundIn("pipedrive", body)).channel).toBe("call");
  });

  test("a response is never later than the delivery", async () => {
    const body = activity({ data: { marked_as_done_time: "2030-01-01T00:00:00Z", attendees: [attendee] } });
    expect(only("contact", await foundIn("pipedrive", body)).at).toBe("2026-10-05T08:59:59.000Z");
  });

  test("version 1 is understood as far as it is the same", async () => {
    const { data, meta } = recorded;
    const times = { marked_as_done_time: "2026-10-05 08:59:58" };
    const body = {
      meta: { action: "updated", object: "activity", id: 9001, timestamp: 1791190799 },
      current: { ...data, ...times, attendees: [{ ...attendee, email: undefined, email_address: "jo@acme.example" }] },
      previous: { ...data, done: false },
    };
    expect(meta.version).toBe("2.0");
    expect(only("contact", await foundIn("pipedrive", body))).toMatchObject({
      at: "2026-10-05T08:59:58Z",
      who: { email: "jo@acme.example" },
    });
  });

  test.each([
    ["a planned call", { meta: { action: "create" }, data: { done: false } }],
    ["a call that is reopened", { data: { done: false }, previous: { done: true } }],
    ["a call that was done before", { previous: { subject: "Old" } }],
    ["a call that was done before, in version 1", { previous: { done: true } }],
    ["a call ticked off with others", { meta: { is_bulk_edit: true } }],
    ["a deleted call", { meta: { action: "delete" } }],
    ["a task", { data: { type: "task" } }],
    ["a deadline", { data: { type: "deadline" } }],
    ["a person", { meta: { entity: "person", action: "create" } }],
    ["a lead", { meta: { entity: "lead", action: "create" } }],
    ["a deal", { meta: { entity: "deal", action: "create" } }],
  ])("%s does not stop a clock", async (_what, changes) => {
    expect(ignoredIn(await foundIn("pipedrive", activity(changes)))).not.toBe("");
  });

  test("what is not Pipedrive's is unreadable, and why is said", async () => {
    expect(await reading("pipedrive", "{}")).toEqual({ unreadable: "The body has no meta, so it is not Pipedrive's." });
    expect(await reading("pipedrive", "")).toEqual({ unreadable: "The body is empty." });
    expect(await reading("pipedrive", "[]")).toEqual({ unreadable: "The body is not a JSON object." });
  });

  test("whatever comes is read", () => expectNeverThrows("pipedrive", activity({ data: { attendees: [attendee] } })));
});

describe("intercom", () => {
  const all = fixtures("intercom");
  const secret = "intercom-client-secret";
  const recorded = bodyOf(all["admin-replied-stops-clock"]!);
  const notification = (item: object, topic = recorded.topic) => ({
    ...recorded,
    topic,
    data: { ...recorded.data, item: { ...recorded.data.item, ...item } },
  });
  const part = (changes: object) => ({
    conversation_parts: {
      conversation_parts: [{ ...recorded.data.item.conversation_parts.conversation_parts[0], ...changes }],
    },
  });
  const known = { contacts: { contacts: [{ type: "contact", id: "c1", email: "jo@acme.example", name: "Jo" }] } };

  test.each(Object.entries(all))("%s is authentic, and forged for another secret or body", async (_name, fixture) => {
    expect(await judge("intercom", fixture, { secret })).toBe("authentic");
    expect(await judge("intercom", fixture, { secret: "another" })).toBe("forged");
    expect(await judge("intercom", fixture, { secret: "new", previousSecret: secret })).toBe("authentic");
    const sent = requestOf(fixture);
    expect(await judged("intercom", { ...sent, body: Buffer.concat([sent.body, Buffer.from(" ")]) }, { secret })).toBe(
      "forged",
    );
  });

  test("without signature, or under another label, nothing is authentic", async () => {
    const sent = requestOf(all.ping!);
    const digest = sent.headers["x-hub-signature"]!.slice(5);
    for (const signature of [undefined, "", digest, `sha256=${digest}`, `SHA1=${digest}`, "sha1="]) {
      expect(await judged("intercom", { ...sent, headers: { "x-hub-signature": signature } }, { secret })).toBe(
        "forged",
      );
    }
  });

  test("deliveries are known by their id, which a ping has not", async () => {
    expect(await idOf("intercom", requestOf(all["admin-replied-stops-clock"]!))).toBe("notif_5ca9a7a0");
    expect(await idOf("intercom", requestOf(all.ping!))).toBeUndefined();
  });

  test("a ping is ignored", async () => {
    expect(await readingOf("intercom", all.ping!)).toMatchObject({ found: [{ kind: "ignored" }] });
  });

  test("a teammate's reply is a response to a contact who has to be asked for", async () => {
    const reference = only("reference", await foundIn("intercom", recorded));
    expect(reference).toMatchObject({ lead: false, at: "2026-10-05T08:59:58.000Z" });
    const from = api({
      "/contacts/5ba682d23d7cf92bef87bfd4": { type: "contact", email: "jo@acme.example", name: "Jo", phone: null },
    });
    expect(contactIn(await fetched("intercom", reference, from))).toEqual({
      kind: "contact",
      channel: "message",
      event: "conversation.admin.replied",
      at: "2026-10-05T08:59:58.000Z",
      by: "rep@example.com",
      who: { email: "jo@acme.example", name: "Jo" },
      key: "123/555",
    });
    expect(from.asked[0]!.headers).toMatchObject({
      authorization: "Bearer token-1",
      "intercom-version": expect.any(String),
    });
  });

  test("two replies to the same contact are two references", async () => {
    const [one] = await foundIn("intercom", recorded);
    const [other] = await foundIn("intercom", notification(part({ id: "556" })));
    expect((one as Reference).id).not.toBe((other as Reference).id);
  });

  test("whose address is in the notification is not asked for", async () => {
    expect(only("contact", await foundIn("intercom", notification(known))).who.email).toBe("jo@acme.example");
    const source = { author: { type: "lead", id: "5ba682d23d7cf92bef87bfd4", email: "al@acme.example" } };
    expect(only("contact", await foundIn("intercom", notification({ source }))).who.email).toBe("al@acme.example");
  });

  test("an admin who began the conversation is not whom it is with", async () => {
    const source = { author: { type: "admin", id: "991", email: "rep@example.com" } };
    expect(only("reference", await foundIn("intercom", notification({ source }))).fields?.contact).toBe(
      "5ba682d23d7cf92bef87bfd4",
    );
  });

  test.each([
    ["a bot's reply", { author: { type: "bot", id: "1" } }],
    [
      "the operator's reply in an admin's name",
      { author: { type: "admin", id: "1", email: "operator+abc123@intercom.io" } },
    ],
    ["an answer of Fin", { author: { type: "admin", id: "1", from_ai_agent: true } }],
    ["the person's own words", { author: { type: "user", id: "1" } }],
    ["a note", { part_type: "note" }],
    ["an assignment", { part_type: "assignment" }],
    ["a close", { part_type: "close", body: "Bye" }],
    ["an opening without words", { part_type: "open", body: null }],
    ["a reply without time", { created_at: null }],
  ])("%s does not stop a clock", async (_what, changes) => {
    expect(ignoredIn(await foundIn("intercom", notification({ ...known, ...part(changes) })))).not.toBe("");
  });

  test("a reply that opens a closed conversation is a response", async () => {
    const body = notification({ ...known, ...part({ part_type: "open", body: "<p>Hello</p>" }) });
    expect(only("contact", await foundIn("intercom", body)).channel).toBe("message");
  });

  test.each([
    "conversation.admin.closed",
    "conversation.admin.noted",
    "conversation.admin.assigned",
    "contact.lead.created",
  ])("%s is ignored", async (topic) => {
    expect(ignoredIn(await foundIn("intercom", notification(known, topic)))).toContain(topic);
  });

  test("a conversation that a teammate begins is a response, one that Intercom sends is none", async () => {
    const author = { type: "admin", id: "991", email: "rep@example.com" };
    const begun = (delivered_as: string) =>
      notification(
        { ...known, created_at: 1791190798, source: { id: "9", delivered_as, author } },
        "conversation.admin.single.created",
      );
    expect(only("contact", await foundIn("intercom", begun("admin_initiated"))).by).toBe("rep@example.com");
    expect(ignoredIn(await foundIn("intercom", begun("automated")))).toContain("automated");
  });

  test("a person who writes in touches us", async () => {
    const body = notification(
      { ...known, source: { id: "9", url: "https://acme.example/pricing" } },
      "conversation.user.created",
    );
    expect(only("touch", await foundIn("intercom", body))).toMatchObject({
      touch: "message",
      who: { email: "jo@acme.example" },
      facts: { url: "https://acme.example/pricing" },
    });
    expect(ignoredIn(await foundIn("intercom", notification({}, "conversation.user.created")))).toContain("who");
  });

  test.each([
    [403, "token"],
    [404, "gone"],
    [500, "later"],
  ])("an answer of %d is a problem of the kind %s", async (status, problem) => {
    const reference = only("reference", await foundIn("intercom", recorded));
    const from = api({ "/contacts/5ba682d23d7cf92bef87bfd4": status });
    expect(await fetched("intercom", reference, from)).toMatchObject({ problem });
  });

  test("whatever comes is read", () => expectNeverThrows("intercom", notification(known)));
});

describe("salesforce", () => {
  const fixture = fixtures("salesforce")["outbound-message-task-completed"]!;
  const recorded = fixture.request.body!;
  const organization = "00D000000000001EAA";
  const message = (type: string, fields: Record<string, string>) => `<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><s:Body>
<notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>${organization}</OrganizationId>
<Notification><Id>04l1</Id><sObject xsi:type="sf:${type}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
${Object.entries(fields)
  .map(([name, value]) => `<sf:${name}>${value}</sf:${name}>`)
  .join("")}
</sObject></Notification></notifications></s:Body></s:Envelope>`;
  const call = {
    Id: "00T1",
    Status: "Completed",
    TaskSubtype: "Call",
    LastModifiedDate: "2026-10-05T08:59:58.000Z",
    Contact_Email__c: "jo@acme.example",
  };
  const verdict = (body: string, source: { organization?: string } = { organization }) =>
    judged("salesforce", request({ body, token: "t1" }), { token: "t1" }, NOW, source);

  test("the recorded message is authentic by token and organisation", async () => {
    expect(await judge("salesforce", fixture, { token: "t1" }, { organization })).toBe("authentic");
    expect(await judge("salesforce", fixture, { token: "another" }, { organization })).toBe("forged");
    expect(await judge("salesforce", fixture, { token: "t1" })).toBe("authentic");
  });

  test("an organisation's id of 15 characters is the one of 18", async () => {
    expect(await verdict(recorded, { organization: "00D000000000001" })).toBe("authentic");
    expect(await verdict(recorded.replace(organization, "00D000000000001"))).toBe("authentic");
  });

  test.each(["00D000000000002EAA", "00d000000000001EAA", "", "00D0"])(
    "the organisation %j is another one",
    async (id) => {
      expect(await verdict(recorded.replace(`<OrganizationId>${organization}<`, `<OrganizationId>${id}<`))).toBe(
        "forged",
      );
    },
  );

  test("an organisation in a comment, or somewhere else, does not count", async () => {
    const other = recorded.replace(`<OrganizationId>${organization}<`, "<OrganizationId>00D000000000009EAA<");
    expect(
      await verdict(
        other.replace("<OrganizationId>", `<!-- <OrganizationId>${organization}</OrganizationId> --><OrganizationId>`),
      ),
    ).toBe("forged");
    expect(await verdict(`<a><OrganizationId>${organization}</OrganizationId></a>`)).toBe("forged");
  });

  test("what is no XML cannot be judged", async () => {
    for (const body of ["", "{}", "<a>", "hello", `${recorded}<b/>`]) expect(await verdict(body)).toBe("unreadable");
  });

  const external = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
  const laughs = `<!DOCTYPE r [<!ENTITY a "ha">${Array.from({ length: 30 }, (_, i) => `<!ENTITY a${i} "&a;&a;">`).join("")}]>`;
  test.each([
    ["an external entity", external],
    ["a billion laughs", laughs],
    ["a bare document type", "<!DOCTYPE r>"],
    ["a document type in small letters", "<!doctype r>"],
  ])("%s is forged and never parsed", async (_what, declaration) => {
    const body = recorded.replace("?>\n", `?>\n${declaration}\n`).replace("First", "&x;");
    expect(body).toContain(declaration);
    expect(await verdict(body)).toBe("forged");
    expect(await verdict(body, {})).toBe("forged");
    expect(await reading("salesforce", body)).toMatchObject({ unreadable: expect.stringContaining("document type") });
    expect(await idOf("salesforce", { headers: {}, body: Buffer.from(body) })).toBeUndefined();
  });

  test("entities that nobody declared make it unreadable", async () => {
    expect(await verdict(recorded.replace("&amp;", "&nbsp;"))).toBe("unreadable");
    expect(await reading("salesforce", recorded.replace("&amp;", "&nbsp;"))).toMatchObject({
      unreadable: expect.any(String),
    });
  });

  test("nesting without end is unreadable, not a crash", async () => {
    const deep = "<a>".repeat(100_000) + "</a>".repeat(100_000);
    expect(["unreadable", "forged"]).toContain(await verdict(deep));
  });

  test("a delivery is known by its notifications", async () => {
    expect((await idOf("salesforce", requestOf(fixture)))?.split(",")).toEqual(fixture.expect.dedupe_keys);
  });

  test("Salesforce is answered with its acknowledgement", async () => {
    const { answers } = await providerModule("salesforce");
    expect(answers?.accepted?.contentType).toBe("text/xml; charset=utf-8");
    expect(answers?.accepted?.body.replace(/^<\?xml[^>]*\?>/, "")).toBe(
      fixtureFile("salesforce/outbound-message-task-completed").expect.response_body_equivalent_xml,
    );
  });

  test("the recorded tasks name nobody, and what to do about that is said", async () => {
    const found = await foundIn("salesforce", recorded);
    expect(found).toEqual([
      { kind: "ignored", reason: expect.stringContaining("formula field") },
      { kind: "ignored", reason: expect.stringContaining("not completed: Not Started") },
    ]);
  });

  test("with the person's e-mail mapped, the completed call is a response and the one not started is none", async () => {
    const withEmail = recorded.replaceAll("<sf:Status>", "<sf:Whose__c>jo@acme.example</sf:Whose__c><sf:Status>");
    const found = await foundIn("salesforce", withEmail, { fields: { Whose__c: "email" } });
    expect(found).toEqual([
      {
        kind: "contact",
        channel: "call",
        event: "Call",
        at: "2026-10-05T08:59:58.000Z",
        who: { email: "jo@acme.example" },
        key: "00T000000000001AAA",
        subject: "Call & voicemail",
      },
      { kind: "ignored", reason: expect.any(String) },
    ]);
  });

  test("a formula field is recognised by its name, and a colleague's is not the person's", async () => {
    const fields = { Owner_Email__c: "ana@baton.example", ...call, CompletedDateTime: "2026-10-05T08:50:00Z" };
    expect(only("contact", await foundIn("salesforce", message("Task", fields)))).toMatchObject({
      who: { email: "jo@acme.example" },
      by: "ana@baton.example",
      at: "2026-10-05T08:50:00Z",
    });
    const { Contact_Email__c: _none, ...without } = fields;
    expect(ignoredIn(await foundIn("salesforce", message("Task", without)))).toContain("formula field");
  });

  test.each([
    ["Email", "email"],
    ["LinkedIn", "message"],
  ])("a completed task of the subtype %s is a response by %s", async (TaskSubtype, channel) => {
    expect(only("contact", await foundIn("salesforce", message("Task", { ...call, TaskSubtype }))).channel).toBe(
      channel,
    );
  });

  test("a task's type counts where its subtype says only that it is a task", async () => {
    const found = await foundIn("salesforce", message("Task", { ...call, TaskSubtype: "Task", Type: "Meeting" }));
    expect(only("contact", found)).toMatchObject({ channel: "meeting", event: "Meeting" });
  });

  test("closed is completed in any language", async () => {
    const found = await foundIn("salesforce", message("Task", { ...call, Status: "Abgeschlossen", IsClosed: "true" }));
    expect(only("contact", found).channel).toBe("call");
  });

  test.each([
    ["a task that is not started", { Status: "Not Started" }],
    ["a task in progress", { Status: "In Progress" }],
    ["an incoming call", { CallType: "Inbound" }],
    ["an internal call", { CallType: "Internal" }],
    ["an incoming e-mail", { TaskSubtype: "Email", Incoming: "true" }],
    ["mass mail", { TaskSubtype: "ListEmail" }],
    ["a to-do", { TaskSubtype: "Task" }],
    ["a task without time", { LastModifiedDate: "" }],
  ])("%s does not stop a clock", async (_what, changes) => {
    expect(ignoredIn(await foundIn("salesforce", message("Task", { ...call, ...changes })))).not.toBe("");
  });

  test("an event that took place is a meeting, and a planned one is none", async () => {
    const event = {
      Id: "00U1",
      Subject: "Demo",
      Contact_Email__c: "jo@acme.example",
      LastModifiedDate: "2026-10-05T09:00:00Z",
    };
    const past = await foundIn("salesforce", message("Event", { ...event, StartDateTime: "2026-10-05T08:00:00Z" }));
    expect(only("contact", past)).toMatchObject({ channel: "meeting", at: "2026-10-05T08:00:00Z", key: "00U1" });
    const planned = await foundIn("salesforce", message("Event", { ...event, StartDateTime: "2026-10-06T08:00:00Z" }));
    expect(ignoredIn(planned)).toContain("planned");
    expect(ignoredIn(await foundIn("salesforce", message("Event", event)))).toContain("StartDateTime");
  });

  test("a lead is a hand-raise with Baton's names", async () => {
    const fields = {
      Id: "00Q1",
      FirstName: "Jo",
      LastName: "Doe &amp; &#x96EA;",
      Email: "jo@acme.example",
      Phone: "+4930123456",
      Company: "<![CDATA[Acme <GmbH>]]>",
      Title: "CTO",
      CountryCode: "DE",
      LeadSource: "Web",
      Employees__c: "250",
      CreatedDate: "2026-10-05T08:59:00.000Z",
      LastModifiedDate: "2026-10-05T08:59:00.000Z",
    };
    const found = await foundIn("salesforce", message("Lead", fields), { declared: ["employees"] });
    expect(only("lead", found)).toEqual({
      kind: "lead",
      key: "00Q1",
      fields: {
        firstName: "Jo",
        lastName: "Doe & 雪",
        email: "jo@acme.example",
        phone: "+4930123456",
        company: "Acme <GmbH>",
        title: "CTO",
        country: "DE",
        LeadSource: "Web",
        employees: "250",
        submittedAt: "2026-10-05T08:59:00.000Z",
      },
    });
    expect(ignoredIn(await foundIn("salesforce", message("Lead", { Id: "00Q1" })))).toContain("add them");
  });

  test("where it is the CRM, a lead that is changed says where they stand, and a new one is somebody who asks", async () => {
    const made = { Id: "00Q1", Email: "jo@acme.example", CreatedDate: "2026-10-05T08:00:00.000Z", Status: "Working" };
    const at = "2026-10-05T08:59:58.000Z";
    const changed = { ...made, LastModifiedDate: at, Owner_Email__c: "rep@example.com" };
    const told = (fields: Record<string, string>) => foundIn("salesforce", message("Lead", fields), { crm: true });
    expect(await told(changed)).toEqual([
      {
        kind: "status",
        status: "Working",
        at,
        who: { email: "jo@acme.example" },
        by: "rep@example.com",
        key: `00Q1#${at}`,
      },
    ]);
    expect(only("lead", await told({ ...made, LastModifiedDate: "2026-10-05T08:00:30.000Z" })).key).toBe("00Q1");
    expect(only("lead", await foundIn("salesforce", message("Lead", changed))).key).toBe("00Q1");
    expect(ignoredIn(await told(made))).toContain("LastModifiedDate");
    const { Status: _status, ...unsaid } = changed;
    expect(ignoredIn(await told(unsaid))).toContain("add it");
    expect(ignoredIn(await told({ ...changed, Email: "" }))).toContain("e-mail and phone");
  });

  test("other objects are ignored", async () => {
    expect(ignoredIn(await foundIn("salesforce", message("Account", { Id: "001" })))).toContain("Account");
    expect(ignoredIn(await foundIn("salesforce", message("Task", {})))).toContain("no Id");
  });

  test.each([
    ["", "The body is empty."],
    ["{}", "The body is not XML, or it declares a document type."],
    ["<a/>", "The body is XML, but no outbound message of Salesforce."],
  ])("%j is unreadable, and why is said", async (body, reason) => {
    expect(await reading("salesforce", body)).toEqual({ unreadable: reason });
  });

  test("whatever comes is read", async () => {
    await expectNeverThrows("salesforce", {});
    for (let i = 0; i < recorded.length; i += 7) {
      const cut = recorded.slice(0, i) + recorded.slice(i + 5);
      expect(await reading("salesforce", cut)).toBeDefined();
    }
  });
});

describe("what Baton composes as", () => {
  const lead = { email: "jo@acme.example", name: "Jo <Doe> & Co", phone: "+4930123456", company: "Acme" };
  test.each(["pipedrive", "intercom", "salesforce", "hubspot"] as const)(
    "%s authenticates and says something of the lead",
    async (name) => {
      const roles = name === "pipedrive" || name === "salesforce" ? { token: "t1" } : { secret: "s3cret" };
      const module = await providerModule(name);
      const source = { publicUrl: "https://hooks.example.com/x%3A", organization: "00D000000000001EAA" };
      const secrets = {
        secret: ["s3cret"],
        key: [],
        token: ["t1"],
        basic: [],
        verifyToken: [],
        accessToken: [],
        publicKey: [],
        byApplication: {},
      };
      const sent = module.compose({ lead, secrets, now: NOW, source });
      const hook = request({ headers: sent.headers, body: sent.body, token: "t1" });
      expect(await judged(name, hook, roles, NOW, source)).toBe("authentic");
      expect(await idOf(name, hook)).toEqual(expect.any(String));
      const found = await foundIn(name, sent.body);
      if (name === "hubspot") expect(only("reference", found)).toMatchObject({ type: "contacts", lead: true });
      else
        expect(only("contact", found)).toMatchObject({
          who: { email: "jo@acme.example" },
          at: "2026-10-05T09:00:00.000Z",
        });
    },
  );
});
