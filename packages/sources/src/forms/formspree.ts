import type { HookRequest } from "@baton/core/ports";
import { hmac, signedWith } from "../compare.ts";
import { isObject, textOf } from "../json.ts";
import { type NamedValue, nameFields, oneLead } from "../naming.ts";
import { flat } from "../sending.ts";
import type { ProviderModule } from "../types.ts";
import { objectIn } from "../values.ts";

/** Seconds a timestamp may be off, inclusive. */
const TOLERANCE_SECONDS = 300;

/**
 * Formspree: `t=…,v1=…`, the hex HMAC-SHA256 over `t.body`, possibly under several keys. Submissions have no id.
 * https://help.formspree.io/hc/en-us/articles/webhooks
 */
export const formspree: ProviderModule = {
  proof: ["secret"],

  verify(request, { secrets, now }) {
    const { timestamp, signatures } = signatureOf(request);
    if (timestamp === undefined) return "forged";
    const genuine = signatures.some((given) =>
      signedWith(given, secrets.secret, "sha256", "hex", `${timestamp}.`, request.body),
    );
    if (!genuine) return "forged";
    return Math.abs(Math.floor(now / 1000) - Number(timestamp)) <= TOLERANCE_SECONDS ? "authentic" : "stale";
  },

  signedAt(request) {
    const { timestamp } = signatureOf(request);
    return timestamp === undefined ? undefined : Number(timestamp) * 1000;
  },

  read(body, _contentType, naming) {
    const read = objectIn(body);
    if ("unreadable" in read) return read;
    const { event } = read;
    if (!isObject(event.submission))
      return { unreadable: "There is no submission in it, as Formspree sends a form's fields." };
    const { _date, _replyto, ...answers } = event.submission;
    const entries: NamedValue[] = [
      ...Object.entries(answers),
      ["_replyto", _replyto, "email"],
      ["form", textOf(event.form)],
      ["submittedAt", _date],
    ];
    return oneLead({ fields: nameFields(entries, naming) });
  },

  compose({ lead, secrets, now }) {
    const timestamp = Math.floor(now / 1000);
    // The instant to the millisecond sets one test apart from the next.
    const submission = { _date: new Date(now).toISOString(), ...Object.fromEntries(flat(lead)) };
    const body = JSON.stringify({ form: "baton", submission });
    const signature = hmac("sha256", secrets.secret[0] ?? "", "hex", `${timestamp}.`, body);
    return { headers: { "formspree-signature": `t=${timestamp},v1=${signature}` }, body };
  },
};

function signatureOf({ headers }: Pick<HookRequest, "headers">): { timestamp?: string; signatures: string[] } {
  const parts = (headers["formspree-signature"] ?? "").split(",").map((part) => part.trim().split("=", 2));
  const valuesOf = (label: string) => parts.flatMap(([name, value]) => (name === label && value ? [value] : []));
  const [timestamp, ...more] = valuesOf("t");
  const usable = timestamp !== undefined && more.length === 0 && /^\d{1,12}$/.test(timestamp);
  return { ...(usable && { timestamp }), signatures: valuesOf("v1") };
}
