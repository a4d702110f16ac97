import { randomInt } from "node:crypto";
import type { HookRequest } from "@baton/core/ports";
import { isObject, parseJson, textOf } from "../json.ts";
import { flat } from "../sending.ts";
import type { ProviderModule } from "../types.ts";
import { RESENT_MS } from "../values.ts";
import { form } from "./form.ts";

/**
 * WPForms' Webhooks add-on, unsigned: JSON or a form with the names chosen in the form's settings, so the reader of any
 * form is its reader. Where `entry_id` is among them, it is the delivery's.
 * https://wpforms.com/docs/how-to-install-and-use-the-webhooks-addon-with-wpforms/
 */
export const wpforms: ProviderModule = {
  resendsMs: RESENT_MS,

  deliveryId(request) {
    const [form, entry] = ["form_id", "entry_id"].map((name) => valueIn(request, name));
    // Without stored entries the id is zero for all of them.
    if (entry === undefined || !/^[1-9]\d*$/.test(entry)) return undefined;
    return form === undefined ? entry : `${form}:${entry}`;
  },

  read: form.read,

  compose: ({ lead }) => ({
    headers: {},
    body: JSON.stringify({ ...Object.fromEntries(flat(lead)), entry_id: String(randomInt(1, 2 ** 47)) }),
  }),
};

function valueIn({ body }: Pick<HookRequest, "body">, name: string): string | undefined {
  const entry = parseJson(body);
  if (isObject(entry)) return Object.hasOwn(entry, name) ? textOf(entry[name]) : undefined;
  return new URLSearchParams(new TextDecoder().decode(body).trim()).get(name) || undefined;
}
