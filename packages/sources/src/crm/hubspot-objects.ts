import type { Fetched, Found, Reference, Who } from "@baton/core/delivery";
import { ask, bearer } from "../asking.ts";
import { isObject, nested, objectsIn, textOf } from "../json.ts";
import { identifies, nameFields } from "../naming.ts";
import type { Api, Naming } from "../types.ts";

import { earlier, firstText, instantOf, renamed } from "../values.ts";

/** How far HubSpot's clocks may be apart. */
const CLOCKS_APART_MS = 300_000;

/** What a person of ours does with a contact, as HubSpot's objects are called. */
export type Activity = "calls" | "emails" | "meetings";

/** Properties that say of an activity that it has taken place. */
export const completion: Record<Activity, { property: string; value: string }> = {
  calls: { property: "hs_call_status", value: "COMPLETED" },
  emails: { property: "hs_email_status", value: "SENT" },
  meetings: { property: "hs_meeting_outcome", value: "COMPLETED" },
};
export const isActivity = (type: string): type is Activity => Object.hasOwn(completion, type);

/** Sources of an activity behind which is no human of ours, from the same enumeration. */
export const automata = new Set([
  "AUTOMATION_JOURNEY",
  "AUTOMATION_PLATFORM",
  "BOT",
  "BREEZE_AGENT",
  "CUSTOMER_AGENT",
  "EMAIL_INBOX_IMPORT",
  "HELP_DESK_AI",
  "IMPORT",
  "MIGRATION",
  "PRIMARY_AUTOMATION",
  "PROSPECTING_AGENT",
  "SEQUENCES",
  "WORKFLOWS",
]);

export const automatic = (type: Activity, by: string): string =>
  `HubSpot made this by itself (${by}): ${type} count only when a human is behind them.`;

/** A contact's properties by Baton's names, where these differ by more than case. */
const contactNames: Record<string, string> = {
  hs_language: "language",
  hs_google_click_id: "clickId.gclid",
  hs_facebook_click_id: "clickId.fbclid",
  hs_analytics_first_url: "page",
  hs_analytics_first_referrer: "referrer",
  recent_conversion_event_name: "form",
};
const contactProperties = [
  "email",
  "phone",
  "mobilephone",
  "firstname",
  "lastname",
  "company",
  "jobtitle",
  "country",
  "website",
  "message",
  ...Object.keys(contactNames),
];

type Problem = Extract<Fetched, { problem: unknown }>;

const object = (api: Api, type: string, id: string, properties: readonly string[], associations = "") =>
  ask(
    api,
    `/crm/v3/objects/${type}/${encodeURIComponent(id)}?properties=${properties.map(encodeURIComponent).join(",")}${associations}`,
    { provider: "HubSpot", headers: bearer },
  );

const propertiesOf = (body: Record<string, unknown>): Record<string, unknown> =>
  isObject(body.properties) ? body.properties : {};

/** A contact that did something to be contacted. */
export async function fetchLead({ id, at }: Reference, api: Api, naming: Naming): Promise<Fetched> {
  // HubSpot leaves out properties that it does not know, so the agreement's own names do no harm.
  const wanted = new Set([...contactProperties, ...Object.keys(naming.fields), ...naming.declared]);
  const asked = await object(api, "contacts", id, [...wanted]);
  if ("problem" in asked) return asked;
  const given = Object.entries(propertiesOf(asked.body)).filter(
    ([name]) => wanted.has(name) || !/^(hs_object_id|createdate|lastmodifieddate)$/.test(name),
  );
  const fields = nameFields(renamed(given, contactNames, naming), naming);
  if (!identifies(fields))
    return { problem: "gone", message: `HubSpot's contact ${id} has no e-mail, phone, name or company.` };
  if (at) fields.submittedAt ??= at;
  return { found: [{ kind: "lead", fields, key: id }] };
}

const personProperties = ["email", "phone", "mobilephone", "firstname", "lastname", "country"];

function whoIs(given: Record<string, unknown>): Who | undefined {
  const email = textOf(given.email);
  const phone = firstText(given.phone, given.mobilephone);
  if (!email && !phone) return undefined;
  const name = [textOf(given.firstname), textOf(given.lastname)].filter(Boolean).join(" ");
  const country = textOf(given.country);
  return { ...(email && { email }), ...(phone && { phone }), ...(name && { name }), ...(country && { country }) };
}

/** Contacts of one activity that are looked up. */
const MOST_CONTACTS = 25;

const activityProperties: Record<Activity, readonly string[]> = {
  calls: ["hs_call_direction", "hs_call_status", "hs_call_disposition", "hs_call_title"],
  emails: ["hs_email_direction", "hs_email_status", "hs_email_subject", "hs_email_from_email", "hs_sequence_id"],
  meetings: ["hs_meeting_outcome", "hs_meeting_title", "hs_meeting_start_time"],
};
const everyActivity = ["hs_timestamp", "hs_createdate", "hs_engagement_source", "hs_object_source", "hubspot_owner_id"];

/** The responses that an activity is: one for each person it was with, or why it is none. */
export async function fetchActivity(reference: Reference, api: Api): Promise<Fetched> {
  const { type } = reference;
  // What follows names the change that said it is done: another reference than the one from its creation.
  const id = reference.id.split("#")[0]!;
  if (!isActivity(type)) return { problem: "gone", message: `Baton does not know HubSpot's ${type}.` };
  const asked = await object(api, type, id, [...everyActivity, ...activityProperties[type]], "&associations=contacts");
  if ("problem" in asked) return asked;
  const properties = propertiesOf(asked.body);
  const judged = judge(type, properties, reference);
  if ("problem" in judged) return judged;
  if ("reason" in judged) return { found: [{ kind: "ignored", reason: judged.reason }] };

  const associated = objectsIn(nested(asked.body, "associations", "contacts", "results"));
  const ids = [...new Set(associated.map((one) => textOf(one.id) ?? textOf(one.toObjectId)))].filter(
    (one) => one !== undefined,
  );
  if (ids.length === 0)
    return { found: [{ kind: "ignored", reason: `HubSpot's ${type} ${id} belongs to no contact.` }] };
  const by = textOf(properties.hs_email_from_email) ?? (await ownersEmail(api, textOf(properties.hubspot_owner_id)));
  const found: Found[] = [];
  for (const contact of ids.slice(0, MOST_CONTACTS)) {
    const person = await object(api, "contacts", contact, personProperties);
    if ("problem" in person) {
      if (person.problem === "gone") continue;
      return person;
    }
    const who = whoIs(propertiesOf(person.body));
    if (!who) continue;
    found.push({
      kind: "contact",
      ...judged,
      who,
      ...(by && { by }),
      key: `${type}/${id}`,
    });
  }
  if (found.length > 0) return { found };
  return {
    found: [{ kind: "ignored", reason: `Nobody whom HubSpot's ${type} ${id} belongs to has an e-mail or a phone.` }],
  };
}

/** Whom a status is of, and what it says. */
export async function fetchStatus({ id, at = "", fields = {} }: Reference, api: Api): Promise<Fetched> {
  const contact = String(fields.contact);
  const person = await object(api, "contacts", contact, personProperties);
  if ("problem" in person) return person;
  const who = whoIs(propertiesOf(person.body));
  if (!who)
    return { found: [{ kind: "ignored", reason: `HubSpot's contact ${contact} has neither an e-mail nor a phone.` }] };
  return { found: [{ kind: "status", status: String(fields.status), at, who, key: id }] };
}

const dealProperties = [
  "dealstage",
  "amount",
  "deal_currency_code",
  "hs_is_closed",
  "hs_is_closed_won",
  "closed_lost_reason",
  "createdate",
  "hubspot_owner_id",
];

/** A deal as it is now, with the first person of those it is with who can be recognised. */
export async function fetchDeal({ at = "", fields = {} }: Reference, api: Api): Promise<Fetched> {
  const deal = String(fields.deal);
  const asked = await object(api, "deals", deal, dealProperties, "&associations=contacts");
  if ("problem" in asked) return asked;
  const given = propertiesOf(asked.body);
  const is = (property: string): boolean => textOf(given[property])?.toLowerCase() === "true";
  const contacts = objectsIn(nested(asked.body, "associations", "contacts", "results"));
  const who = await personOf(api, textOf(contacts[0]?.id));
  if (who && "problem" in who) return who;
  const whom = await ownerOf(api, textOf(given.hubspot_owner_id));
  if ("problem" in whom) return whom;
  const opened = instantOf(given.createdate);
  const [amount, currency, stage, reason] = ["amount", "deal_currency_code", "dealstage", "closed_lost_reason"].map(
    (property) => textOf(given[property]),
  );
  const said = {
    deal,
    state: is("hs_is_closed_won") ? "won" : is("hs_is_closed") ? "lost" : "open",
    at,
    ...(who?.email !== undefined && { person: { email: who.email } }),
    ...(amount && { amount, ...(currency && { currency }) }),
  };
  const crm = {
    ...(stage && { stage }),
    ...(reason && { reason }),
    ...whom,
    ...(who && { who }),
    ...(opened && { opened }),
    ...(automata.has(String(fields.changeSource)) && { automatic: true as const }),
  };
  return { found: [{ kind: "deal", said, crm }] };
}

async function personOf(api: Api, contact: string | undefined): Promise<Who | Problem | undefined> {
  if (!contact) return undefined;
  const person = await object(api, "contacts", contact, personProperties);
  if ("problem" in person) return person.problem === "gone" ? undefined : person;
  return whoIs(propertiesOf(person.body));
}

/** A contact that a colleague made, and whose they are. */
export async function fetchMade({ fields = {} }: Reference, api: Api, naming: Naming): Promise<Fetched> {
  const contact = String(fields.contact);
  const asked = await object(api, "contacts", contact, [...contactProperties, "hubspot_owner_id"]);
  if ("problem" in asked) return asked;
  const { hubspot_owner_id: owner, ...given } = propertiesOf(asked.body);
  const named = Object.entries(given).filter(([name]) => !/^(hs_object_id|createdate|lastmodifieddate)$/.test(name));
  const whom = await ownerOf(api, textOf(owner));
  if ("problem" in whom) return whom;
  const made = nameFields(renamed(named, contactNames, naming), naming);
  return { found: [{ kind: "made", fields: made, ...whom, key: contact }] };
}

type Judged =
  | { channel: "call" | "email" | "meeting" | "booking"; event: string; at: string; subject?: string }
  | { reason: string }
  | Problem;

/** HubSpot's default outcomes of a call in which nobody was reached: busy, no answer, wrong number. */
const nobodyReached = new Set([
  "9d9162e7-6cf3-4944-bf63-4dff82258764",
  "73a0d17f-1163-4015-bdd5-ec830791da20",
  "17b47fee-58de-441e-a44c-c6300d46f273",
]);
const underWay = /^(CALLING_CRM_USER|CONNECTING|RINGING|IN_PROGRESS|HOLD|SENDING)$/;

/** Whether an activity is a response: outgoing, done, and by a human. */
function judge(type: Activity, properties: Record<string, unknown>, reference: Reference): Judged {
  const value = (name: string) => textOf(properties[name])?.toUpperCase();
  const made = reference.at ?? instantOf(properties.hs_createdate);
  const its = instantOf(properties.hs_timestamp) ?? instantOf(properties.hs_meeting_start_time) ?? made;
  const source = value("hs_engagement_source") ?? value("hs_object_source");
  if (source && automata.has(source)) return { reason: automatic(type, source) };
  if (its === undefined) return { reason: `HubSpot does not say when ${type} ${reference.id} took place.` };
  const planned = made !== undefined && Date.parse(its) > Date.parse(made);
  // A clock may be a little ahead of another.
  const soon = planned && Date.parse(its) - Date.parse(made) <= CLOCKS_APART_MS;
  const at = (soon ? earlier(its, made) : its) as string;
  const subject = firstText(properties.hs_call_title, properties.hs_email_subject, properties.hs_meeting_title);
  const response = { event: type, at, ...(subject && { subject }) };

  if (type === "meetings") {
    const outcome = value("hs_meeting_outcome");
    if (outcome && !/^(SCHEDULED|RESCHEDULED|COMPLETED)$/.test(outcome))
      return { reason: `The meeting did not take place: ${outcome}.` };
    if (source !== "MEETINGS" && (outcome === "COMPLETED" || !planned || soon))
      return { channel: "meeting", ...response };
    // An invitation to the person, or their own booking: what counts is when it was made, not when they meet.
    return { channel: "booking", ...response, at: (earlier(made, its) ?? at) as string };
  }
  const status = value(type === "calls" ? "hs_call_status" : "hs_email_status");
  const direction = value(type === "calls" ? "hs_call_direction" : "hs_email_direction");
  if (type === "calls") {
    if (direction && direction !== "OUTBOUND") return { reason: `The call is not outgoing: ${direction}.` };
  } else if (direction !== "EMAIL") return { reason: `The e-mail is not outgoing: ${direction ?? "no direction"}.` };
  if (textOf(properties.hs_sequence_id)) return { reason: automatic(type, "SEQUENCES") };
  if (status && underWay.test(status)) return { problem: "later", message: `It is not over yet: ${status}.` };
  if (status && status !== (type === "calls" ? "COMPLETED" : "SENT"))
    return { reason: type === "calls" ? `The call reached nobody: ${status}.` : `The e-mail was not sent: ${status}.` };
  if (nobodyReached.has(textOf(properties.hs_call_disposition) ?? ""))
    return { reason: "The call reached nobody, says its outcome." };
  if (planned && !soon) return { reason: `It is planned for ${its}, and has not taken place.` };
  return { channel: type === "calls" ? "call" : "email", ...response };
}

/** Who did it, as far as the token may read owners. */
async function ownersEmail(api: Api, owner: string | undefined): Promise<string | undefined> {
  const whom = await ownerOf(api, owner);
  return "problem" in whom ? undefined : whom.by;
}

/** Whose it is, as far as the token may read owners; a problem where that may be told later. */
async function ownerOf(api: Api, owner: string | undefined): Promise<{ by?: string } | Problem> {
  if (!owner) return {};
  const asked = await ask(api, `/crm/v3/owners/${encodeURIComponent(owner)}`, { provider: "HubSpot", headers: bearer });
  if ("problem" in asked) return asked.problem === "later" ? asked : {};
  const by = textOf(asked.body.email);
  return by === undefined ? {} : { by };
}
