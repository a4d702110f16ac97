import { createPublicKey, type KeyObject, randomUUID, verify } from "node:crypto";
import type { Contact, Reading, Touch } from "@baton/core/delivery";
import type { HookRequest } from "@baton/core/ports";
import { equal, hmac } from "../compare.ts";
import { isObject, textOf } from "../json.ts";
import { nameFields, oneLead } from "../naming.ts";
import type { Naming, ProviderModule } from "../types.ts";

import { firstText, instantOf, objectIn } from "../values.ts";

/** Signatures of a kind that are looked at: two secrets at once are what a rotation has. */
const MOST_SIGNATURES = 8;
/** Seconds a timestamp may be off, inclusive. */
const TOLERANCE_SECONDS = 300;

/**
 * Standard Webhooks: a signature over `id.timestamp.body`, any of several: `v1` is HMAC-SHA256 with the secret, `v1a` is
 * Ed25519 against the public key. Each needs its own; a source with only one of them refuses the other.
 * Svix sends the same under its own header names, which win where both are present.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 *
 * The body is the specification's `{type, timestamp, data}`. Types that are Baton's own, for systems it has no module for:
 * - `response.recorded`, `{channel, email | phone, at?, by?, id?, event?, subject?, name?, country?}`: a human of ours got in
 *   touch. `channel` is call, email, meeting, message, booking or task; `by` is a colleague's e-mail.
 * - `touch.recorded`, `{touch, label?, email | phone | userId | anonymousId, at?, id?, facts?, name?, country?}`: the person did something.
 * - `account.*`, `person.*` and `owner.*` with `{domain | email, owner}`: whose customer this is; `owner` is a person's id or
 *   e-mail, or null.
 * - `deal.*` with `{person: {email}, deal, state: open | won | lost, amount?, currency?, reason?, at?}`: what became of it.
 * `at` is the envelope's timestamp where it is absent. Everything else is a lead, under `data` or on top.
 */
function signedBy(prefixes: readonly [string, ...string[]]): ProviderModule {
  const header = ({ headers }: Pick<HookRequest, "headers">, name: string) =>
    prefixes.map((prefix) => headers[`${prefix}-${name}`]).find((value) => value !== undefined && value !== "");
  const secondsIn = (request: Pick<HookRequest, "headers">) => {
    const timestamp = header(request, "timestamp");
    return timestamp && /^\d{1,12}$/.test(timestamp) ? timestamp : undefined;
  };
  return {
    proof: ["secret", "publicKey"],

    verify(request, { secrets, now }) {
      const id = header(request, "id");
      const timestamp = secondsIn(request);
      const signatures = header(request, "signature");
      if (!id || !timestamp || !signatures) return "forged";
      const labelled = (label: string) =>
        signatures
          .split(" ")
          .filter((one) => one.startsWith(`${label},`))
          .map((one) => one.slice(label.length + 1))
          // Each costs a digest of the body, and whoever sends it has proven nothing yet.
          .slice(0, MOST_SIGNATURES);
      const head = `${id}.${timestamp}.`;
      const symmetric = labelled("v1");
      const asymmetric = labelled("v1a");
      const genuine =
        secrets.secret.some((secret) => {
          const key = secretBytes(secret);
          // What is no base64 would be an empty key, with which anybody can sign.
          if (key.length === 0) return false;
          const expected = hmac("sha256", key, "base64", head, request.body);
          return symmetric.some((signature) => equal(signature, expected));
        }) || secrets.publicKey.some((key) => asymmetric.some((one) => verifies(key, one, head, request.body)));
      if (!genuine) return "forged";
      return Math.abs(Math.floor(now / 1000) - Number(timestamp)) <= TOLERANCE_SECONDS ? "authentic" : "stale";
    },

    signedAt(request) {
      const timestamp = secondsIn(request);
      return timestamp === undefined ? undefined : Number(timestamp) * 1000;
    },

    deliveryId: (request) => header(request, "id"),

    read(body, _contentType, naming) {
      const read = objectIn(body);
      return "unreadable" in read ? read : readEvent(read.event, naming);
    },

    compose({ lead, secrets, now }) {
      const id = `msg_${randomUUID()}`;
      const timestamp = String(Math.floor(now / 1000));
      const body = JSON.stringify({ type: "lead.created", timestamp: new Date(now).toISOString(), data: lead });
      // Without a secret there is nothing to sign with: an Ed25519 sender keeps its private key to itself.
      const key = secretBytes(secrets.secret[0] ?? "");
      const signature = hmac("sha256", key, "base64", `${id}.${timestamp}.`, body);
      const [prefix] = prefixes;
      return {
        headers: {
          [`${prefix}-id`]: id,
          [`${prefix}-timestamp`]: timestamp,
          [`${prefix}-signature`]: `v1,${signature}`,
        },
        body,
      };
    },
  };
}

/** The key is base64, by convention after `whsec_`. */
export const secretBytes = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ""), "base64");

/** What comes before the 32 bytes of an Ed25519 key in its DER form (RFC 8410). */
const DER = Buffer.from("302a300506032b6570032100", "hex");

/** A public key, base64 after `whpk_`; undefined for what is none. */
function keyFrom(publicKey: string): KeyObject | undefined {
  const bytes = Buffer.from(publicKey.replace(/^whpk_/, ""), "base64");
  if (bytes.length !== 32) return undefined;
  try {
    return createPublicKey({ key: Buffer.concat([DER, bytes]), format: "der", type: "spki" });
  } catch {
    return undefined;
  }
}

function verifies(publicKey: string, signature: string, head: string, body: Uint8Array): boolean {
  const key = keyFrom(publicKey);
  const bytes = Buffer.from(signature, "base64");
  return key !== undefined && bytes.length === 64 && verify(null, Buffer.concat([Buffer.from(head), body]), key, bytes);
}

type Json = Record<string, unknown>;

function readEvent(event: Json, naming: Naming): Reading {
  // Senders without the envelope put the fields on top.
  const inner = isObject(event.data) ? event.data : event;
  const type = inner === event ? undefined : textOf(event.type);
  const at = instantOf(event.timestamp);
  if (type === "response.recorded") return readResponse(inner, at);
  if (type === "touch.recorded") return readTouch(inner, at);
  if (type && /^(account|person|owner)\./.test(type) && Object.hasOwn(inner, "owner")) return readOwner(inner);
  if (type?.startsWith("deal.")) return { found: [{ kind: "deal", said: { ...(at && { at }), ...inner } }] };
  if (type?.startsWith("customer.")) return { found: [{ kind: "customer", said: { ...(at && { at }), ...inner } }] };
  const fields = nameFields(Object.entries(inner), naming);
  if (inner !== event && typeof event.timestamp === "string") fields.submittedAt ??= event.timestamp;
  return oneLead({ fields, test: inner.test === true });
}

const channels = ["call", "email", "meeting", "message", "booking", "task"] as const;

function whoIs(data: Json): Contact["who"] {
  const said = (name: string) => firstText(data[name]);
  const who = { email: said("email"), phone: said("phone"), name: said("name"), country: said("country") };
  const ids = { userId: said("userId"), anonymousId: said("anonymousId") };
  return Object.fromEntries(Object.entries({ ...who, ...ids }).filter(([, value]) => value !== undefined));
}

function readResponse(data: Json, sentAt: string | undefined): Reading {
  const channel = channels.find((one) => one === data.channel);
  if (!channel) return { unreadable: `The response has no channel that Baton knows: ${channels.join(", ")}.` };
  const who = whoIs(data);
  if (!who.email && !who.phone)
    return { unreadable: "The response does not say whom it went to: it has no email or phone." };
  const at = data.at === undefined ? sentAt : instantOf(data.at);
  if (!at) return { unreadable: "The response does not say when it was made: `at` is no ISO 8601 instant." };
  const by = firstText(data.by);
  const subject = firstText(data.subject);
  const key = firstText(data.id) ?? `${channel} ${at}`;
  const event = firstText(data.event) ?? channel;
  return {
    found: [{ kind: "contact", channel, event, at, who, ...(by && { by }), key, ...(subject && { subject }) }],
  };
}

function readTouch(data: Json, sentAt: string | undefined): Reading {
  const touch = firstText(data.touch);
  if (!touch) return { unreadable: "The touch does not say what it is: it has no `touch`." };
  const who = whoIs(data);
  if (!who.email && !who.phone && !who.userId && !who.anonymousId)
    return { unreadable: "The touch does not say whose it is: it has no email, phone, userId or anonymousId." };
  const at = data.at === undefined ? sentAt : instantOf(data.at);
  const key = firstText(data.id);
  const facts: Touch["facts"] = Object.fromEntries(
    Object.entries(isObject(data.facts) ? data.facts : {}).filter((fact): fact is [string, string | number | boolean] =>
      /^(string|number|boolean)$/.test(typeof fact[1]),
    ),
  );
  const label = firstText(data.label) ?? touch;
  return { found: [{ kind: "touch", touch, label, ...(at && { at }), who, facts, ...(key && { key }) }] };
}

function readOwner(data: Json): Reading {
  const email = firstText(data.email);
  const domain = firstText(data.domain, data.website)
    ?.toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, "")
    .replace(/^www\./, "")
    .replace(/[/?#:].*$/s, "");
  const of = email ?? domain;
  if (!of) return { unreadable: "The owner is of nobody: it has no domain or email." };
  const owner = isObject(data.owner) ? firstText(data.owner.id, data.owner.email) : firstText(data.owner);
  if (owner === undefined && data.owner !== null)
    return { unreadable: "The owner is neither a person's id or e-mail nor null." };
  return { found: [{ kind: "ownership", of, owner: owner ?? null }] };
}

export const standardWebhooks = signedBy(["webhook"]);
export const svix = signedBy(["svix", "webhook"]);
