import { randomUUID } from "node:crypto";
import type { Found, Touch } from "@baton/core/delivery";
import { cutText } from "@baton/core/text";
import { hmac, signedWith } from "../compare.ts";
import { isObject, nested, textOf } from "../json.ts";
import { nameFields } from "../naming.ts";
import type { ProviderModule } from "../types.ts";
import { firstText, instantOf, objectIn } from "../values.ts";

type Message = Record<string, unknown>;

/**
 * Segment's webhook destination: what people saw and did, never leads.
 * https://segment.com/docs/connections/destinations/catalog/webhooks/
 * https://segment.com/docs/connections/spec/common/
 */
export const segment: ProviderModule = {
  proof: ["secret"],

  verify: ({ headers, body }, { secrets }) =>
    signedWith(headers["x-signature"], secrets.secret, "sha1", "hex", body) ? "authentic" : "forged",

  deliveryId({ body }) {
    const read = objectIn(body);
    if ("unreadable" in read) return undefined;
    const ids = messagesIn(read.event).map((message) => (isObject(message) ? textOf(message.messageId) : undefined));
    return ids.length > 0 && ids.every((id) => id !== undefined) ? ids.join(",") : undefined;
  },

  read(body) {
    const read = objectIn(body);
    if ("unreadable" in read) return read;
    const messages = messagesIn(read.event);
    if (messages.length === 0) return { found: [ignored("The batch is empty.")] };
    return { found: messages.map((message) => (isObject(message) ? readMessage(message) : ignored("No message."))) };
  },

  compose({ lead, secrets, now }) {
    const at = new Date(now).toISOString();
    const body = JSON.stringify({
      version: 2,
      type: "identify",
      messageId: `baton-${randomUUID()}`,
      anonymousId: randomUUID(),
      traits: lead,
      context: {},
      timestamp: at,
      receivedAt: at,
    });
    return { headers: { "x-signature": hmac("sha1", secrets.secret[0] ?? "", "hex", body) }, body };
  },
};

const messagesIn = (event: Message): unknown[] => (Array.isArray(event.batch) ? event.batch : [event]);
const ignored = (reason: string): Found => ({ kind: "ignored", reason });

function readMessage(message: Message): Found {
  const type = textOf(message.type) ?? "";
  if (!/^(page|screen|track|identify)$/.test(type))
    return ignored(`A Segment message of type ${type || "unknown"} says nothing about what a person did.`);
  const who = whoIs(message);
  if (Object.keys(who).length === 0) return ignored("Nothing in the message says who this was.");
  const at = instantOf(firstText(message.timestamp, message.originalTimestamp, message.sentAt, message.receivedAt));
  const key = textOf(message.messageId);
  const facts = factsOf(type, message);
  return {
    kind: "touch",
    touch: type === "screen" ? "page" : type,
    label: labelOf(type, message, facts),
    ...(at && { at }),
    who,
    facts,
    ...(key && { key }),
  };
}

function whoIs(message: Message): Touch["who"] {
  const given = [message.traits, nested(message, "context", "traits"), message.properties];
  const trait = (...names: string[]) => firstText(...given.flatMap((one) => names.map((name) => nested(one, name))));
  // Some set the address itself as the id.
  const userId = textOf(message.userId);
  const email = trait("email") ?? (userId?.includes("@") ? userId : undefined);
  const phone = trait("phone");
  const full = [trait("firstName", "first_name"), trait("lastName", "last_name")].filter(Boolean).join(" ");
  // What a track event calls its name is the thing's, not the person's.
  const name = firstText(...given.slice(0, 2).map((one) => nested(one, "name"))) ?? textOf(full);
  const country =
    firstText(...given.slice(0, 2).map((one) => nested(one, "address", "country"))) ?? trait("country", "country_code");
  const anonymousId = textOf(message.anonymousId);
  const known = email || phone || userId || anonymousId;
  if (!known) return {};
  return {
    ...(email && { email }),
    ...(phone && { phone }),
    ...(name && { name }),
    ...(country && phone && { country }),
    ...(userId && { userId }),
    ...(anonymousId && { anonymousId }),
  };
}

/** Most facts kept of one message, and their longest text. */
const MOST_FACTS = 60;
const LONGEST = 1_000;
/** Traits that are the person's own, and kept as such. */
const personal = /^(e-?mail|phone|name|first_?name|last_?name)$/i;

function factsOf(type: string, message: Message): Touch["facts"] {
  const page = nested(message, "context", "page");
  const campaign = nested(message, "context", "campaign");
  const own = type === "identify" ? message.traits : message.properties;
  const facts = new Map<string, unknown>();
  const say = (name: string, value: unknown) => {
    if (value !== undefined && value !== null && value !== "") facts.set(name, value);
  };
  // These come first, so that no number of properties displaces them.
  if (type === "track") say("event", textOf(message.event));
  if (type === "page" || type === "screen") say("name", textOf(message.name));
  for (const name of ["path", "url", "title", "referrer", "search"]) say(name, nested(page, name));
  const address = firstText(nested(own, "url"), nested(page, "url"));
  for (const [name, value] of Object.entries(nameFields([["page", address]], { fields: {}, declared: [] }))) {
    if (name !== "page") say(name, value);
  }
  for (const name of ["source", "medium", "term", "content"]) say(`utm.${name}`, nested(campaign, name));
  say("utm.campaign", nested(campaign, "name"));
  for (const [name, value] of Object.entries(isObject(own) ? own : {})) {
    const taken = type === "identify" ? personal.test(name) : name === "event";
    if (!taken) say(name, value);
  }
  if (!facts.has("path")) say("path", pathOf(facts.get("url")));
  return Object.fromEntries(
    [...facts]
      .flatMap(([name, value]): [string, string | number | boolean][] => {
        if (typeof value === "string") return [[name, cutText(value, LONGEST)]];
        return typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))
          ? [[name, value]]
          : [];
      })
      .filter(([name]) => name !== "__proto__" && name.length <= 100)
      .slice(0, MOST_FACTS),
  );
}

const pathOf = (url: unknown): string | undefined =>
  typeof url === "string" && URL.canParse(url) ? new URL(url).pathname : undefined;

function labelOf(type: string, message: Message, facts: Touch["facts"]): string {
  if (type === "identify") return "Identified";
  if (type === "track") return textOf(facts.event) ?? "Did something";
  return `Viewed ${firstText(facts.path, type === "screen" ? message.name : undefined, facts.url, message.name) ?? "a page"}`;
}
