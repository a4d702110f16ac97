import { randomUUID } from "node:crypto";
import type { BookingChange, Contact, Found, HandRaise, Reading, Touch } from "@baton/core/delivery";
import { cutText } from "@baton/core/text";
import { entriesOf } from "../body/entries.ts";
import { structureOf } from "../body/structure.ts";
import { hmac, signedWith } from "../compare.ts";
import { isObject, nested, objectsIn, parseJson, textOf } from "../json.ts";
import { fieldOf, identifies, type NamedValue, nameFields } from "../naming.ts";
import { flat } from "../sending.ts";
import type { Naming, ProviderModule } from "../types.ts";

import { firstText, instantOf, nothingIn } from "../values.ts";

type Json = Record<string, unknown>;

/**
 * Cal.com. Its own payload is JSON; a custom template makes any JSON, or a form-encoded body, so what is there is read.
 * Without a secret Cal.com sends the literal `no-secret-provided`, which is no signature.
 * https://github.com/calcom/cal.com/blob/main/packages/features/webhooks/lib/sendPayload.ts
 */
export const calCom: ProviderModule = {
  proof: ["secret"],

  verify: ({ headers, body }, { secrets }) =>
    signedWith(headers["x-cal-signature-256"], secrets.secret, "sha256", "hex", body) ? "authentic" : "forged",

  deliveryId({ body }) {
    const event = parseJson(body);
    const given = isObject(event) ? event : formEncoded(body);
    const payload = isObject(given.payload) ? given.payload : given;
    const trigger = textOf(given.triggerEvent);
    const uid = firstText(payload.uid, given["payload[uid]"], payload.bookingUid);
    if (!trigger || !uid) return undefined;
    // Every seat of one booking has the booking's uid.
    return [trigger, uid, textOf(payload.attendeeSeatId)].filter(Boolean).join("|");
  },

  async read(body, contentType, naming): Promise<Reading> {
    if (nothingIn(body)) return { unreadable: "The body is empty." };
    const event = await structureIn(body, contentType);
    if (typeof event === "string") return { unreadable: event };
    return readEvent(event, naming);
  },

  compose({ lead, secrets, now }) {
    const at = new Date(now).toISOString();
    const given = flat(lead);
    const { name, email, phone } = Object.fromEntries(given);
    const body = JSON.stringify({
      triggerEvent: "BOOKING_CREATED",
      createdAt: at,
      payload: {
        type: "test-meeting",
        title: "Test meeting",
        eventTitle: "Test meeting",
        startTime: new Date(now + 86_400_000).toISOString(),
        uid: randomUUID(),
        attendees: [{ name, email }],
        responses: {
          ...Object.fromEntries(given.map(([slug, value]) => [slug, { label: slug, value, isHidden: false }])),
          ...(phone !== undefined && { attendeePhoneNumber: { label: "phone_number", value: phone, isHidden: false } }),
        },
        status: "ACCEPTED",
      },
    });
    return { headers: { "x-cal-signature-256": hmac("sha256", secrets.secret[0] ?? "", "hex", body) }, body };
  },
};

const formEncoded = (body: Uint8Array): Json => Object.fromEntries(new URLSearchParams(new TextDecoder().decode(body)));

async function structureIn(body: Uint8Array, contentType: string): Promise<Json | string> {
  const json = parseJson(body);
  if (isObject(json)) return json;
  if (json !== undefined) return "The body is JSON, but not an object.";
  const entries = await entriesOf(body, contentType);
  return typeof entries === "string" ? entries : structureOf(entries);
}

const ignored = (reason: string): Found => ({ kind: "ignored", reason });

/** What happened to a booking after it was made, for people. */
const later: Record<string, string> = {
  BOOKING_RESCHEDULED: "Rescheduled",
  BOOKING_CANCELLED: "Cancelled",
  BOOKING_REJECTED: "Was declined",
  MEETING_STARTED: "Came to",
  MEETING_ENDED: "Was at",
};

function readEvent(event: Json, naming: Naming): Reading {
  const payload = isObject(event.payload) ? event.payload : event;
  const trigger = textOf(event.triggerEvent) ?? triggerOf(payload);
  if (trigger === "PING") return { found: [ignored("Cal.com's ping: the webhook reaches Baton.")] };
  if (Object.hasOwn(later, trigger)) return { found: [about(trigger, payload, event)] };
  if (trigger === "BOOKING_CREATED" || trigger === "BOOKING_REQUESTED") return booked(trigger, payload, event, naming);
  if (trigger === "BOOKING_NO_SHOW_UPDATED") return { found: [missed(payload, event)] };
  if (trigger === "FORM_SUBMITTED" || trigger === "FORM_SUBMITTED_NO_EVENT") return submitted(payload, event, naming);
  return { found: [ignored(`${trigger} neither makes a lead nor stops a clock.`)] };
}

/** A custom template may leave out what happened; the booking's status is what is left to judge by. */
function triggerOf(payload: Json): string {
  const status = textOf(payload.status)?.toUpperCase();
  if (status === "CANCELLED" || textOf(payload.cancellationReason)) return "BOOKING_CANCELLED";
  return status === "REJECTED" ? "BOOKING_REJECTED" : status === "PENDING" ? "BOOKING_REQUESTED" : "BOOKING_CREATED";
}

/** Cal.com's own questions by their slugs. */
const slugs: Record<string, string> = {
  attendeePhoneNumber: "phone",
  smsReminderNumber: "phone",
  notes: "message",
};
/** Slugs whose answers say nothing about the person. */
const technical = new Set(["guests", "location", "title", "rescheduleReason"]);

/** An answer by its slug, where that is a field's name or mapped, else by its label. */
function answersIn(responses: unknown, naming: Naming): NamedValue[] {
  if (!isObject(responses)) return [];
  return Object.entries(responses).flatMap(([slug, answer]): NamedValue[] => {
    const described = isObject(answer) && Object.hasOwn(answer, "value");
    const value = described ? answer.value : answer;
    if (slug === "location") {
      const place = nested(value, "optionValue");
      return nested(value, "value") === "phone" ? [["phone", place]] : [];
    }
    if (slug === "name" && isObject(value))
      return [
        ["firstName", value.firstName],
        ["lastName", value.lastName],
      ];
    if (technical.has(slug)) return [];
    const label = described ? textOf(answer.label) : undefined;
    const known = fieldOf(slug, naming) ?? (Object.hasOwn(slugs, slug) ? slugs[slug] : undefined);
    if (known !== undefined) return [[Object.hasOwn(naming.fields, slug) ? slug : known, value]];
    return [[label ?? slug, value]];
  });
}

const attendeeOf = (payload: Json): Json => objectsIn(Object.values(payload.attendees ?? {}))[0] ?? {};

/** In Cal.com's payload details and answers are apart; in a template's they may be anywhere on top. */
function fieldsOf(payload: Json, naming: Naming): Record<string, unknown> {
  const attendee = attendeeOf(payload);
  const { responses, userFieldsResponses, customInputs, metadata, tracking } = payload;
  const known = isObject(responses) || Object.keys(attendee).length > 0;
  const details: NamedValue[] = [
    ["name", attendee.name],
    ["firstName", attendee.firstName],
    ["lastName", attendee.lastName],
    ["email", attendee.email],
    ["phone", attendee.phoneNumber],
    ["language", nested(attendee, "language", "locale")],
    ["timeZone", attendee.timeZone],
    ["phone", payload.smsReminderNumber],
    ["message", payload.additionalNotes],
  ];
  const more = [metadata, tracking, customInputs].flatMap((one): NamedValue[] =>
    isObject(one) ? Object.entries(one).map(([name, value]): NamedValue => [name.replace(/^utm_/, "utm."), value]) : [],
  );
  const top: NamedValue[] = known ? [] : Object.entries(payload).filter(([, value]) => !isObject(value));
  const answers = [...answersIn(responses, naming), ...answersIn(userFieldsResponses, naming)];
  return nameFields(withoutRepeats([...details, ...answers, ...more, ...top]), naming);
}

/** The same answer once: attendee and responses both have name and e-mail. */
function withoutRepeats(entries: NamedValue[]): NamedValue[] {
  const seen = new Set<string>();
  return entries.filter(([name, value]) => {
    const text = textOf(value);
    if (text === undefined) return true;
    const what = `${name}\n${text}`;
    return !seen.has(what) && seen.add(what);
  });
}

const meetingIn = (payload: Json): string | undefined =>
  firstText(payload.eventTitle, nested(payload, "eventType", "title"), payload.type, payload.title);

function booked(trigger: string, payload: Json, event: Json, naming: Naming): Reading {
  const fields = fieldsOf(payload, naming);
  if (!identifies(fields))
    return {
      unreadable:
        "The booking has neither e-mail, phone nor name of who booked. A custom payload template has to carry them.",
    };
  const at = instantOf(firstText(event.createdAt, payload.createdAt));
  const uid = firstText(payload.uid, payload.bookingUid);
  const meeting = meetingIn(payload);
  const start = instantOf(payload.startTime);
  const by = firstText(nested(payload, "organizer", "email"), nested(payload, "user", "email"));
  if (at) fields.submittedAt ??= at;
  if (meeting) fields.meeting ??= meeting;
  if (start) fields["meeting.at"] ??= start;
  if (by) fields["meeting.host"] ??= by;
  const subject = [firstText(payload.title, meeting), start].filter(Boolean).join(", ");
  const seat = textOf(payload.attendeeSeatId);
  const key = uid && [uid, seat].filter(Boolean).join("/");
  // Until the host has said yes, nobody of ours has done anything.
  const contact: HandRaise["contact"] | undefined =
    trigger === "BOOKING_CREATED" && at && key
      ? { channel: "booking", event: meeting ?? "booking", at, key, ...(by && { by }), ...(subject && { subject }) }
      : undefined;
  const found: HandRaise = {
    kind: "lead",
    fields,
    // Two keys, because the confirmation of a request is news.
    ...(key && { key: contact ? key : `${key}/requested` }),
    ...(contact && { contact }),
  };
  return { found: [found] };
}

function about(trigger: string, payload: Json, event: Json): Found {
  const attendee = attendeeOf(payload);
  const answer = (slug: string) => nested(payload, "responses", slug, "value");
  const email = firstText(attendee.email, answer("email"), payload.email);
  const phone = firstText(attendee.phoneNumber, answer("attendeePhoneNumber"));
  const name = firstText(attendee.name, answer("name"), payload.name);
  if (!email && !phone) return ignored(`${trigger} does not say whose booking it was.`);
  const meeting = meetingIn(payload);
  const start = instantOf(payload.startTime);
  const at = instantOf(firstText(event.createdAt, payload.createdAt));
  const uid = firstText(payload.uid, payload.bookingUid);
  const reason = firstText(payload.cancellationReason, payload.rejectionReason);
  const who: Contact["who"] = { ...(email && { email }), ...(phone && { phone }), ...(name && { name }) };
  const touch: Omit<Touch, "kind"> = {
    touch: "booking",
    label: `${later[trigger]} ${meeting ?? "a booking"}`,
    ...(at && { at }),
    who,
    facts: {
      event: trigger,
      ...(meeting && { meeting }),
      ...(start && { meetingAt: start }),
      ...(reason && { reason: cutText(reason, 1_000) }),
    },
    ...(uid && { key: `${trigger}|${uid}` }),
  };
  const seat = textOf(payload.attendeeSeatId);
  const keyOf = (id: string | undefined) => id && [id, seat].filter(Boolean).join("/");
  const what = changes[trigger];
  const now = keyOf(uid);
  // A rescheduled booking has an id of its own, and names the one before.
  const of = what === "rescheduled" ? keyOf(firstText(payload.rescheduleUid)) : now;
  if (what === undefined || !of) return { kind: "touch", ...touch };
  return {
    kind: "booking",
    what,
    of,
    ...(what === "rescheduled" && now && { now }),
    ...(start && { meetingAt: start }),
    touch,
  };
}

/** What of what happens to a booking changes whether and when the meeting takes place. */
const changes: Record<string, BookingChange["what"]> = {
  BOOKING_RESCHEDULED: "rescheduled",
  BOOKING_CANCELLED: "cancelled",
  BOOKING_REJECTED: "cancelled",
};

/**
 * Attendees who did not come, or did after all.
 * https://cal.com/docs/developing/guides/automation/webhooks
 */
function missed(payload: Json, event: Json): Found {
  const absent = objectsIn(payload.attendees).find(({ noShow }) => noShow === true);
  const email = firstText(absent?.email);
  const uid = firstText(payload.bookingUid, payload.uid);
  if (!email || !uid) return ignored("Nobody is named in it who did not come to a meeting.");
  const at = instantOf(firstText(event.createdAt, payload.createdAt));
  const start = instantOf(payload.startTime);
  return {
    kind: "booking",
    what: "no-show",
    of: uid,
    ...(start && { meetingAt: start }),
    touch: {
      touch: "booking",
      label: "Did not come to the meeting",
      ...(at && { at }),
      who: { email },
      facts: { event: "BOOKING_NO_SHOW_UPDATED" },
      key: `no-show|${uid}|${email}`,
    },
  };
}

/** A routing form that was submitted, whether or not a booking follows. */
function submitted(payload: Json, event: Json, naming: Naming): Reading {
  const responses = isObject(payload.responses) ? payload.responses : payload.data;
  const fields = nameFields(answersIn(responses, naming), naming);
  if (!identifies(fields))
    return { found: [ignored("The routing form does not say who this is: it has no e-mail, phone or name.")] };
  const at = instantOf(event.createdAt);
  if (at) fields.submittedAt ??= at;
  return { found: [{ kind: "lead", fields }] };
}
