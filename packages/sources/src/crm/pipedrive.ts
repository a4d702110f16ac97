import { randomInt, randomUUID } from "node:crypto";
import type { Contact, DealChange, Fetched, Found, Reference } from "@baton/core/delivery";
import { apis } from "../apis.ts";
import { ask } from "../asking.ts";
import { isObject, nested, objectsIn, textOf } from "../json.ts";
import type { Api, ProviderModule } from "../types.ts";
import { earlier, firstText, instantOf, objectIn } from "../values.ts";

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

type Problem = Extract<Fetched, { problem: unknown }>;

const ignored = (reason: string): Found => ({ kind: "ignored", reason });
const yes = (value: unknown): boolean => value === true || value === 1;

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

/** One of Pipedrive's things, out of the envelope that its API puts around each. */
async function thing(api: Api, path: string): Promise<{ thing: Record<string, unknown> } | Problem> {
  const asked = await ask(api, path, { provider: "Pipedrive", headers: (token) => ({ "x-api-token": token }) });
  if ("problem" in asked) return asked;
  return { thing: isObject(asked.body.data) ? asked.body.data : asked.body };
}

/** The e-mail address of a user, as far as the token may read users. */
async function usersEmail(api: Api, user: string | undefined): Promise<string | undefined> {
  if (!user) return undefined;
  const asked = await thing(api, `/api/v1/users/${encodeURIComponent(user)}`);
  return "thing" in asked ? textOf(asked.thing.email) : undefined;
}

/** The data of an event as it is now, and its instant. */
function stateIn(meta: Record<string, unknown>, event: Record<string, unknown>) {
  const data = isObject(event.data) ? event.data : event.current;
  const at = instantOf(meta.timestamp, "seconds");
  return isObject(data) && at ? { data, at, action: textOf(meta.action) ?? "" } : undefined;
}

const idIn = (value: unknown): string | undefined => textOf(value) ?? textOf(nested(value, "value"));

/** A deal, whose person and owner are asked for. */
function readDeal(meta: Record<string, unknown>, event: Record<string, unknown>): Found {
  const state = stateIn(meta, event);
  const id = firstText(state?.data.id, meta.entity_id);
  if (!state || !id) return ignored(`Pipedrive's deal ${id ?? ""} is gone, or does not say when it changed.`);
  const { data, at } = state;
  const status = textOf(data.status) ?? "open";
  if (!/^(open|won|lost)$/.test(status)) return ignored(`Pipedrive's deal ${id} is ${status}, which says nothing.`);
  const [amount, currency, reason, stage] = [data.value, data.currency, data.lost_reason, data.stage_id].map(textOf);
  const said = { deal: id, state: status, at, ...(amount && { amount, ...(currency && { currency }) }) };
  const crm = { ...(stage && { stage }), ...(reason && { reason }) };
  const [person, owner] = [idIn(data.person_id), idIn(data.owner_id ?? data.user_id)];
  return {
    kind: "reference",
    type: "deals",
    id: `${id}#${at}`,
    lead: false,
    at,
    fields: { said, crm, ...(person && { person }), ...(owner && { owner }) },
  };
}

async function fetchDeal({ fields = {} }: Reference, api: Api): Promise<Fetched> {
  const { said, crm, person, owner } = fields as {
    said: Record<string, unknown>;
    crm: NonNullable<DealChange["crm"]>;
    person?: string;
    owner?: string;
  };
  const asked = person ? await thing(api, `/api/v2/persons/${encodeURIComponent(person)}`) : undefined;
  if (asked && "problem" in asked && asked.problem !== "gone") return asked;
  const who = asked && "thing" in asked ? whoIs(asked.thing) : undefined;
  const by = await usersEmail(api, owner);
  const whose = who?.email !== undefined && { person: { email: who.email } };
  return {
    found: [{ kind: "deal", said: { ...said, ...whose }, crm: { ...crm, ...(by && { by }), ...(who && { who }) } }],
  };
}

/** A person that a colleague made, or gave a label. */
function readPerson(meta: Record<string, unknown>, event: Record<string, unknown>): Found[] {
  const state = stateIn(meta, event);
  const id = firstText(state?.data.id, meta.entity_id);
  if (!state || !id) return [ignored(`Pipedrive's person ${id ?? ""} is gone, or does not say when they changed.`)];
  const { data, at, action } = state;
  const who = whoIs(data);
  if (!who) return [ignored(`Pipedrive's person ${id} has neither an e-mail nor a phone.`)];
  if (yes(meta.is_bulk_edit) || yes(meta.is_bulk_update))
    return [ignored(`Person ${id} was changed together with others, which is tidying up and no answer.`)];
  const owner = idIn(data.owner_id);
  if (/^(create|added)$/.test(action)) {
    if (textOf(meta.change_source) !== "app" || !owner)
      return [ignored(`Person ${id} was not made by a colleague in Pipedrive.`)];
    return [{ kind: "reference", type: "made", id: `${id}#made`, lead: false, fields: { key: id, who, owner } }];
  }
  const before = isObject(event.previous) ? event.previous : {};
  if (!("label_ids" in before) && !("label" in before)) return [ignored(`Person ${id} has no other label.`)];
  const had = new Set(labelsIn(before));
  const labels = labelsIn(data).filter((label) => !had.has(label));
  if (labels.length === 0) return [ignored(`Person ${id} lost a label, which says nothing.`)];
  return [
    {
      kind: "reference",
      type: "statuses",
      id: `${id}#${at}`,
      lead: false,
      at,
      fields: { who, labels, ...(owner && { owner }) },
    },
  ];
}

const labelsIn = ({ label_ids, label }: Record<string, unknown>): string[] =>
  (Array.isArray(label_ids) ? label_ids : [label]).map(textOf).filter((one) => one !== undefined);

async function fetchMade({ fields = {} }: Reference, api: Api): Promise<Fetched> {
  const { key, who, owner } = fields as { key: string; who: Contact["who"]; owner: string };
  const by = await usersEmail(api, owner);
  return { found: [{ kind: "made", fields: { ...who }, key, ...(by && { by }) }] };
}

/** What labels are called: the person's field of labels has them as options. */
async function fetchStatuses({ id, at = "", fields = {} }: Reference, api: Api): Promise<Fetched> {
  const { who, labels, owner } = fields as { who: Contact["who"]; labels: string[]; owner?: string };
  const asked = await ask(api, "/api/v1/personFields", {
    provider: "Pipedrive",
    headers: (token) => ({ "x-api-token": token }),
  });
  if ("problem" in asked) return asked;
  const field = objectsIn(asked.body.data).find(({ key }) => key === "label_ids" || key === "label");
  const names = new Map(objectsIn(field?.options).map((option) => [textOf(option.id), textOf(option.label)]));
  const by = await usersEmail(api, owner);
  return {
    found: labels.map((label) => ({
      kind: "status",
      status: names.get(label) ?? label,
      at,
      who,
      ...(by && { by }),
      key: `${id}#${label}`,
    })),
  };
}

/** A person's addresses; lists carry the primary one first or marked. */
function whoIs(person: Record<string, unknown>): Contact["who"] | undefined {
  const first = (...values: unknown[]): string | undefined => {
    for (const value of values) {
      const entries = objectsIn(value);
      const found = firstText(
        value,
        ...entries.filter((one) => yes(one.primary)).map((one) => one.value),
        ...entries.map((one) => one.value),
      );
      if (found) return found;
    }
    return undefined;
  };
  const email = first(person.emails, person.email);
  const phone = first(person.phones, person.phone);
  const name = firstText(person.name, [textOf(person.first_name), textOf(person.last_name)].filter(Boolean).join(" "));
  if (!email && !phone) return undefined;
  return { ...(email && { email }), ...(phone && { phone }), ...(name && { name }) };
}
