import { randomInt, randomUUID } from "node:crypto";
import type { Contact, Found } from "@baton/core/delivery";
import { cutText } from "@baton/core/text";
import { apis } from "../apis.ts";
import { ask, bearer } from "../asking.ts";
import { hmac, signedWith } from "../compare.ts";
import { isObject, nested, objectsIn, textOf } from "../json.ts";
import { afterPrefix } from "../signature.ts";
import type { ProviderModule } from "../types.ts";
import { firstText, instantOf, objectIn } from "../values.ts";

/**
 * Intercom: a teammate's reply in a conversation is a response; what a bot or Fin writes is none.
 * https://developers.intercom.com/docs/webhooks/webhook-notifications
 */
export const intercom: ProviderModule = {
  proof: ["secret"],
  api: apis.intercom,

  verify({ headers, body }, { secrets }) {
    const signature = afterPrefix("sha1=", headers["x-hub-signature"]);
    return signedWith(signature, secrets.secret, "sha1", "hex", body) ? "authentic" : "forged";
  },

  deliveryId({ body }) {
    const read = objectIn(body);
    return "event" in read ? textOf(read.event.id) : undefined;
  },

  read(body) {
    const read = objectIn(body);
    if ("unreadable" in read) return read;
    const { event } = read;
    const topic = textOf(event.topic);
    if (!topic) return { unreadable: "The body has no topic, so it is not Intercom's." };
    const item = nested(event, "data", "item");
    const conversation = isObject(item) ? item : {};
    switch (topic) {
      case "ping":
        return { found: [ignored("Intercom's ping: the webhook reaches Baton.")] };
      case "conversation.admin.replied":
        return { found: replies(topic, conversation) };
      case "conversation.admin.single.created":
        return { found: opened(topic, conversation) };
      case "conversation.user.created":
      case "conversation.user.replied":
        return { found: wroteIn(topic, conversation, event) };
      default:
        return { found: [ignored(`${topic} neither makes a lead nor stops a clock.`)] };
    }
  },

  async fetch({ id, fields = {} }, api) {
    const { contact: person, event, at, by, subject } = fields;
    const asked = await ask(api, `/contacts/${encodeURIComponent(String(person))}`, {
      provider: "Intercom",
      headers: (token) => ({ ...bearer(token), "intercom-version": "2.11", accept: "application/json" }),
    });
    if ("problem" in asked) return asked;
    const who = whoIs(asked.body);
    if (!who) return { found: [ignored(`Intercom's contact ${person} has neither an e-mail nor a phone.`)] };
    const told = { event, at, ...(by !== undefined && { by }), ...(subject !== undefined && { subject }) };
    return { found: [{ kind: "contact", channel: "message", ...(told as Told), who, key: keyOf(id) }] };
  },

  compose({ lead, secrets, now }) {
    const seconds = Math.floor(now / 1000);
    const body = JSON.stringify({
      type: "notification_event",
      app_id: "baton",
      id: `notif_${randomUUID()}`,
      topic: "conversation.admin.replied",
      delivery_attempts: 1,
      first_sent_at: seconds,
      created_at: seconds,
      data: {
        type: "notification_event_data",
        item: {
          type: "conversation",
          id: String(randomInt(1, 2 ** 47)),
          contacts: {
            type: "contact.list",
            contacts: [{ type: "contact", id: randomUUID(), email: lead.email, name: lead.name }],
          },
          conversation_parts: {
            type: "conversation_part.list",
            conversation_parts: [
              {
                type: "conversation_part",
                id: String(randomInt(1, 2 ** 47)),
                part_type: "comment",
                author: { type: "admin", id: "1", name: "Rep", email: "rep@baton.example" },
                created_at: seconds,
              },
            ],
          },
        },
      },
    });
    return { headers: { "x-hub-signature": `sha1=${hmac("sha1", secrets.secret[0] ?? "", "hex", body)}` }, body };
  },
};

type Told = Pick<Contact, "event" | "at" | "by" | "subject">;

const ignored = (reason: string): Found => ({ kind: "ignored", reason });

/** The evidence without the person, of whom a conversation may have several. */
const keyOf = (reference: string): string => reference.split("@")[0]!;

/** Whether a human of ours wrote something: Fin and other bots also answer in an admin's name. */
function isTeammate(author: unknown, ...told: unknown[]): author is Record<string, unknown> {
  if (!isObject(author) || author.type !== "admin") return false;
  if (/^operator\+.*@intercom\.io$/i.test(textOf(author.email) ?? "")) return false;
  return ![author, ...told].some(
    (one) => nested(one, "from_ai_agent") === true || nested(one, "is_ai_answer") === true,
  );
}

function replies(topic: string, conversation: Record<string, unknown>): Found[] {
  const parts = objectsIn(nested(conversation, "conversation_parts", "conversation_parts"));
  if (parts.length === 0) return [ignored("The conversation came without the reply.")];
  return parts.flatMap((part): Found[] => {
    const type = textOf(part.part_type) ?? "";
    // A reply to a closed conversation opens it, and is a part of that name.
    const spoken = type === "comment" || (type === "open" && textOf(part.body) !== undefined);
    if (!spoken) return [ignored(`An Intercom ${type || "part without type"} reaches nobody.`)];
    if (!isTeammate(part.author, part)) {
      const author = textOf(nested(part.author, "type")) ?? "nobody";
      return [ignored(`The reply is not a teammate's, but written by a bot or the person (${author}).`)];
    }
    return responses(topic, conversation, textOf(part.id), part.created_at, part.author);
  });
}

/** A conversation that a teammate began. */
function opened(topic: string, conversation: Record<string, unknown>): Found[] {
  const { source } = conversation;
  const delivered = textOf(nested(source, "delivered_as"));
  const author = nested(source, "author");
  if (!isTeammate(author, source) || (delivered && delivered !== "admin_initiated"))
    return [ignored(`The message was sent by Intercom itself (${delivered ?? "no teammate"}).`)];
  return responses(topic, conversation, textOf(nested(source, "id")), conversation.created_at, author);
}

function responses(
  event: string,
  conversation: Record<string, unknown>,
  part: string | undefined,
  createdAt: unknown,
  author: Record<string, unknown>,
): Found[] {
  const at = instantOf(createdAt, "seconds");
  if (!at) return [ignored("The reply does not say when it was written.")];
  const key = [textOf(conversation.id), part].filter(Boolean).join("/");
  if (!key) return [ignored("The reply has no id.")];
  const by = textOf(author.email);
  const subject = subjectOf(conversation);
  const told: Told = { event, at, ...(by && { by }), ...(subject && { subject }) };
  const people = peopleIn(conversation);
  if (people.length === 0) return [ignored("The conversation names no contact.")];
  return people.map(({ id, who }): Found => {
    if (who) return { kind: "contact", channel: "message", ...told, who, key };
    return {
      kind: "reference",
      type: "conversation_parts",
      id: `${key}@${id}`,
      lead: false,
      at,
      fields: { contact: id, ...told },
    };
  });
}

/** Contacts of a conversation. Webhooks give them by id; the e-mail is at hand where the contact began the conversation. */
function peopleIn(conversation: Record<string, unknown>): { id: string; who?: Contact["who"] }[] {
  const author = nested(conversation, "source", "author");
  const writer = isObject(author) && author.type !== "admin" && author.type !== "bot" ? author : undefined;
  const listed = objectsIn(nested(conversation, "contacts", "contacts"));
  const single = [conversation.user, writer].filter(isObject).slice(0, 1);
  return (listed.length > 0 ? listed : single).flatMap((contact) => {
    const id = textOf(contact.id);
    const writes = writer !== undefined && textOf(writer.id) === id;
    const who = whoIs(contact) ?? (writes ? whoIs(writer) : undefined);
    return id || who ? [{ id: id ?? "", ...(who && { who }) }] : [];
  });
}

function whoIs(contact: Record<string, unknown>): Contact["who"] | undefined {
  const email = textOf(contact.email);
  const phone = textOf(contact.phone);
  const name = textOf(contact.name);
  if (!email && !phone) return undefined;
  return { ...(email && { email }), ...(phone && { phone }), ...(name && { name }) };
}

/** Longest subject that is looked at: it is for a line in the timeline. */
const LONGEST_SUBJECT = 500;

const subjectOf = (conversation: Record<string, unknown>): string | undefined =>
  cutText(firstText(conversation.title, nested(conversation, "source", "subject")) ?? "", LONGEST_SUBJECT)
    .replace(/<[^>]*>/g, "")
    .trim() || undefined;

function wroteIn(topic: string, conversation: Record<string, unknown>, event: Record<string, unknown>): Found[] {
  const people = peopleIn(conversation).flatMap(({ who }) => who ?? []);
  if (people.length === 0) return [ignored("Somebody wrote, and the notification does not say who: it has no e-mail.")];
  const last = objectsIn(nested(conversation, "conversation_parts", "conversation_parts")).at(-1);
  const at = instantOf(last?.created_at ?? conversation.created_at ?? event.created_at, "seconds");
  const part = firstText(last?.id, nested(conversation, "source", "id"));
  const key = [textOf(conversation.id), part].filter(Boolean).join("/");
  const url = textOf(nested(conversation, "source", "url"));
  const subject = subjectOf(conversation);
  const facts = { event: topic, ...(url && { url }), ...(subject && { subject }) };
  return people.map((who) => ({
    kind: "touch",
    touch: "message",
    label: "Wrote a message",
    ...(at && { at }),
    who,
    facts,
    ...(key && { key }),
  }));
}
