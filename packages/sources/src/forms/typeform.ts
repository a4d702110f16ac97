import { randomUUID } from "node:crypto";
import type { Reading } from "@baton/core/delivery";
import { hmac, signedWith } from "../compare.ts";
import { isObject, objectsIn, parseJson, textOf } from "../json.ts";
import { type NamedValue, nameFields, oneLead } from "../naming.ts";
import { flat } from "../sending.ts";
import { afterPrefix } from "../signature.ts";
import type { Naming, ProviderModule } from "../types.ts";

/**
 * Typeform: `sha256=` and the base64 HMAC-SHA256 of the body. Unanswered fields are left out; answers are matched by the
 * field's `ref`, which the form's author chooses. A 404 or 410 would switch the webhook off.
 * https://www.typeform.com/developers/webhooks/
 */
export const typeform: ProviderModule = {
  proof: ["secret"],

  verify({ headers, body }, { secrets }) {
    const given = afterPrefix("sha256=", headers["typeform-signature"]);
    return signedWith(given, secrets.secret, "sha256", "base64", body) ? "authentic" : "forged";
  },

  deliveryId({ body }) {
    const event = parseJson(body);
    if (!isObject(event) || !isObject(event.form_response)) return undefined;
    const { token } = event.form_response;
    if (typeof token !== "string" || token === "") return undefined;
    // What was filled in so far has the token of the response it may become.
    return event.event_type === "form_response_partial" ? `partial:${textOf(event.event_id) ?? token}` : token;
  },

  read(body, _contentType, naming) {
    const event = parseJson(body);
    if (!isObject(event) || !isObject(event.form_response)) return { unreadable: "There is no form_response in it." };
    const response = event.form_response;
    if (event.event_type === "form_response_partial") return started(response, naming);
    if (typeof event.event_type === "string" && event.event_type !== "form_response")
      return { found: [{ kind: "ignored", reason: `A ${event.event_type} is no submitted form.` }] };
    return oneLead({ fields: nameFields(entriesOf(response), naming) });
  },

  compose({ lead, secrets, now }) {
    const answers = flat(lead).map(([ref, value]) => ({
      type: "text",
      text: String(value),
      field: { id: ref, type: "short_text", ref },
    }));
    const body = JSON.stringify({
      event_id: randomUUID(),
      event_type: "form_response",
      form_response: { form_id: "baton", token: randomUUID(), submitted_at: new Date(now).toISOString(), answers },
    });
    return {
      headers: { "typeform-signature": `sha256=${hmac("sha256", secrets.secret[0] ?? "", "base64", body)}` },
      body,
    };
  },
};

/** A form left unfinished is no hand raised; with an address in it, it says what somebody did. */
function started(response: Record<string, unknown>, naming: Naming): Reading {
  const fields = nameFields(entriesOf(response), naming);
  const { email, phone, name, firstName, lastName, submittedAt, country } = fields;
  if (typeof email !== "string" && typeof phone !== "string")
    return { found: [{ kind: "ignored", reason: "The form was not submitted, and nothing in it says by whom." }] };
  const about = Object.entries(fields).filter(
    (entry): entry is [string, string | number | boolean] =>
      !personal.has(entry[0]) && ["string", "number", "boolean"].includes(typeof entry[1]),
  );
  const title = isObject(response.definition) ? textOf(response.definition.title) : undefined;
  const fullName = name ?? [firstName, lastName].filter((one) => typeof one === "string").join(" ");
  return {
    found: [
      {
        kind: "touch",
        touch: "form",
        label: `Started the form ${title ?? textOf(response.form_id) ?? ""}`.trimEnd(),
        ...(typeof submittedAt === "string" && { at: submittedAt }),
        who: {
          ...(email !== undefined && { email }),
          ...(phone !== undefined && { phone }),
          ...(fullName !== "" && { name: fullName }),
          ...(country !== undefined && { country }),
        },
        facts: Object.fromEntries(about),
        ...(typeof response.token === "string" && { key: `partial:${response.token}` }),
      },
    ],
  };
}

const personal = new Set(["email", "phone", "name", "firstName", "lastName", "submittedAt"]);

function entriesOf(response: Record<string, unknown>): NamedValue[] {
  const titles = new Map<unknown, unknown>();
  if (isObject(response.definition))
    for (const { ref, title } of objectsIn(response.definition.fields)) titles.set(ref, title);
  return [
    ...objectsIn(response.answers).map(
      (answer): NamedValue => [
        nameOf(answer, titles),
        answerOf(answer),
        typeof answer.type === "string" ? fieldOfType.get(answer.type) : undefined,
      ],
    ),
    ...Object.entries(isObject(response.hidden) ? response.hidden : {}),
    ...objectsIn(response.variables).map(
      (variable): NamedValue => [textOf(variable.key) ?? "variable", answerOf(variable)],
    ),
    ["form", response.form_id],
    ["submittedAt", response.submitted_at],
  ];
}

const fieldOfType = new Map([
  ["email", "email"],
  ["phone_number", "phone"],
]);

/** The author's `ref`; where it is a generated id, the question itself, else the answer's type if that says enough. */
function nameOf(answer: Record<string, unknown>, titles: ReadonlyMap<unknown, unknown>): string {
  const field = isObject(answer.field) ? answer.field : {};
  const ref = [field.ref, field.id].find((one) => typeof one === "string") ?? "answer";
  if (!/^[0-9a-z]{8}-[0-9a-z]{4}-/i.test(ref)) return ref;
  const title = titles.get(ref);
  if (typeof title === "string" && title.trim() !== "") return title;
  return (typeof answer.type === "string" ? fieldOfType.get(answer.type) : undefined) ?? ref;
}

function answerOf(answer: Record<string, unknown>): unknown {
  const value = typeof answer.type === "string" && Object.hasOwn(answer, answer.type) ? answer[answer.type] : undefined;
  if (!isObject(value)) return value;
  if (Array.isArray(value.labels)) return [...value.labels, ...(value.other ? [value.other] : [])];
  return value.label ?? value.other ?? value;
}
