import { active, equal, hmac } from "./compare.ts";
import { isObject, parseJson } from "./json.ts";
import { nameFields, oneLead } from "./naming.ts";
import type { Provider } from "./types.ts";

/**
 * Typeform: `sha256=` and the base64 HMAC-SHA256 of the body. Unanswered fields are left out; answers are matched by the
 * field's `ref`, which the form's author chooses. A 404 or 410 would switch the webhook off.
 * https://www.typeform.com/developers/webhooks/
 */
export const typeform: Provider = {
  verify({ headers, body }, secrets) {
    const given = headers["typeform-signature"];
    return active(secrets).some((secret) => equal(given, `sha256=${hmac("sha256", secret, "base64", body)}`))
      ? "authentic"
      : "forged";
  },

  deliveryId({ body }) {
    const event = parseJson(body);
    if (!isObject(event) || !isObject(event.form_response)) return undefined;
    const { token } = event.form_response;
    if (typeof token !== "string" || token === "") return undefined;
    // What was filled in so far has the token of the response it may become.
    return event.event_type === "form_response_partial" ? `partial:${String(event.event_id)}` : token;
  },

  read(body, _contentType, naming) {
    const event = parseJson(body);
    if (!isObject(event) || !isObject(event.form_response)) return { unreadable: "There is no form_response in it." };
    if (event.event_type === "form_response_partial")
      return { unreadable: "The form was not submitted: this is a form_response_partial." };
    const { answers, hidden, form_id, submitted_at, definition } = event.form_response;
    const titles = new Map<unknown, unknown>();
    if (isObject(definition) && Array.isArray(definition.fields))
      for (const field of definition.fields.filter(isObject)) titles.set(field.ref, field.title);
    const answered = (Array.isArray(answers) ? answers.filter(isObject) : []).map((answer): [string, unknown] => [
      nameOf(answer, titles),
      answerOf(answer),
    ]);
    const about: [string, unknown][] = [
      ...Object.entries(isObject(hidden) ? hidden : {}),
      ["form", form_id],
      ["submittedAt", submitted_at],
    ];
    return oneLead({ fields: nameFields([...answered, ...about], naming) });
  },
};

/** The author's `ref`; where it is a generated id, the answer's type if that says enough, else the question itself. */
function nameOf(answer: Record<string, unknown>, titles: ReadonlyMap<unknown, unknown>): string {
  const field = isObject(answer.field) ? answer.field : {};
  const ref = [field.ref, field.id].find((one) => typeof one === "string") ?? "answer";
  if (!/^[0-9a-z]{8}-[0-9a-z]{4}-/i.test(ref)) return ref;
  if (answer.type === "email") return "email";
  if (answer.type === "phone_number") return "phone";
  const title = titles.get(ref);
  return typeof title === "string" ? title : ref;
}

function answerOf(answer: Record<string, unknown>): unknown {
  const value = typeof answer.type === "string" ? answer[answer.type] : undefined;
  if (!isObject(value)) return value;
  if (Array.isArray(value.labels)) return [...value.labels, ...(value.other ? [value.other] : [])];
  return value.label ?? value.other ?? value;
}
