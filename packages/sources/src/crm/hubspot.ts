import { randomInt } from "node:crypto";
import type { Found } from "@baton/core/delivery";
import type { HookRequest } from "@baton/core/ports";
import { apis } from "../apis.ts";
import { hmac, signedWith } from "../compare.ts";
import { isObject, parseJson, textOf } from "../json.ts";
import { flat, orTest, testId } from "../sending.ts";
import type { ProviderModule } from "../types.ts";
import { instantOf, nothingIn } from "../values.ts";
import {
  type Activity,
  automata,
  automatic,
  completion,
  fetchActivity,
  fetchDeal,
  fetchLead,
  fetchMade,
  fetchStatus,
  isActivity,
} from "./hubspot-objects.ts";

/** Milliseconds a timestamp may be off, inclusive. */
const TOLERANCE_MS = 300_000;

/**
 * HubSpot. Events carry ids only, so what happened is asked for.
 * Signature v3 has replay protection; v1 and v2 have none and are refused.
 * https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 * https://developers.hubspot.com/docs/api/webhooks
 */
export const hubspot: ProviderModule = {
  proof: ["secret"],
  api: apis.hubspot,

  verify({ method, headers, query, body }, { secrets, now, source: { publicUrl } }) {
    const signature = headers["x-hubspot-signature-v3"];
    const timestamp = headers["x-hubspot-request-timestamp"];
    if (!signature || !timestamp || !/^\d{1,15}$/.test(timestamp) || !publicUrl) return "forged";
    const uri = signedUri(publicUrl, query);
    if (!signedWith(signature, secrets.secret, "sha256", "base64", method, uri, body, timestamp)) return "forged";
    return Math.abs(now - Number(timestamp)) <= TOLERANCE_MS ? "authentic" : "stale";
  },

  signedAt({ headers }) {
    const timestamp = headers["x-hubspot-request-timestamp"];
    return timestamp && /^\d{1,15}$/.test(timestamp) ? Number(timestamp) : undefined;
  },

  deliveryId({ body }) {
    const events = parseJson(body);
    if (!Array.isArray(events) || events.length === 0 || !events.every(isObject)) return undefined;
    // An event's id alone is not unique, says HubSpot, and attemptNumber counts up with every attempt.
    const ids = events.map((event) =>
      ["portalId", "subscriptionId", "eventId", "objectId", "occurredAt"].map((part) => textOf(event[part]) ?? ""),
    );
    return ids.every((id) => id.some((part) => part !== "")) ? ids.map((id) => id.join("|")).join(",") : undefined;
  },

  read(body, _contentType, { crm = false }) {
    if (nothingIn(body)) return { unreadable: "The body is empty." };
    const events = parseJson(body);
    if (!Array.isArray(events)) return { unreadable: "The body is not a JSON list of events, as HubSpot sends it." };
    if (events.length === 0) return { found: [{ kind: "ignored", reason: "The list of events is empty." }] };
    return { found: events.map((event) => readEvent(event, crm)) };
  },

  fetch(reference, api, naming) {
    switch (reference.type) {
      case "contacts":
        return fetchLead(reference, api, naming);
      case "statuses":
        return fetchStatus(reference, api);
      case "deals":
        return fetchDeal(reference, api);
      case "made":
        return fetchMade(reference, api, naming);
      default:
        return fetchActivity(reference, api);
    }
  },

  compose({ lead, secrets, now, source }) {
    const objectId = testId(lead) ?? String(randomInt(1, 2 ** 47));
    const properties = Object.fromEntries(
      flat(lead).map(([name, value]) => [name, [value].flat().map(String).join(";")]),
    );
    const body = JSON.stringify([
      {
        eventId: randomInt(1, 2 ** 47),
        subscriptionId: 1,
        portalId: 1,
        appId: 1,
        occurredAt: now,
        subscriptionType: "contact.creation",
        attemptNumber: 0,
        objectId,
        changeSource: "FORM",
        changeFlag: "NEW",
      },
    ]);
    const uri = signedUri(source.publicUrl ?? "", "");
    return {
      headers: {
        "x-hubspot-request-timestamp": String(now),
        "x-hubspot-signature-v3": hmac("sha256", secrets.secret[0] ?? "", "base64", "POST", uri, body, String(now)),
      },
      body,
      tells: [{ path: `/crm/v3/objects/contacts/${objectId}`, body: { id: objectId, properties } }],
    };
  },
};

/** HubSpot signs the URL with these escapes decoded, and no others. */
const signedUri = (publicUrl: string, query: HookRequest["query"]): string =>
  `${publicUrl}${query ? `?${query}` : ""}`.replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, decodeURIComponent);

/** Objects by their type id in generic `object.*` events. */
const objectTypes: Record<string, string> = {
  "0-1": "contacts",
  "0-2": "companies",
  "0-3": "deals",
  "0-47": "meetings",
  "0-48": "calls",
  "0-49": "emails",
};
const plurals: Record<string, string> = {
  contact: "contacts",
  company: "companies",
  deal: "deals",
  call: "calls",
  email: "emails",
  meeting: "meetings",
};

/**
 * Sources of a new contact that mean that the person did something to be contacted: a form (LEADIN: one that is not
 * HubSpot's own), a lead ad, a chat, the link to book a meeting. Names from the enumeration of property sources in
 * HubSpot's published SDKs. The others are imports, syncs, enrichment and colleagues who type.
 */
const handRaises = new Set(["FORM", "LEADIN", "ADS", "CONVERSATIONS", "BOT", "MEETINGS"]);

/** The source of what a colleague makes by hand. */
const BY_HAND = "CRM_UI";
/** A deal's properties that say what became of it. */
const dealChanges = new Set([
  "dealstage",
  "amount",
  "deal_currency_code",
  "hs_is_closed_won",
  "hs_is_closed",
  "closed_lost_reason",
]);

/** A contact's properties that say where it stands, among HubSpot's own. */
const statuses = new Set(["hs_lead_status", "lifecyclestage"]);

function readEvent(event: unknown, crm: boolean): Found {
  if (!isObject(event)) return ignored("One of the events is not a JSON object.");
  const subscription = textOf(event.subscriptionType) ?? "";
  const [noun = "", verb = ""] = subscription.split(".");
  const type =
    noun === "object"
      ? (objectTypes[textOf(event.objectTypeId) ?? ""] ?? "")
      : own(plurals, noun)
        ? plurals[noun]!
        : "";
  const id = textOf(event.objectId);
  const at = instantOf(event.occurredAt);
  const by = textOf(event.changeSource)?.toUpperCase();
  const what = subscription || "An event without type";

  if (verb === "propertyChange") {
    const property = textOf(event.propertyName);
    const done = isActivity(type) && completion[type];
    if (done && id && property === done.property && textOf(event.propertyValue)?.toUpperCase() === done.value)
      return by && automata.has(by) ? ignored(automatic(type, by)) : activity(type, `${id}#${done.value}`, at, by);
    const value = textOf(event.propertyValue);
    if (crm && id && at && value && type === "contacts" && property && statuses.has(property)) {
      if (by && automata.has(by)) return ignored(`HubSpot set ${property} of contact ${id} by itself (${by}).`);
      const what = { status: value, contact: id };
      return { kind: "reference", type: "statuses", id: `${id}#${property}#${at}`, lead: false, at, fields: what };
    }
    if (crm && id && at && type === "deals" && property && dealChanges.has(property)) return deal(id, at, by);
    if (property === "hubspot_owner_id")
      return ignored(`HubSpot's owner of ${type || "an object"} ${id ?? ""} changed; routing is the agreement's.`);
    return ignored(`${what} of ${property ?? "a property"} neither makes a lead nor stops a clock.`);
  }
  if (verb !== "creation") return ignored(`${what} neither makes a lead nor stops a clock.`);
  if (!id) return ignored(`${what} names no object.`);
  if (crm && type === "deals" && at) return deal(id, at, by);
  if (type === "contacts") {
    if (crm && by === BY_HAND)
      return { kind: "reference", type: "made", id: `${id}#made`, lead: false, fields: { contact: id } };
    if (by && !handRaises.has(by))
      return ignored(
        `Contact ${id} did not ask to be contacted: it was made by ${by}, not by a form, ad, chat or booking.`,
      );
    return orTest({ kind: "reference", type, id, lead: true, ...(at && { at }) });
  }
  if (isActivity(type)) return by && automata.has(by) ? ignored(automatic(type, by)) : activity(type, id, at, by);
  return ignored(
    `${what} of ${type || textOf(event.objectTypeId) || "an object"} neither makes a lead nor stops a clock.`,
  );
}

const own = (record: object, key: string): boolean => Object.hasOwn(record, key);
const ignored = (reason: string): Found => ({ kind: "ignored", reason });
/** A deal as it is after a change: another reference than those of its other changes. */
const deal = (id: string, at: string, by: string | undefined): Found => ({
  kind: "reference",
  type: "deals",
  id: `${id}#${at}`,
  lead: false,
  at,
  fields: { deal: id, ...(by && { changeSource: by }) },
});
const activity = (type: Activity, id: string, at: string | undefined, by: string | undefined): Found => ({
  kind: "reference",
  type,
  id,
  lead: false,
  ...(at && { at }),
  ...(by && { fields: { changeSource: by } }),
});
