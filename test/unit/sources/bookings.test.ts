import { createHmac } from "node:crypto";
import type { HookRequest } from "@baton/core/ports";
import { providerModule } from "@baton/sources";
import { describe, expect, test } from "vitest";
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

const NOW = 1_791_190_800_000;
const bodyOf = (fixture: Fixture) => JSON.parse(fixture.request.body!);

describe("calendly", () => {
  const all = fixtures("calendly");
  const secret = "cal-signing-key";
  const recorded = bodyOf(all["invitee-created"]!);
  const delivery = (event: string, payload: object) => ({
    ...recorded,
    event,
    payload: { ...recorded.payload, ...payload },
  });
  const sign = (time: number | string, body: string, key = secret) =>
    createHmac("sha256", key).update(`${time}.${body}`).digest("hex");
  const signed = (header: string | undefined, body = "{}"): HookRequest =>
    request({ headers: { "calendly-webhook-signature": header }, body });
  const verdict = (sent: HookRequest) => judged("calendly", sent, { secret }, NOW);
  const seconds = NOW / 1000;

  test.each([
    ["invitee-created", "authentic"],
    ["stale-1h", "stale"],
    ["stale-3m1s", "authentic"],
  ])("%s is %s", async (name, expected) => {
    expect(await judge("calendly", all[name]!, { secret })).toBe(expected);
    expect(await judge("calendly", all[name]!, { secret: "another" })).toBe("forged");
    expect(await judge("calendly", all[name]!, { secret: "new", previousSecret: secret })).toBe(expected);
  });

  test.each([
    [-301, "stale"],
    [-300, "authentic"],
    [300, "authentic"],
    [301, "stale"],
  ])("%d seconds off is %s", async (off, expected) => {
    expect(await verdict(signed(`t=${seconds + off},v1=${sign(seconds + off, "{}")}`))).toBe(expected);
  });

  test("one right signature of several is enough", async () => {
    expect(await verdict(signed(`t=${seconds},v1=${"0".repeat(64)},v1=${sign(seconds, "{}")}`))).toBe("authentic");
  });

  test("anything less is forged", async () => {
    const right = sign(seconds, "{}");
    for (const header of [
      undefined,
      "",
      right,
      `v1=${right}`,
      `t=${seconds}`,
      `t=${seconds},v1=`,
      `t=${seconds},v2=${right}`,
      `t=${seconds + 1},v1=${right}`,
      `t=soon,v1=${sign("soon", "{}")}`,
      `t=,v1=${sign("", "{}")}`,
    ])
      expect(await verdict(signed(header)), header).toBe("forged");
    expect(await verdict(signed(`t=${seconds},v1=${right}`, "{} "))).toBe("forged");
  });

  test("a booking is known again by event and invitee", async () => {
    expect(await idOf("calendly", requestOf(all["invitee-created"]!))).toBe(all["invitee-created"]!.expect.dedupe_key);
    const other = Buffer.from(JSON.stringify(delivery("invitee.canceled", {})));
    expect(await idOf("calendly", { headers: {}, body: other })).toMatch(/^invitee.canceled\|/);
    expect(await idOf("calendly", { headers: {}, body: Buffer.from("{}") })).toBeUndefined();
  });

  test("a booking is a hand-raise, and a response by its host", async () => {
    const lead = only("lead", found(await readingOf("calendly", all["invitee-created"]!)));
    expect(lead.fields).toEqual({
      name: "Dana Scully",
      email: "dana@example.com",
      phone: "+12025550156",
      "Phone Number": "+1 202-555-0156",
      company: "FBI",
      "utm.source": "google",
      "utm.medium": "cpc",
      "utm.campaign": "q4",
      timezone: "America/New_York",
      submittedAt: "2026-10-05T08:59:57.123456Z",
      meeting: "15 Minute Meeting",
      "meeting.at": "2026-10-06T10:00:00.000000Z",
      "meeting.host": "rep@example.com",
    });
    expect(lead.key).toBe(recorded.payload.uri);
    expect(lead.contact).toEqual({
      channel: "booking",
      event: "15 Minute Meeting",
      at: "2026-10-05T08:59:57.123456Z",
      by: "rep@example.com",
      key: recorded.payload.uri,
      subject: "15 Minute Meeting, 2026-10-06T10:00:00.000000Z",
    });
  });

  test("a phone may be the answer to a question, in words of its own", async () => {
    const questions_and_answers = [{ question: "Best phone number to reach you?", answer: "+4930123456", position: 0 }];
    const body = delivery("invitee.created", { text_reminder_number: null, questions_and_answers });
    expect(only("lead", await foundIn("calendly", body)).fields.phone).toBe("+4930123456");
  });

  test("the agreement's own name for a question comes first", async () => {
    const fields = { Company: "department" };
    const lead = only("lead", await foundIn("calendly", recorded, { fields, declared: ["department"] }));
    expect(lead.fields).toMatchObject({ department: "FBI" });
    expect(lead.fields.company).toBeUndefined();
  });

  test("the new half of a reschedule is the same booking by another id, and its cancelled half says nothing", async () => {
    const created = await foundIn(
      "calendly",
      delivery("invitee.created", { old_invitee: "https://api.calendly.com/old" }),
    );
    expect(only("booking", created)).toMatchObject({
      what: "rescheduled",
      of: "https://api.calendly.com/old",
      now: recorded.payload.uri,
      meetingAt: "2026-10-06T10:00:00.000000Z",
      touch: { touch: "booking", label: "Rescheduled 15 Minute Meeting", who: { email: "dana@example.com" } },
    });
    const canceled = await foundIn("calendly", delivery("invitee.canceled", { rescheduled: true }));
    expect(only("ignored", canceled).reason).toContain("reschedule");
  });

  const touchOf = (event: string, label: string) => ({
    label,
    who: { email: "dana@example.com", name: "Dana Scully" },
    at: recorded.created_at,
    facts: { event, meeting: "15 Minute Meeting" },
  });

  test.each([
    ["invitee.canceled", "cancelled", "Cancelled 15 Minute Meeting"],
    ["invitee_no_show.created", "no-show", "Did not come to 15 Minute Meeting"],
  ])("%s says that a meeting is %s", async (event, what, label) => {
    expect(only("booking", await foundIn("calendly", delivery(event, {})))).toMatchObject({
      what,
      of: recorded.payload.uri,
      touch: touchOf(event, label),
    });
  });

  test("that somebody did come after all touches", async () => {
    const event = "invitee_no_show.deleted";
    expect(only("touch", await foundIn("calendly", delivery(event, {})))).toMatchObject(
      touchOf(event, "Did come to 15 Minute Meeting"),
    );
  });

  test("a no-show that names nobody is ignored", async () => {
    const body = { event: "invitee_no_show.created", payload: { uri: "u", invitee: "https://api.calendly.com/x" } };
    expect(only("ignored", await foundIn("calendly", body)).reason).toContain("whose");
  });

  test("a routing form with an e-mail is a hand-raise without booking", async () => {
    const routing = (question: string) => ({
      event: "routing_form_submission.created",
      created_at: "2026-10-05T08:59:58Z",
      payload: {
        uri: "https://api.calendly.com/routing_form_submissions/1",
        created_at: "2026-10-05T08:59:57Z",
        questions_and_answers: [{ question, answer: "dana@example.com" }],
        tracking: { utm_source: "google" },
      },
    });
    const lead = only("lead", await foundIn("calendly", routing("Your work email")));
    expect(lead.fields).toMatchObject({ email: "dana@example.com", "utm.source": "google" });
    expect(lead.contact).toBeUndefined();
    expect(only("ignored", await foundIn("calendly", routing("Who are you?"))).reason).toContain("map it");
  });

  test("other events are ignored", async () => {
    expect(only("ignored", await foundIn("calendly", delivery("event_type.created", {}))).reason).toContain(
      "event_type",
    );
  });

  test.each([
    ["", "The body is empty."],
    ["[]", "The body is not a JSON object."],
    ["{}", "The body has no event with a payload, so it is not Calendly's."],
    ['{"event":"invitee.created","payload":{}}', "The booking has neither e-mail, phone nor name of the invitee."],
  ])("%j is unreadable, and why is said", async (body, reason) => {
    expect(await reading("calendly", body)).toEqual({ unreadable: reason });
  });

  test("whatever comes is read", () => expectNeverThrows("calendly", recorded));
});

describe("cal-com", () => {
  const all = fixtures("cal-com");
  const secret = "calcom-secret";
  const recorded = bodyOf(all["booking-created"]!);
  const delivery = (triggerEvent: string, payload: object = {}) => ({
    ...recorded,
    triggerEvent,
    payload: { ...recorded.payload, ...payload },
  });
  const urlencoded = "application/x-www-form-urlencoded";
  const uid = "bFJeNb2uX8ANpT3JL5EfXw";

  test.each([
    ["booking-created", "authentic"],
    ["no-secret-provided-literal", "forged"],
  ])("%s is %s", async (name, expected) => {
    expect(await judge("cal-com", all[name]!, { secret })).toBe(expected);
    expect(await judge("cal-com", all[name]!, { secret: "another" })).toBe("forged");
    expect(await judge("cal-com", all[name]!, { secret: "new", previousSecret: secret })).toBe(expected);
  });

  test("the literal for no secret is no signature, not even of a source whose secret it is", async () => {
    const sent = requestOf(all["no-secret-provided-literal"]!);
    expect(await judged("cal-com", sent, { secret: "no-secret-provided" })).toBe("forged");
    expect(await judged("cal-com", { ...sent, headers: {} }, { secret })).toBe("forged");
  });

  test("another body is noticed", async () => {
    const sent = requestOf(all["booking-created"]!);
    const body = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(sent.body).toString()), null, 1));
    expect(await judged("cal-com", { ...sent, body }, { secret })).toBe("forged");
  });

  test("a booking is known again by trigger and uid, each seat of it by its own", async () => {
    const id = async (body: object) => idOf("cal-com", { headers: {}, body: Buffer.from(JSON.stringify(body)) });
    expect(await id(recorded)).toBe(all["booking-created"]!.expect.dedupe_key);
    expect(await id(delivery("BOOKING_CANCELLED"))).toBe("BOOKING_CANCELLED|bFJeNb2uX8ANpT3JL5EfXw");
    expect(await id(delivery("BOOKING_CREATED", { attendeeSeatId: "s1" }))).toBe(
      "BOOKING_CREATED|bFJeNb2uX8ANpT3JL5EfXw|s1",
    );
    expect(await id({ triggerEvent: "PING" })).toBeUndefined();
    const body = Buffer.from("triggerEvent=BOOKING_CREATED&uid=u1&email=a%40b.example");
    expect(await idOf("cal-com", { headers: {}, body })).toBe("BOOKING_CREATED|u1");
  });

  test("a booking is a hand-raise, and a response by its host", async () => {
    const lead = only("lead", found(await readingOf("cal-com", all["booking-created"]!)));
    expect(lead.fields).toEqual({
      name: "Jane Doe",
      email: "jane@example.com",
      phone: "+14155550100",
      language: "en",
      timeZone: "Europe/London",
      submittedAt: "2026-10-05T08:59:59.000Z",
      meeting: "30min",
      "meeting.at": "2026-10-06T09:30:00Z",
      "meeting.host": "pro@example.com",
    });
    expect(lead.contact).toEqual({
      channel: "booking",
      event: "30min",
      at: "2026-10-05T08:59:59.000Z",
      by: "pro@example.com",
      key: "bFJeNb2uX8ANpT3JL5EfXw",
      subject: "30min between Pro and Jane, 2026-10-06T09:30:00Z",
    });
  });

  test("a request that the host has to confirm is a hand-raise, and no response yet", async () => {
    const requested = only("lead", await foundIn("cal-com", delivery("BOOKING_REQUESTED")));
    expect(requested.contact).toBeUndefined();
    expect(requested.key).not.toBe(only("lead", await foundIn("cal-com", recorded)).key);
  });

  test("answers keep the name they are asked under, or the field's that their slug is", async () => {
    const responses = {
      name: { label: "your_name", value: { firstName: "Jane", lastName: "Doe" } },
      email: { label: "email_address", value: "jane@example.com" },
      company: { label: "Where do you work?", value: "Acme" },
      "team-size": { label: "How many are you?", value: "50" },
      notes: { label: "additional_notes", value: "Hello" },
      location: { label: "location", value: { value: "phone", optionValue: "+4930123456" } },
      guests: { label: "additional_guests", value: ["x@y.example"] },
    };
    const body = delivery("BOOKING_CREATED", { attendees: [], responses });
    const naming = { fields: { "team-size": "employees" }, declared: ["employees"] };
    expect(only("lead", await foundIn("cal-com", body, naming)).fields).toMatchObject({
      firstName: "Jane",
      lastName: "Doe",
      email: "jane@example.com",
      company: "Acme",
      employees: "50",
      message: "Hello",
      phone: "+4930123456",
    });
    expect(only("lead", await foundIn("cal-com", body)).fields).toMatchObject({ "How many are you?": "50" });
  });

  const touchOf = (trigger: string, label: string) => ({
    touch: "booking",
    label,
    who: { email: "jane@example.com", name: "Jane Doe" },
    at: "2026-10-05T08:59:59.000Z",
    facts: { event: trigger },
  });

  test.each([
    ["BOOKING_RESCHEDULED", "Rescheduled 30min"],
    ["MEETING_ENDED", "Was at 30min"],
  ])("%s touches", async (trigger, label) => {
    expect(only("touch", await foundIn("cal-com", delivery(trigger)))).toMatchObject(touchOf(trigger, label));
  });

  test.each([
    ["BOOKING_CANCELLED", {}, "cancelled", {}, "Cancelled 30min"],
    ["BOOKING_REJECTED", {}, "cancelled", {}, "Was declined 30min"],
    ["BOOKING_RESCHEDULED", { rescheduleUid: "old" }, "rescheduled", { of: "old", now: uid }, "Rescheduled 30min"],
  ])("%s with %j says that a meeting is %s", async (trigger, more, what, ids, label) => {
    expect(only("booking", await foundIn("cal-com", delivery(trigger, more)))).toMatchObject({
      what,
      of: uid,
      ...ids,
      touch: touchOf(trigger, label),
    });
  });

  test("who did not come is said by a trigger of its own, and who did is no news", async () => {
    const payload = (noShow: boolean) => ({
      triggerEvent: "BOOKING_NO_SHOW_UPDATED",
      createdAt: "2026-10-06T10:00:00Z",
      payload: { bookingUid: uid, attendees: [{ email: "jane@example.com", noShow }] },
    });
    expect(only("booking", await foundIn("cal-com", payload(true)))).toMatchObject({
      what: "no-show",
      of: uid,
      touch: { who: { email: "jane@example.com" } },
    });
    only("ignored", await foundIn("cal-com", payload(false)));
  });

  test("a payload without its envelope is read like one", async () => {
    const flat = { triggerEvent: "MEETING_ENDED", ...recorded.payload };
    expect(only("touch", await foundIn("cal-com", flat)).who.email).toBe("jane@example.com");
  });

  test.each(["PING", "RECORDING_READY", "OOO_CREATED", "BOOKING_PAYMENT_INITIATED"])(
    "%s is ignored",
    async (trigger) => {
      expect(only("ignored", await foundIn("cal-com", delivery(trigger))).reason).not.toBe("");
    },
  );

  test("a custom template's fields are read, as JSON and form-encoded, flat and bracketed", async () => {
    const wanted = { email: "jane@example.com", name: "Jane Doe" };
    const json = { email: "jane@example.com", name: "Jane Doe", uid: "u1" };
    expect(only("lead", await foundIn("cal-com", json)).fields).toMatchObject(wanted);
    for (const body of [
      "email=jane%40example.com&name=Jane+Doe&uid=u1",
      "triggerEvent=BOOKING_CREATED&payload[attendees][0][email]=jane%40example.com&payload[attendees][0][name]=Jane+Doe",
      "payload%5Bresponses%5D%5Bemail%5D%5Bvalue%5D=jane%40example.com&payload[responses][name][value]=Jane+Doe",
    ]) {
      const lead = only("lead", await foundIn("cal-com", body, { contentType: urlencoded }));
      expect(lead.fields, body).toMatchObject(wanted);
    }
  });

  test("a template that leaves out the trigger is judged by the booking's status", async () => {
    const { triggerEvent: _trigger, ...without } = recorded;
    const cancelled = { ...without, payload: { ...recorded.payload, status: "CANCELLED" } };
    expect(only("booking", await foundIn("cal-com", cancelled)).touch.label).toBe("Cancelled 30min");
    expect(only("lead", await foundIn("cal-com", without)).contact?.key).toBe(recorded.payload.uid);
  });

  test.each(["FORM_SUBMITTED", "FORM_SUBMITTED_NO_EVENT"])(
    "%s is a hand-raise when it says who",
    async (triggerEvent) => {
      const data = { email: { label: "E-mail", value: "jane@example.com" } };
      const body = { triggerEvent, createdAt: "2026-10-05T08:59:59Z", payload: { data } };
      expect(only("lead", await foundIn("cal-com", body)).fields).toMatchObject({ email: "jane@example.com" });
      expect(only("ignored", await foundIn("cal-com", { ...body, payload: {} })).reason).toContain("who");
    },
  );

  test.each([
    ["", "The body is empty."],
    ["[1]", "The body is JSON, but not an object."],
    ['{"triggerEvent":"BOOKING_CREATED"}', expect.stringContaining("custom payload template")],
  ])("%j is unreadable, and why is said", async (body, reason) => {
    expect(await reading("cal-com", body)).toEqual({ unreadable: reason });
  });

  test("whatever comes is read", () => expectNeverThrows("cal-com", recorded));
});

test.each(["calendly", "cal-com"] as const)(
  "what Baton composes as %s authenticates and gives the lead back",
  async (name) => {
    const lead = {
      email: "jo@acme.example",
      name: "Jo Doe",
      phone: "+4930123456",
      company: "Acme",
      message: "Hello",
      employees: 250,
    };
    const secrets = {
      secret: ["s3cret"],
      key: [],
      token: [],
      basic: [],
      verifyToken: [],
      accessToken: [],
      publicKey: [],
      byApplication: {},
    };
    const sent = (await providerModule(name)).compose({ lead, secrets, now: NOW, source: {} });
    const hook = request({ headers: sent.headers, body: sent.body });
    expect(await judged(name, hook, { secret: "s3cret" }, NOW)).toBe("authentic");
    expect(await idOf(name, hook)).toEqual(expect.any(String));
    const back = only("lead", await foundIn(name, sent.body, { declared: ["employees"] }));
    expect({ ...back.fields, employees: Number(back.fields.employees) }).toMatchObject(lead);
    expect(back.contact).toMatchObject({ channel: "booking" });
  },
);
