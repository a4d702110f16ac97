import { randomUUID } from "node:crypto";
import type { HookRequest } from "@baton/core/ports";
import { hmac, signedWith } from "../compare.ts";
import { isObject, nested, parseJson, textOf } from "../json.ts";
import { type NamedValue, nameFields, oneLead } from "../naming.ts";
import { flat } from "../sending.ts";
import type { ProviderModule } from "../types.ts";
import { objectIn } from "../values.ts";

/** Milliseconds a timestamp may be off, inclusive. */
const TOLERANCE_MS = 300_000;

/**
 * Webflow's form_submission, version 2: hex HMAC-SHA256 over `timestamp:body`. Only webhooks made by an app or the API are
 * signed; those made in the dashboard rest on the URL's token.
 * https://developers.webflow.com/data/docs/working-with-webhooks
 */
export const webflow: ProviderModule = {
  proof: ["secret"],

  verify(request, { secrets, now }) {
    const signedAt = timestampOf(request);
    if (signedAt === undefined) return "forged";
    const { "x-webflow-signature": given, "x-webflow-timestamp": timestamp } = request.headers;
    if (!signedWith(given, secrets.secret, "sha256", "hex", `${timestamp}:`, request.body)) return "forged";
    return Math.abs(now - signedAt) <= TOLERANCE_MS ? "authentic" : "stale";
  },

  signedAt: timestampOf,

  deliveryId: ({ body }) => textOf(nested(parseJson(body), "payload", "id")),

  read(body, _contentType, naming) {
    const read = objectIn(body);
    if ("unreadable" in read) return read;
    const { event } = read;
    if (typeof event.triggerType === "string" && event.triggerType !== "form_submission")
      return { found: [{ kind: "ignored", reason: `A ${event.triggerType} is no submitted form.` }] };
    const { payload } = event;
    if (!isObject(payload) || !isObject(payload.data))
      return { unreadable: "There is no payload.data in it, as Webflow's version 2 sends the answers." };
    // The schema says of each field how the page shows it, and the id is the delivery's.
    const { data, schema: _schema, id: _id, name, formId, submittedAt, ...others } = payload;
    const entries: NamedValue[] = [
      // A phone may come as a number, which is still its digits.
      ...Object.entries(data as object).map(
        ([label, value]): NamedValue => [label, typeof value === "number" ? String(value) : value],
      ),
      ["form", textOf(formId)],
      ["formName", name],
      ["submittedAt", submittedAt],
      ...Object.entries(others),
    ];
    return oneLead({ fields: nameFields(entries, naming) });
  },

  compose({ lead, secrets, now }) {
    const body = JSON.stringify({
      triggerType: "form_submission",
      payload: {
        name: "Baton",
        data: Object.fromEntries(flat(lead)),
        submittedAt: new Date(now).toISOString(),
        id: randomUUID(),
        formId: "baton",
      },
    });
    return {
      headers: {
        "x-webflow-timestamp": String(now),
        "x-webflow-signature": hmac("sha256", secrets.secret[0] ?? "", "hex", `${now}:`, body),
      },
      body,
    };
  },
};

function timestampOf({ headers }: Pick<HookRequest, "headers">): number | undefined {
  const timestamp = headers["x-webflow-timestamp"] ?? "";
  return /^\d{1,15}$/.test(timestamp) ? Number(timestamp) : undefined;
}
