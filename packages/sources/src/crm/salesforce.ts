import { randomBytes } from "node:crypto";
import type { Contact, Found, HandRaise, Ignored } from "@baton/core/delivery";
import type { XmlElement } from "@rgrove/parse-xml";
import { equal } from "../compare.ts";
import { fieldOf, identifies, nameFields } from "../naming.ts";
import { flat } from "../sending.ts";
import type { Naming, ProviderModule } from "../types.ts";
import { instantOf, nothingIn, renamed } from "../values.ts";
import { attribute, children, declaresType, escaped, localName, rootOf } from "./soap.ts";

/**
 * Salesforce's outbound messages: SOAP 1.1 with up to 100 notifications, not signed. They rest on the URL's token and on the
 * organisation's id.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging.htm
 */
export const salesforce: ProviderModule = {
  /** A document type is refused as forged, before anything parses it. */
  verify({ body }, { source: { organization } }) {
    const xml = textIn(body);
    if (declaresType(xml)) return "forged";
    if (!organization) return "authentic";
    const root = rootOf(xml);
    if (!root) return "unreadable";
    return equal(organizationId(textAt(notificationsIn(root), "OrganizationId")), organizationId(organization))
      ? "authentic"
      : "forged";
  },

  deliveryId({ body }) {
    const ids = children(notificationsIn(rootOf(textIn(body))), "Notification").map((one) => textAt(one, "Id"));
    return ids.length > 0 && ids.every((id) => id !== undefined) ? ids.join(",") : undefined;
  },

  read(body, _contentType, naming) {
    if (nothingIn(body)) return { unreadable: "The body is empty." };
    const root = rootOf(textIn(body));
    if (!root) return { unreadable: "The body is not XML, or it declares a document type." };
    const notifications = notificationsIn(root);
    if (!notifications) return { unreadable: "The body is XML, but no outbound message of Salesforce." };
    const found = children(notifications, "Notification").flatMap((one) => readNotification(one, naming));
    return { found: found.length > 0 ? found : [ignored("The message has no notification.")] };
  },

  // Anything but this, and Salesforce sends all of it again for a day.
  answers: {
    accepted: {
      contentType: "text/xml; charset=utf-8",
      body: '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>',
    },
  },

  compose({ lead, now, source }) {
    const { email, phone, name } = Object.fromEntries(flat(lead));
    const fields: [string, unknown][] = [
      ["Id", newId("00T")],
      ["Status", "Completed"],
      ["TaskSubtype", "Call"],
      ["Subject", `Call with ${name ?? email ?? phone ?? "a lead"}`],
      ["CompletedDateTime", new Date(now).toISOString()],
      ["Contact_Email__c", email],
      ["Contact_Phone__c", phone],
    ];
    const written = fields
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => `<sf:${field}>${escaped(String(value))}</sf:${field}>`);
    const organization = escaped(source.organization ?? newId("00D"));
    const body = `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>${organization}</OrganizationId><ActionId>${newId("04k")}</ActionId><SessionId xsi:nil="true"/><Notification><Id>${newId("04l")}</Id><sObject xsi:type="sf:Task" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">${written.join("")}</sObject></Notification></notifications></soapenv:Body></soapenv:Envelope>`;
    return { headers: { "content-type": "text/xml; charset=utf-8", soapaction: '""' }, body };
  },
};

const textIn = (body: Uint8Array): string => new TextDecoder().decode(body);
const newId = (prefix: string): string => `${prefix}${randomBytes(6).toString("hex")}AAA`;

/** The same organisation has an id of 15 characters, in which case matters, and one of 18, whose last three repeat that. */
const organizationId = (id: string | undefined): string | undefined => id?.trim().slice(0, 15);

const notificationsIn = (root: XmlElement | undefined): XmlElement | undefined =>
  root && localName(root.name) === "Envelope" ? children(children(root, "Body")[0], "notifications")[0] : undefined;

const textAt = (parent: XmlElement | undefined, name: string): string | undefined =>
  children(parent, name)[0]?.text.trim() || undefined;

const ignored = (reason: string): Ignored => ({ kind: "ignored", reason });

type Fields = Map<string, string>;

function readNotification(notification: XmlElement, naming: Naming): Found | Found[] {
  const sObject = children(notification, "sObject")[0];
  if (!sObject) return ignored("A notification has no sObject.");
  const type = localName(attribute(sObject, "type") ?? "");
  const fields: Fields = new Map(
    children(sObject)
      .map((field): [string, string] => [localName(field.name), field.text.trim()])
      .filter(([, value]) => value !== ""),
  );
  const id = fields.get("Id");
  if (!id) return ignored(`A notification's ${type || "sObject"} has no Id.`);
  switch (type) {
    case "Lead":
      return naming.crm ? readChangedLead(id, fields, naming) : readLead(id, fields, naming);
    case "Opportunity":
      if (naming.crm) return readOpportunity(id, fields, naming);
      break;
    case "Task":
      return readTask(id, fields, naming);
    case "Event":
      return readEvent(id, fields, naming);
  }
  return ignored(`Salesforce's ${type || "sObject without type"} ${id} neither makes a lead nor stops a clock.`);
}

/** A lead's fields by Baton's names, where these differ by more than case. */
const leadNames: Record<string, string> = { Description: "message", CreatedDate: "submittedAt" };
const housekeeping = new Set([
  "Id",
  "LastModifiedDate",
  "SystemModstamp",
  "LastModifiedById",
  "CreatedById",
  "IsDeleted",
]);

function readLead(id: string, fields: Fields, naming: Naming): HandRaise | Ignored {
  const given = [...fields]
    .filter(([name]) => !housekeeping.has(name) || Object.hasOwn(naming.fields, name))
    // `Employees__c` is how a field of one's own is called.
    .map(([name, value]): [string, unknown] => [
      Object.hasOwn(naming.fields, name) ? name : name.replace(/__c$/, ""),
      value,
    ]);
  const named = nameFields(renamed(given, leadNames, naming), naming);
  if (!identifies(named))
    return ignored(`Lead ${id} came without e-mail, phone, name and company: add them to the outbound message.`);
  return { kind: "lead", fields: named, key: id };
}

/** Salesforce saves a new lead more than once, as its triggers and rules run. */
const NEW_FOR_MS = 60_000;

/** A lead of the CRM where sales works: new, somebody who asks; later, where they stand. */
function readChangedLead(id: string, fields: Fields, naming: Naming): Found[] {
  const status = fields.get("Status");
  const created = instantOf(fields.get("CreatedDate"));
  const at = instantOf(fields.get("LastModifiedDate"));
  if (!created || !at)
    return [
      ignored(
        `Lead ${id} does not say whether it is new: add CreatedDate and LastModifiedDate to the outbound message.`,
      ),
    ];
  const opportunity = fields.get("ConvertedOpportunityId");
  if (yes(fields.get("IsConverted")) && opportunity) return [converted(id, opportunity, at, fields, naming)];
  if (Date.parse(at) - Date.parse(created) <= NEW_FOR_MS)
    return [madeByOwner(fields) ? made(id, fields, naming) : readLead(id, fields, naming)];
  if (!status) return [ignored(`Lead ${id} came without Status: add it to the outbound message.`)];
  const who = whoIs(fields, naming);
  if (!who) return [ignored(`Lead ${id} came without e-mail and phone: add them to the outbound message.`)];
  const by = byIn(fields);
  return [{ kind: "status", status, at, who, ...(by && { by }), key: `${id}#${at}` }];
}

/** Whether a colleague may have typed it for themselves: so do integrations, whose user is nobody of the agreement, or which name their source. */
const madeByOwner = (fields: Fields): boolean =>
  fields.get("OwnerId")?.startsWith("005") === true &&
  fields.get("OwnerId") === fields.get("CreatedById") &&
  !/web|form|ads?\b|api|import|integration/i.test(fields.get("LeadSource") ?? "");

function made(id: string, fields: Fields, naming: Naming): Found {
  const read = readLead(id, fields, naming);
  const by = byIn(fields);
  return read.kind === "lead" && by !== undefined
    ? { kind: "made", fields: read.fields, key: id, by, asksElse: true }
    : read;
}

/** A lead that has become an opportunity: from now on it is known whose that is. */
function converted(id: string, deal: string, at: string, fields: Fields, naming: Naming): Found {
  const who = whoIs(fields, naming);
  if (!who?.email) return ignored(`Lead ${id} was converted, and came without e-mail: add it to the outbound message.`);
  const by = byIn(fields);
  return {
    kind: "deal",
    said: { deal, state: "open", at, person: { email: who.email } },
    crm: { who, names: true, ...(by && { by }) },
  };
}

/** An opportunity. Its message holds no person, unless a formula field does: whose it is is known from the lead that was converted. */
function readOpportunity(id: string, fields: Fields, naming: Naming): Found {
  const at = instantOf(fields.get("LastModifiedDate")) ?? instantOf(fields.get("CreatedDate"));
  if (!at) return ignored(`Opportunity ${id} does not say when: add LastModifiedDate to the outbound message.`);
  const [stage, won, closed] = ["StageName", "IsWon", "IsClosed"].map((name) => fields.get(name));
  if (!stage && won === undefined && closed === undefined)
    return ignored(`Opportunity ${id} does not say how it stands: add StageName, IsClosed and IsWon to the message.`);
  const isWon = yes(won) || (won === undefined && /^closed won$/i.test(stage ?? ""));
  const isClosed = yes(closed) || (closed === undefined && /^closed/i.test(stage ?? ""));
  const who = whoIs(fields, naming);
  const by = byIn(fields);
  const opened = instantOf(fields.get("CreatedDate"));
  const reason = [...fields].find(([name]) => /loss.?reason|lost.?reason|reason.?lost/i.test(name))?.[1];
  const [amount, currency] = [fields.get("Amount"), fields.get("CurrencyIsoCode")];
  return {
    kind: "deal",
    said: {
      deal: id,
      state: isWon ? "won" : isClosed ? "lost" : "open",
      at,
      ...(who?.email !== undefined && { person: { email: who.email } }),
      ...(amount && { amount, ...(currency && { currency }) }),
    },
    crm: {
      ...(stage && { stage }),
      ...(reason && { reason }),
      ...(by && { by }),
      ...(who && { who }),
      ...(opened && { opened }),
    },
  };
}

/** Fields that are a colleague's, not the person's. */
const ours = /owner|\brep\b|_rep_|user|assign|agent|created|modified/i;
const isAddress = (value: string): boolean => /^[^\s@]+@[^\s@]+$/.test(value);

/**
 * Who a task or event is about. An outbound message holds fields of its own object only, and the person is another: what
 * says who it is has to be a formula field.
 */
function whoIs(fields: Fields, naming: Naming): Contact["who"] | undefined {
  const mapped = (target: string) =>
    [...fields].find(([name]) => Object.hasOwn(naming.fields, name) && naming.fields[name] === target)?.[1];
  const named = (pattern: RegExp) => [...fields].filter(([name]) => pattern.test(name) && !ours.test(name));
  const email = mapped("email") ?? named(/e-?mail/i).find(([, value]) => isAddress(value))?.[1];
  const phone =
    mapped("phone") ?? named(/phone|mobile/i).find(([, value]) => /\d{5}/.test(value.replace(/\D/g, "")))?.[1];
  if (!email && !phone) return undefined;
  const name =
    mapped("name") ?? [...fields].find(([field]) => fieldOf(field.replace(/__c$/, ""), naming) === "name")?.[1];
  return { ...(email && { email }), ...(phone && { phone }), ...(name && { name }) };
}

/** A colleague's address, where a formula field gives it. */
const byIn = (fields: Fields): string | undefined =>
  [...fields].find(([name, value]) => /e-?mail/i.test(name) && ours.test(name) && isAddress(value))?.[1];

const nobody = (type: string, id: string): Found =>
  ignored(
    `${type} ${id} does not say whom it was with: add a formula field with the person's e-mail to the object and the outbound message, and map it to email under the source's fields.`,
  );

function contact(
  type: string,
  id: string,
  { channel, event, at }: Pick<Contact, "channel" | "event" | "at">,
  fields: Fields,
  naming: Naming,
): Found {
  const who = whoIs(fields, naming);
  if (!who) return nobody(type, id);
  const by = byIn(fields);
  const subject = fields.get("Subject");
  return { kind: "contact", channel, event, at, who, ...(by && { by }), key: id, ...(subject && { subject }) };
}

/** Channels by TaskSubtype or Type. ListEmail and cadences are mass mail. */
const channels: [RegExp, Contact["channel"]][] = [
  [/^call|phone/i, "call"],
  [/^e-?mail$/i, "email"],
  [/meeting|demo|visit/i, "meeting"],
  [/linkedin|sms|text message|whatsapp|chat|^message/i, "message"],
];

const yes = (value: string | undefined): boolean => /^(true|1)$/i.test(value ?? "");

function readTask(id: string, fields: Fields, naming: Naming): Found {
  const status = fields.get("Status");
  // The label is the organisation's to choose, in its language; IsClosed is what it means.
  if (!/^completed$/i.test(status ?? "") && !yes(fields.get("IsClosed")))
    return ignored(`Task ${id} is not completed${status ? `: ${status}` : ""}.`);
  const kinds = [fields.get("TaskSubtype"), fields.get("Type")].filter((kind) => kind !== undefined);
  if (kinds.some((kind) => /^(ListEmail|Cadence)$/i.test(kind)))
    return ignored(`Task ${id} is mass mail (${kinds.join(", ")}), not a human's response.`);
  const event = kinds.find((kind) => channels.some(([pattern]) => pattern.test(kind)));
  const channel = event && channels.find(([pattern]) => pattern.test(event))?.[1];
  if (!event || !channel)
    return ignored(
      `Task ${id} is neither a call nor an e-mail, meeting or message${kinds.length > 0 ? `: ${kinds.join(", ")}` : ""}.`,
    );
  const direction = fields.get("CallType");
  if ((channel === "call" && /^(Inbound|Internal)$/i.test(direction ?? "")) || yes(fields.get("Incoming")))
    return ignored(`Task ${id} is not outgoing${direction ? `: ${direction}` : ""}.`);
  const at = instantOf(fields.get("CompletedDateTime")) ?? instantOf(fields.get("LastModifiedDate"));
  if (!at) return ignored(`Task ${id} does not say when: add CompletedDateTime to the outbound message.`);
  return contact("Task", id, { channel, event, at }, fields, naming);
}

/** An event has no status: it took place when it is touched after it began. */
function readEvent(id: string, fields: Fields, naming: Naming): Found {
  const first = (...names: string[]) => names.map((name) => instantOf(fields.get(name))).find((at) => at !== undefined);
  const start = first("StartDateTime", "ActivityDateTime");
  const told = first("LastModifiedDate", "SystemModstamp", "CreatedDate");
  if (!start || !told)
    return ignored(
      `Event ${id} does not say whether it took place: add StartDateTime and LastModifiedDate to the outbound message.`,
    );
  if (Date.parse(start) > Date.parse(told))
    return ignored(`Event ${id} is planned for ${start}, and has not taken place.`);
  const event = fields.get("Type") ?? fields.get("EventSubtype") ?? "Event";
  const channel = channels.find(([pattern]) => pattern.test(event))?.[1] ?? "meeting";
  return contact("Event", id, { channel, event, at: start }, fields, naming);
}
