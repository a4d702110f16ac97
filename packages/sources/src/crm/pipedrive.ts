import { randomInt, randomUUID } from "node:crypto";
import type { Contact, Found } from "@baton/core/delivery";
import { apis } from "../apis.ts";
import { isObject, nested, objectsIn, textOf } from "../json.ts";
import type { ProviderModule } from "../types.ts";
import { earlier, firstText, instantOf, objectIn } from "../values.ts";
import {
  fetchDeal,
  fetchMade,
  fetchStatuses,
  ignored,
  readDeal,
  readPerson,
  thing,
  whoIs,
  yes,
} from "./pipedrive-objects.ts";

/**
 * Pipedrive's webhooks, version 2, and version 1 as far as it is the same: an activity that gets done is a response.
 * They are not signed; HTTP Basic is what Pipedrive offers.
 * https://pipedrive.readme.io/docs/guide-for-webhooks-v2
 */
export const pipedrive: ProviderModule = {
  api: apis.pipedrive,

  // The same in every attempt, where meta.id is another one each time; what one action changes in several things has it in common.
  deliveryId({ body }) {
    const read = objectIn(body);
    if (!("event" in read)) return undefined;
    const [id, entity, of, action] = ["correlation_id", "entity", "entity_id", "action"].map((name) =>
      textOf(nested(read.event, "meta", name)),
    );
    return id && [id, entity, of, action].filter(Boolean).join("|");
  },

  read(body, _contentType, { crm = false }) {
    const read = objectIn(body);
    if ("unreadable" in read) return read;
    const { meta } = read.event;
    if (!isObject(meta)) return { unreadable: "The body has no meta, so it is not Pipedrive's." };
    const entity = firstText(meta.entity, meta.object);
    if (crm && entity === "deal") return { found: [readDeal(meta, read.event)] };
    if (crm && entity === "person") return { found: readPerson(meta, read.event) };
    return { found: readActivity(meta, read.event) };
  },

  async fetch(reference, api) {
    if (reference.type === "deals") return fetchDeal(reference, api);
    if (reference.type === "made") return fetchMade(reference, api);
    if (reference.type === "statuses") return fetchStatuses(reference, api);
    const { id, fields = {} } = reference;
    const { person, channel, event, at, subject } = fields;
    const asked = await thing(api, `/api/v2/persons/${encodeURIComponent(String(person))}`);
    if ("problem" in asked) return asked;
    const who = whoIs(asked.thing);
    if (!who) return { found: [ignored(`Pipedrive's person ${person} has neither an e-mail nor a phone.`)] };
    const contact = { channel, event, at, ...(subject !== undefined && { subject }) } as Omit<
      Contact,
      "kind" | "who" | "key"
    >;
    return { found: [{ kind: "contact", ...contact, who, key: id }] };
  },

  compose({ lead, now }) {
    const id = randomInt(1, 2 ** 47);
    const at = new Date(now).toISOString();
    const body = JSON.stringify({
      meta: {
        action: "change",
        entity: "activity",
        entity_id: String(id),
        id: randomUUID(),
        correlation_id: randomUUID(),
        version: "2.0",
        timestamp: at,
        attempt: 1,
        change_source: "app",
        is_bulk_edit: false,
      },
      data: {
        id,
        type: "call",
        subject: "Call",
        done: true,
        person_id: 1,
        marked_as_done_time: at,
        attendees: [{ email: lead.email, name: lead.name, person_id: 1, user_id: null, is_organizer: false }],
      },
      previous: { done: false },
    });
    return { headers: {}, body };
  },
};

/** Channels by an activity's type. Pipedrive's own types are call, meeting, lunch, email, task and deadline; teams add theirs. */
const channels: [RegExp, Contact["channel"]][] = [
  [/call|phone/i, "call"],
  [/e-?mail/i, "email"],
  [/meet|lunch|demo|visit/i, "meeting"],
  [/whats|sms|message|chat|linkedin/i, "message"],
];

function readActivity(meta: Record<string, unknown>, event: Record<string, unknown>): Found[] {
  const entity = firstText(meta.entity, meta.object) ?? "something";
  const action = textOf(meta.action) ?? "";
  if (entity !== "activity")
    return [ignored(`Pipedrive tells of a ${entity} (${action}); only activities that are done concern a clock.`)];
  const data = isObject(event.data) ? event.data : event.current;
  if (!isObject(data)) return [ignored(`The activity is gone (${action}).`)];
  const id = firstText(data.id, meta.entity_id);
  if (!id) return [ignored("The activity has no id.")];
  if (yes(meta.is_bulk_edit) || yes(meta.is_bulk_update))
    return [ignored(`Activity ${id} was ticked off together with others, which is tidying up and no response.`)];
  if (!/^(change|updated|create|added)$/.test(action)) return [ignored(`Activity ${id}: ${action} is no response.`)];
  if (!yes(data.done)) return [ignored(`Activity ${id} is planned, not done.`)];
  const changed = /^(change|updated)$/.test(action);
  const before = nested(event.previous, "done");
  // What has not changed is absent in version 2, and in version 1 it is as it was.
  if (changed && (before === undefined || yes(before)))
    return [ignored(`Activity ${id} had been done before this change.`)];
  const type = textOf(data.type) ?? "";
  const channel = channels.find(([pattern]) => pattern.test(type))?.[1];
  if (!channel) return [ignored(`Activity ${id} is a ${type || "something without type"}, which reaches nobody.`)];
  const told = instantOf(meta.timestamp, "seconds");
  const at = earlier(instantOf(data.marked_as_done_time), told);
  if (!at) return [ignored(`Activity ${id} does not say when it was done.`)];

  const subject = textOf(data.subject);
  const contact = { channel, event: type, at, ...(subject && { subject }) };
  const found = (who: Contact["who"]): Found => ({ kind: "contact", ...contact, who, key: id });
  const person = textOf(data.person_id) ?? textOf(nested(data.person_id, "value"));
  const invited = objectsIn(data.attendees).filter((one) => !textOf(one.user_id) && !yes(one.is_organizer));
  const their = (one: Record<string, unknown>) => whoIs({ ...one, email: one.email ?? one.email_address });
  const named = [data.person, ...invited.filter((one) => person && textOf(one.person_id) === person)]
    .map((one) => (isObject(one) ? their(one) : undefined))
    .find((who) => who?.email !== undefined);
  if (named) return [found(named)];
  if (person) {
    // Named after the activity: the same person is asked for again with the next one.
    return [{ kind: "reference", type: "activities", id, lead: false, at, fields: { person, ...contact } }];
  }
  const guests = invited.map(their).filter((who) => who !== undefined);
  return guests.length > 0 ? guests.map(found) : [ignored(`Activity ${id} belongs to no person.`)];
}
