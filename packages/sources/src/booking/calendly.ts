import { randomUUID } from "node:crypto";
import type { BookingChange, Contact, Found, HandRaise, Touch } from "@baton/core/delivery";
import { cutText } from "@baton/core/text";
import { hmac, signedWith } from "../compare.ts";
import { isObject, nested, objectsIn, textOf } from "../json.ts";
import { identifies, nameFields } from "../naming.ts";
import { flat } from "../sending.ts";
import type { Naming, ProviderModule } from "../types.ts";
import { firstText, instantOf, objectIn, renamed } from "../values.ts";

type Payload = Record<string, unknown>;

/** Seconds a timestamp may be off, inclusive. */
const TOLERANCE_SECONDS = 300;

/**
 * Calendly: a booking is a hand-raise, and the answer to an earlier one. A reschedule comes as a new invitee and a cancelled
 * one, which are touches.
 * https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures
 * https://developer.calendly.com/recipes/webhook-payloads-for-rescheduled-events
 */
export const calendly: ProviderModule = {
  proof: ["secret"],

  verify({ headers, body }, { secrets, now }) {
    const { time, signatures } = signed(headers["calendly-webhook-signature"]);
    if (time === undefined) return "forged";
    if (!signatures.some((one) => signedWith(one, secrets.secret, "sha256", "hex", `${time}.`, body))) return "forged";
    return Math.abs(Math.floor(now / 1000) - Number(time)) <= TOLERANCE_SECONDS ? "authentic" : "stale";
  },

  signedAt({ headers }) {
    const { time } = signed(headers["calendly-webhook-signature"]);
    return time === undefined ? undefined : Number(time) * 1000;
  },

  deliveryId({ body }) {
    const read = objectIn(body);
    if ("unreadable" in read) return undefined;
    const event = textOf(read.event.event);
    const uri = textOf(nested(read.event, "payload", "uri"));
    return event && uri ? `${event}|${uri}` : undefined;
  },

  read(body, _contentType, naming) {
    const read = objectIn(body);
    if ("unreadable" in read) return read;
    const { event, payload, created_at: createdAt } = read.event;
    const name = textOf(event);
    if (!name || !isObject(payload))
      return { unreadable: "The body has no event with a payload, so it is not Calendly's." };
    switch (name) {
      case "invitee.created":
        return booked(payload, createdAt, naming);
      case "invitee.canceled":
      case "invitee_no_show.created":
      case "invitee_no_show.deleted":
        return { found: [about(name, payload, createdAt)] };
      case "routing_form_submission.created":
        return { found: [routed(payload, createdAt, naming)] };
      default:
        return { found: [ignored(`${name} neither makes a lead nor stops a clock.`)] };
    }
  },

  compose({ lead, secrets, now }) {
    const at = new Date(now).toISOString();
    const meeting = `https://api.calendly.com/scheduled_events/${randomUUID()}`;
    const given = new Map(flat(lead));
    const answers = [...given].filter(([name]) => !/^(name|email|phone|utm\..*)$/.test(name));
    const body = JSON.stringify({
      event: "invitee.created",
      created_at: at,
      payload: {
        uri: `${meeting}/invitees/${randomUUID()}`,
        name: given.get("name") ?? [given.get("firstName"), given.get("lastName")].filter(Boolean).join(" "),
        email: given.get("email"),
        text_reminder_number: given.get("phone") ?? null,
        questions_and_answers: answers.map(([question, answer], position) => ({
          question,
          answer: String(answer),
          position,
        })),
        tracking: Object.fromEntries(
          ["source", "medium", "campaign", "term", "content"].map((part) => [
            `utm_${part}`,
            given.get(`utm.${part}`) ?? null,
          ]),
        ),
        old_invitee: null,
        rescheduled: false,
        created_at: at,
        scheduled_event: {
          uri: meeting,
          name: "Test meeting",
          start_time: new Date(now + 86_400_000).toISOString(),
          event_memberships: [],
        },
      },
    });
    const time = String(Math.floor(now / 1000));
    const signature = hmac("sha256", secrets.secret[0] ?? "", "hex", `${time}.`, body);
    return { headers: { "calendly-webhook-signature": `t=${time},v1=${signature}` }, body };
  },
};

function signed(header: string | undefined): { time?: string; signatures: string[] } {
  const parts = (header ?? "").split(",").map((part) => part.trim());
  const time = parts.find((part) => part.startsWith("t="))?.slice(2);
  const signatures = parts.filter((part) => part.startsWith("v1=")).map((part) => part.slice(3));
  return { ...(time && /^\d{1,12}$/.test(time) && { time }), signatures };
}

const ignored = (reason: string): Found => ({ kind: "ignored", reason });

/** What Calendly calls an invitee's details, by Baton's names. */
const names: Record<string, string> = {
  text_reminder_number: "phone",
  utm_source: "utm.source",
  utm_medium: "utm.medium",
  utm_campaign: "utm.campaign",
  utm_term: "utm.term",
  utm_content: "utm.content",
  "Please share anything that will help prepare for our meeting.": "message",
};

const answersIn = (payload: Payload): [string, unknown][] =>
  objectsIn(payload.questions_and_answers).flatMap((one) => {
    const question = textOf(one.question);
    return question ? [[question, one.answer] as [string, unknown]] : [];
  });

const trackingIn = ({ tracking }: Payload): [string, unknown][] => (isObject(tracking) ? Object.entries(tracking) : []);

/** Longest question that is looked at. */
const LONGEST_QUESTION = 300;

/** A question that asks for a field in words of its own. */
function suggestion(name: string): string | undefined {
  const question = cutText(name, LONGEST_QUESTION);
  if (/\b(phone|mobile|telephone)\b/i.test(question)) return "phone";
  if (
    /\b(company|organi[sz]ation)\b.*\bname\b|\bname\b.*\b(company|organi[sz]ation)\b|^(your )?company\??$/i.test(
      question,
    )
  )
    return "company";
  return /\b(e-?mail)\b/i.test(question) ? "email" : undefined;
}

function fieldsOf(payload: Payload, naming: Naming): Record<string, unknown> {
  const invitee = ["name", "email", "first_name", "last_name", "text_reminder_number", "timezone"];
  const details = invitee.map((name): [string, unknown] => [name, payload[name]]);
  const given = renamed([...details, ...trackingIn(payload), ...answersIn(payload)], names, naming);
  return nameFields(
    given.map(([name, value]) => [name, value, suggestion(name)] as const),
    naming,
  );
}

const meetingIn = (payload: Payload): string | undefined => textOf(nested(payload, "scheduled_event", "name"))?.trim();
const startOf = (payload: Payload): string | undefined => instantOf(nested(payload, "scheduled_event", "start_time"));

function booked(payload: Payload, sentAt: unknown, naming: Naming): { found: Found[] } | { unreadable: string } {
  if (textOf(payload.old_invitee)) return { found: [about("invitee.rescheduled", payload, sentAt)] };
  const fields = fieldsOf(payload, naming);
  if (!identifies(fields)) return { unreadable: "The booking has neither e-mail, phone nor name of the invitee." };
  const at = instantOf(firstText(payload.created_at, sentAt));
  const key = textOf(payload.uri);
  const meeting = meetingIn(payload);
  const start = startOf(payload);
  const by = objectsIn(nested(payload, "scheduled_event", "event_memberships"))
    .map((host) => textOf(host.user_email))
    .find((email) => email !== undefined);
  if (at) fields.submittedAt ??= at;
  if (meeting) fields.meeting ??= meeting;
  if (start) fields["meeting.at"] ??= start;
  if (by) fields["meeting.host"] ??= by;
  const subject = [meeting, start].filter(Boolean).join(", ");
  const contact: HandRaise["contact"] | undefined =
    at && key
      ? { channel: "booking", event: meeting ?? "booking", at, key, ...(by && { by }), ...(subject && { subject }) }
      : undefined;
  return { found: [{ kind: "lead", fields, ...(key && { key }), ...(contact && { contact }) }] };
}

const labels: Record<string, string> = {
  "invitee.rescheduled": "Rescheduled",
  "invitee.canceled": "Cancelled",
  "invitee_no_show.created": "Did not come to",
  "invitee_no_show.deleted": "Did come to",
};

/** What of that changes whether and when the meeting takes place. */
const changes: Record<string, BookingChange["what"]> = {
  "invitee.rescheduled": "rescheduled",
  "invitee.canceled": "cancelled",
  "invitee_no_show.created": "no-show",
};

/** Something that happened to a booking. */
function about(event: string, payload: Payload, sentAt: unknown): Found {
  // The invitee is the payload, or, in a no-show, may be inside it.
  const invitee = isObject(payload.invitee) ? payload.invitee : payload;
  const email = textOf(invitee.email);
  const name = textOf(invitee.name);
  const phone = textOf(invitee.text_reminder_number);
  if (!email && !phone) return ignored(`${event} does not say whose booking it was.`);
  if (event === "invitee.canceled" && payload.rescheduled === true)
    return ignored("The cancelled half of a reschedule; the new booking is told of by itself.");
  const meeting = meetingIn(invitee) ?? meetingIn(payload);
  const start = startOf(invitee) ?? startOf(payload);
  const at = instantOf(firstText(sentAt, payload.updated_at, payload.created_at));
  const reason = textOf(nested(payload, "cancellation", "reason"));
  const uri = textOf(payload.uri);
  const who: Contact["who"] = { ...(email && { email }), ...(phone && { phone }), ...(name && { name }) };
  const what = changes[event];
  // A no-show may name the invitee by address only.
  const invited = textOf(invitee.uri)?.includes("/invitees/") ? textOf(invitee.uri) : textOf(payload.invitee);
  const of = what === "rescheduled" ? textOf(payload.old_invitee) : invited;
  const touch: Omit<Touch, "kind"> = {
    touch: "booking",
    label: `${labels[event]} ${meeting ?? "a booking"}`,
    ...(at && { at }),
    who,
    facts: {
      event,
      ...(meeting && { meeting }),
      ...(start && { meetingAt: start }),
      ...(reason && { reason: cutText(reason, 1_000) }),
    },
    ...(uri && { key: `${event}|${uri}` }),
  };
  if (what === undefined || of === undefined) return { kind: "touch", ...touch };
  const moved = what === "rescheduled" && uri;
  return { kind: "booking", what, of, ...(moved && { now: uri }), ...(start && { meetingAt: start }), touch };
}

/** A routing form. Who books right after it comes again as an invitee, with the same e-mail. */
function routed(payload: Payload, sentAt: unknown, naming: Naming): Found {
  const answers = renamed([...trackingIn(payload), ...answersIn(payload)], names, naming);
  const fields = nameFields(
    answers.map(([name, value]) => [name, value, suggestion(name)] as const),
    naming,
  );
  if (fields.email === undefined)
    return ignored("The routing form has no e-mail. If a question asks for it, map it under the source's fields.");
  const at = instantOf(firstText(payload.created_at, sentAt));
  if (at) fields.submittedAt ??= at;
  const key = textOf(payload.uri);
  return { kind: "lead", fields, ...(key && { key }) };
}
