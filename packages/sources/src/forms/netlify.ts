import { createHash, createHmac, randomUUID } from "node:crypto";
import { equal } from "../compare.ts";
import { isObject, nested, objectsIn, parseJson, textOf } from "../json.ts";
import { fieldOf, type NamedValue, nameFields, oneLead } from "../naming.ts";
import { flat } from "../sending.ts";
import type { ProviderModule } from "../types.ts";
import { objectIn } from "../values.ts";

/**
 * Netlify Forms: a compact JWS whose claims hold the body's SHA-256. Node's own crypto suffices, as one algorithm is taken
 * and no key is looked up. There is no timestamp in it, so a repeated delivery is known by its id alone.
 * https://docs.netlify.com/site-deploys/notifications/#payload-signature
 */
export const netlify: ProviderModule = {
  proof: ["secret"],

  verify({ headers, body }, { secrets }) {
    const [header = "", claims = "", signature, ...more] = (headers["x-webhook-signature"] ?? "").split(".");
    if (more.length > 0) return "forged";
    // The sender's choice of algorithm decides nothing: what is not HS256 is refused, `none` first of all.
    const { alg, crit } = decoded(header);
    if (alg !== "HS256" || crit !== undefined) return "forged";
    if (!secrets.secret.some((secret) => equal(signature, signed(`${header}.${claims}`, secret)))) return "forged";
    const { iss, sha256 } = decoded(claims);
    const whole = typeof sha256 === "string" && equal(sha256, createHash("sha256").update(body).digest("hex"));
    return iss === "netlify" && whole ? "authentic" : "forged";
  },

  deliveryId: ({ body }) => textOf(nested(parseJson(body), "id")),

  read(body, _contentType, naming) {
    const read = objectIn(body);
    if ("unreadable" in read) return read;
    const { event: submission } = read;
    if (!isObject(submission.data)) return { unreadable: "There is no data in it, as Netlify sends a form's fields." };
    const human = objectsIn(submission.ordered_human_fields);
    const titles = new Map(human.map(({ name, title }) => [textOf(name), textOf(title)]));
    const { data } = submission;
    const answers = Object.entries(data).map(([name, value]): NamedValue => {
      const title = titles.get(name);
      return [name, value, title === undefined ? undefined : fieldOf(title, naming)];
    });
    const missing = human
      .filter(({ name, title }) => !Object.hasOwn(data, textOf(name) ?? textOf(title) ?? ""))
      .map(({ name, title, value }): NamedValue => [textOf(name) ?? textOf(title) ?? "unnamed", value]);
    const fields = nameFields(
      [
        ...answers,
        ...missing,
        ["form", textOf(submission.form_id)],
        ["form_name", textOf(submission.form_name)],
        ["site_url", textOf(submission.site_url)],
        ["number", submission.number],
        ["submittedAt", submission.created_at],
      ],
      naming,
    );
    // Netlify's own guesses from the fields count where we made none.
    for (const name of ["email", "name", "company"]) {
      const guess = textOf(submission[name]);
      if (guess !== undefined && !Object.hasOwn(fields, name)) fields[name] = guess;
    }
    return oneLead({ fields });
  },

  compose({ lead, secrets, now }) {
    const body = JSON.stringify({
      id: randomUUID(),
      form_id: "baton",
      form_name: "baton",
      created_at: new Date(now).toISOString(),
      data: Object.fromEntries(flat(lead)),
    });
    const sha256 = createHash("sha256").update(body).digest("hex");
    const input = [{ alg: "HS256" }, { iss: "netlify", sha256 }].map(encoded).join(".");
    return { headers: { "x-webhook-signature": `${input}.${signed(input, secrets.secret[0] ?? "")}` }, body };
  },
};

const signed = (input: string, secret: string): string =>
  createHmac("sha256", secret).update(input).digest("base64url");

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** A part of the JWS; nothing at all where it is no object. */
function decoded(part: string): Record<string, unknown> {
  const value = parseJson(Buffer.from(part, "base64url"));
  return isObject(value) ? value : {};
}
