import type { Reading } from "@baton/core/delivery";
import { entriesOf } from "../body/entries.ts";
import { structureOf, unnested } from "../body/structure.ts";
import { isObject, nested, textOf } from "../json.ts";
import { fieldOf, type NamedValue, nameFields, oneLead } from "../naming.ts";
import { flat } from "../sending.ts";
import type { Naming, ProviderModule } from "../types.ts";
import { RESENT_MS } from "../values.ts";

/**
 * Elementor Pro's Webhook action, unsigned. With "Advanced Data" a form of `fields[id][value]`, `form[id]` and
 * `meta[page_url][value]`; without it `Label=value`.
 * https://elementor.com/help/webhook-integrations/
 */
export const elementor: ProviderModule = {
  resendsMs: RESENT_MS,

  async read(body, contentType, naming): Promise<Reading> {
    const posted = await entriesOf(body, contentType);
    if (typeof posted === "string") return { unreadable: posted };
    const structure = await structureOf(posted);
    const { fields, form, meta } = structure;
    const isAdvanced =
      (isObject(fields) || Array.isArray(fields)) && Object.values(fields).some((field) => isObject(field));
    const entries: NamedValue[] = isAdvanced
      ? [
          ...Object.entries(fields as object).map(([key, field]) => entryOf(key, field, naming)),
          ["form", textOf(nested(form, "id"))],
          ["form_name", textOf(nested(form, "name"))],
          ...metaOf(meta),
          ...Object.entries(structure).filter(([name]) => !["fields", "form", "meta"].includes(name)),
        ]
      : (await unnested(posted, naming)).filter(([name]) => name !== "Powered by");
    return oneLead({ fields: nameFields(entries, naming) });
  },

  compose({ lead, now }) {
    const body = new URLSearchParams({ "form[id]": "baton", "form[name]": "Baton" });
    for (const [name, value] of flat(lead)) {
      body.set(`fields[${name}][id]`, name);
      body.set(`fields[${name}][title]`, name);
      body.set(`fields[${name}][value]`, String(value));
    }
    // Elementor gives no id; the instant sets one test apart from the next.
    body.set("meta[sent][value]", new Date(now).toISOString());
    return { headers: { "content-type": "application/x-www-form-urlencoded" }, body: body.toString() };
  },
};

/** Named by its id, which the author may choose; where that is a generated one, by its title. */
function entryOf(key: string, field: unknown, naming: Naming): NamedValue {
  if (!isObject(field)) return [key, field];
  const id = textOf(field.id) ?? key;
  const title = textOf(field.title)?.trim() || undefined;
  const value = field.value ?? field.raw_value;
  const suggested = (title && fieldOf(title, naming)) ?? fieldOfType.get(field.type);
  const known = fieldOf(id, naming) !== undefined || !/^(field_\w+|\d+)$/.test(id);
  return [known ? id : (title ?? id), value, suggested];
}

const fieldOfType = new Map<unknown, string>([
  ["email", "email"],
  ["tel", "phone"],
]);

/** `credit` is an advertisement. */
function metaOf(meta: unknown): NamedValue[] {
  if (!isObject(meta)) return [];
  return Object.entries(meta)
    .filter(([name]) => name !== "credit")
    .map(([name, one]): NamedValue => [name, isObject(one) ? one.value : one]);
}
