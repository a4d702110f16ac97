import { active, equal, hmac } from "./compare.ts";
import { isObject, parseJson } from "./json.ts";
import { nameFields, oneLead } from "./naming.ts";
import type { HookRequest, Provider, Verdict } from "./types.ts";

/** Seconds a timestamp may be off, inclusive. */
const TOLERANCE_SECONDS = 300;

/**
 * Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, any of several signatures.
 * Svix sends the same under its own header names, which win where both are present.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
function signedBy(prefixes: readonly string[]): Provider {
  const header = ({ headers }: Pick<HookRequest, "headers">, name: string) =>
    prefixes.map((prefix) => headers[`${prefix}-${name}`]).find((value) => value !== undefined && value !== "");
  return {
    verify(request, secrets, now): Verdict {
      const id = header(request, "id");
      const timestamp = header(request, "timestamp");
      const signatures = header(request, "signature");
      if (!id || !timestamp || !signatures || !/^\d{1,12}$/.test(timestamp)) return "forged";
      const given = signatures
        .split(" ")
        .filter((one) => one.startsWith("v1,"))
        .map((one) => one.slice(3));
      const genuine = active(secrets).some((secret) => {
        const expected = hmac("sha256", secretBytes(secret), "base64", `${id}.${timestamp}.`, request.body);
        return given.some((signature) => equal(signature, expected));
      });
      if (!genuine) return "forged";
      return Math.abs(Math.floor(now / 1000) - Number(timestamp)) <= TOLERANCE_SECONDS ? "authentic" : "stale";
    },

    deliveryId: (request) => header(request, "id"),

    read(body, _contentType, naming) {
      const event = parseJson(body);
      if (!isObject(event))
        return { unreadable: body.byteLength === 0 ? "The body is empty." : "The body is not a JSON object." };
      // The specification's envelope is {type, timestamp, data}; senders without it put the fields on top.
      const inner = isObject(event.data) ? event.data : event;
      const fields = nameFields(Object.entries(inner), naming);
      if (inner !== event && typeof event.timestamp === "string") fields.submittedAt ??= event.timestamp;
      return oneLead({ fields, test: inner.test === true });
    },
  };
}

/** The key is base64, by convention after `whsec_`. */
export const secretBytes = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ""), "base64");

export const standardWebhooks = signedBy(["webhook"]);
export const svix = signedBy(["svix", "webhook"]);
