import { randomInt } from "node:crypto";
import type { Reading } from "@baton/core/delivery";
import type { HookRequest } from "@baton/core/ports";
import { entriesOf } from "../body/entries.ts";
import { isObject, nested, parseJson, textOf } from "../json.ts";
import { type NamedValue, nameFields, oneLead } from "../naming.ts";
import { flat } from "../sending.ts";
import type { ProviderModule } from "../types.ts";
import { instantOf, RESENT_MS } from "../values.ts";

/**
 * Gravity Forms' Webhooks add-on, unsigned: the entry, whose answers are keyed by field number (`2`, `1.3`), so that the
 * agreement has to say which is which; or the names chosen in the feed.
 * https://docs.gravityforms.com/webhooks-add-on/
 */
export const gravityForms: ProviderModule = {
  resendsMs: RESENT_MS,

  deliveryId(request) {
    const [form, entry] = idsIn(request);
    return form === undefined || entry === undefined ? undefined : `${form}:${entry}`;
  },

  async read(body, contentType, naming): Promise<Reading> {
    const posted = await entriesOf(body, contentType);
    if (typeof posted === "string") return { unreadable: posted };
    const entries = posted.flatMap(([name, value]): NamedValue[] => {
      if (Object.hasOwn(naming.fields, name)) return [[name, value]];
      if (bookkeeping.has(name) || (name === "status" && value === "active")) return [];
      return [[name, name === "date_created" ? (instantOf(value) ?? value) : value, meanings.get(name)]];
    });
    const fields = nameFields(entries, naming);
    const numbers = entries.flatMap(([name]) => (/^\d+(\.\d+)?$/.test(name) && !naming.fields[name] ? [name] : []));
    return oneLead({ fields }, numbers.length > 0 ? numbers : undefined);
  },

  compose: ({ lead, now }) => ({
    headers: {},
    body: JSON.stringify({
      id: String(randomInt(1, 2 ** 47)),
      form_id: "1",
      date_created: new Date(now).toISOString().slice(0, 19).replace("T", " "),
      status: "active",
      ...Object.fromEntries(flat(lead)),
    }),
  }),
};

const meanings = new Map([
  ["form_id", "form"],
  ["source_url", "page"],
  ["date_created", "submittedAt"],
]);

/** What Gravity Forms keeps about an entry rather than about the person. */
const bookkeeping = new Set([
  "id",
  "post_id",
  "date_updated",
  "is_starred",
  "is_read",
  "is_fulfilled",
  "is_approved",
  "created_by",
  "source_id",
]);

function idsIn({ body }: Pick<HookRequest, "body">): (string | undefined)[] {
  const entry = parseJson(body);
  if (isObject(entry)) return [textOf(nested(entry, "form_id")), textOf(nested(entry, "id"))];
  const posted = new URLSearchParams(new TextDecoder().decode(body).trim());
  return [posted.get("form_id") || undefined, posted.get("id") || undefined];
}
