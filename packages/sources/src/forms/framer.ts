import { randomUUID } from "node:crypto";
import { hmac, signedWith } from "../compare.ts";
import { nameFields, oneLead } from "../naming.ts";
import { flat } from "../sending.ts";
import { afterPrefix } from "../signature.ts";
import type { ProviderModule } from "../types.ts";
import { objectIn } from "../values.ts";

const ID = "framer-webhook-submission-id";

/**
 * Framer's forms: `sha256=` and the hex HMAC-SHA256 over the body followed by the submission's id, nothing between them.
 * https://www.framer.com/developers/webhooks
 */
export const framer: ProviderModule = {
  proof: ["secret"],

  verify({ headers, body }, { secrets }) {
    const id = headers[ID];
    const given = afterPrefix("sha256=", headers["framer-signature"]);
    return id && signedWith(given, secrets.secret, "sha256", "hex", body, id) ? "authentic" : "forged";
  },

  deliveryId: ({ headers }) => headers[ID] || undefined,

  read(body, _contentType, naming) {
    const read = objectIn(body);
    if ("unreadable" in read) return read;
    const { event: fields } = read;
    return oneLead({ fields: nameFields(Object.entries(fields), naming) });
  },

  compose({ lead, secrets }) {
    const id = randomUUID();
    const body = JSON.stringify(Object.fromEntries(flat(lead)));
    const signature = hmac("sha256", secrets.secret[0] ?? "", "hex", body, id);
    return { headers: { [ID]: id, "framer-signature": `sha256=${signature}` }, body };
  },
};
