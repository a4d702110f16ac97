import type { Contact, DealChange, Fetched, Found, Reference } from "@baton/core/delivery";
import { ask } from "../asking.ts";
import { isObject, nested, objectsIn, textOf } from "../json.ts";
import type { Api } from "../types.ts";
import { firstText, instantOf } from "../values.ts";

type Problem = Extract<Fetched, { problem: unknown }>;

export const ignored = (reason: string): Found => ({ kind: "ignored", reason });
export const yes = (value: unknown): boolean => value === true || value === 1;

/** One of Pipedrive's things, out of the envelope that its API puts around each. */
export async function thing(api: Api, path: string): Promise<{ thing: Record<string, unknown> } | Problem> {
  const asked = await ask(api, path, { provider: "Pipedrive", headers: (token) => ({ "x-api-token": token }) });
  if ("problem" in asked) return asked;
  return { thing: isObject(asked.body.data) ? asked.body.data : asked.body };
}

/** The e-mail address of a user, as far as the token may read users; a problem where that may be told later. */
async function usersEmail(api: Api, user: string | undefined): Promise<{ by?: string } | Problem> {
  if (!user) return {};
  const asked = await thing(api, `/api/v1/users/${encodeURIComponent(user)}`);
  if ("problem" in asked) return asked.problem === "later" ? asked : {};
  const by = textOf(asked.thing.email);
  return by === undefined ? {} : { by };
}

/** The data of an event as it is now, and its instant. */
function stateIn(meta: Record<string, unknown>, event: Record<string, unknown>) {
  const data = isObject(event.data) ? event.data : event.current;
  const at = instantOf(meta.timestamp, "seconds");
  return isObject(data) && at ? { data, at, action: textOf(meta.action) ?? "" } : undefined;
}

const idIn = (value: unknown): string | undefined => textOf(value) ?? textOf(nested(value, "value"));

/** A deal, whose person and owner are asked for. */
export function readDeal(meta: Record<string, unknown>, event: Record<string, unknown>): Found {
  const state = stateIn(meta, event);
  const id = firstText(state?.data.id, meta.entity_id);
  if (!state || !id) return ignored(`Pipedrive's deal ${id ?? ""} is gone, or does not say when it changed.`);
  const { data, at } = state;
  const status = textOf(data.status) ?? "open";
  if (!/^(open|won|lost)$/.test(status)) return ignored(`Pipedrive's deal ${id} is ${status}, which says nothing.`);
  const [amount, currency, reason, stage] = [data.value, data.currency, data.lost_reason, data.stage_id].map(textOf);
  const said = { deal: id, state: status, at, ...(amount && { amount, ...(currency && { currency }) }) };
  const opened = instantOf(data.add_time);
  const isAutomatic =
    yes(meta.is_bulk_edit) || yes(meta.is_bulk_update) || (textOf(meta.change_source) ?? "app") !== "app";
  const crm = {
    ...(stage && { stage }),
    ...(reason && { reason }),
    ...(opened && { opened }),
    ...(isAutomatic && { automatic: true as const }),
  };
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

export async function fetchDeal({ fields = {} }: Reference, api: Api): Promise<Fetched> {
  const { said, crm, person, owner } = fields as {
    said: Record<string, unknown>;
    crm: NonNullable<DealChange["crm"]>;
    person?: string;
    owner?: string;
  };
  const asked = person ? await thing(api, `/api/v2/persons/${encodeURIComponent(person)}`) : undefined;
  if (asked && "problem" in asked && asked.problem !== "gone") return asked;
  const who = asked && "thing" in asked ? whoIs(asked.thing) : undefined;
  const whom = await usersEmail(api, owner);
  if ("problem" in whom) return whom;
  const whose = who?.email !== undefined && { person: { email: who.email } };
  return {
    found: [{ kind: "deal", said: { ...said, ...whose }, crm: { ...crm, ...whom, ...(who && { who }) } }],
  };
}

/** A person that a colleague made, or gave a label. */
export function readPerson(meta: Record<string, unknown>, event: Record<string, unknown>): Found[] {
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
  const source = textOf(meta.change_source) ?? "app";
  if (source !== "app") return [ignored(`Person ${id} was changed by ${source}, not by a colleague in Pipedrive.`)];
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

export async function fetchMade({ fields = {} }: Reference, api: Api): Promise<Fetched> {
  const { key, who, owner } = fields as { key: string; who: Contact["who"]; owner: string };
  const whom = await usersEmail(api, owner);
  if ("problem" in whom) return whom;
  return { found: [{ kind: "made", fields: { ...who }, key, ...whom }] };
}

/** What labels are called: the person's field of labels has them as options. */
export async function fetchStatuses({ id, at = "", fields = {} }: Reference, api: Api): Promise<Fetched> {
  const { who, labels, owner } = fields as { who: Contact["who"]; labels: string[]; owner?: string };
  const asked = await ask(api, "/api/v1/personFields", {
    provider: "Pipedrive",
    headers: (token) => ({ "x-api-token": token }),
  });
  if ("problem" in asked) return asked;
  const field = objectsIn(asked.body.data).find(({ key }) => key === "label_ids" || key === "label");
  const names = new Map(objectsIn(field?.options).map((option) => [textOf(option.id), textOf(option.label)]));
  const whom = await usersEmail(api, owner);
  if ("problem" in whom) return whom;
  return {
    found: labels.map((label) => ({
      kind: "status",
      status: names.get(label) ?? label,
      at,
      who,
      ...whom,
      key: `${id}#${label}`,
    })),
  };
}

/** A person's addresses; lists carry the primary one first or marked. */
export function whoIs(person: Record<string, unknown>): Contact["who"] | undefined {
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
