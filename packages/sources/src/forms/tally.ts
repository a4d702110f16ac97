import { randomUUID } from "node:crypto";
import { hmac, signedWith } from "../compare.ts";
import { isObject, nested, objectsIn, parseJson, textOf } from "../json.ts";
import { type NamedValue, nameFields, oneLead } from "../naming.ts";
import { flat } from "../sending.ts";
import type { Naming, ProviderModule } from "../types.ts";
import { objectIn } from "../values.ts";

/**
 * Tally: base64 HMAC-SHA256 of the body. Choices come as option ids beside the options; groups of check boxes come a
 * second time as one boolean row per option, which is left out.
 * https://tally.so/help/webhooks
 */
export const tally: ProviderModule = {
  proof: ["secret"],

  verify: ({ headers, body }, { secrets }) =>
    signedWith(headers["tally-signature"], secrets.secret, "sha256", "base64", body) ? "authentic" : "forged",

  deliveryId({ body }) {
    const data = nested(parseJson(body), "data");
    return textOf(nested(data, "submissionId")) ?? textOf(nested(data, "responseId"));
  },

  read(body, _contentType, naming) {
    const read = objectIn(body);
    if ("unreadable" in read) return read;
    const { event } = read;
    if (typeof event.eventType === "string" && event.eventType !== "FORM_RESPONSE")
      return { found: [{ kind: "ignored", reason: `A ${event.eventType} is no submitted form.` }] };
    const { data } = event;
    if (!isObject(data) || !Array.isArray(data.fields))
      return { unreadable: "There are no data.fields in it, as Tally sends the answers." };
    const rows = objectsIn(data.fields);
    const keys = new Set(rows.map(({ key }) => key));
    const isOption = ({ key, value }: Record<string, unknown>) =>
      typeof value === "boolean" && typeof key === "string" && keys.has(key.slice(0, key.lastIndexOf("_")));
    const entries: NamedValue[] = [
      ...rows.filter((row) => !isOption(row)).map((row) => entryOf(row, naming)),
      ["form", textOf(data.formId)],
      ["formName", textOf(data.formName)],
      ["respondentId", textOf(data.respondentId)],
      ["submittedAt", data.createdAt ?? event.createdAt],
    ];
    return oneLead({ fields: nameFields(entries, naming) });
  },

  compose({ lead, secrets, now }) {
    const at = new Date(now).toISOString();
    const id = randomUUID().slice(0, 8);
    const fields = flat(lead).map(([label, value], i) => ({ key: `question_${i}`, label, type: "INPUT_TEXT", value }));
    const body = JSON.stringify({
      eventId: randomUUID(),
      eventType: "FORM_RESPONSE",
      createdAt: at,
      data: {
        responseId: id,
        submissionId: id,
        respondentId: id,
        formId: "baton",
        formName: "Baton",
        createdAt: at,
        fields,
      },
    });
    return { headers: { "tally-signature": hmac("sha256", secrets.secret[0] ?? "", "base64", body) }, body };
  },
};

const fieldOfType = new Map<unknown, string>([
  ["INPUT_EMAIL", "email"],
  ["INPUT_PHONE_NUMBER", "phone"],
]);

/** Named by its label, unless the agreement maps its key, which survives a rewording. */
function entryOf(row: Record<string, unknown>, naming: Naming): NamedValue {
  const key = textOf(row.key) ?? "unnamed";
  const name = Object.hasOwn(naming.fields, key) ? key : (textOf(row.label)?.trim() ?? key);
  return [name || key, answerOf(row), fieldOfType.get(row.type)];
}

function answerOf({ value, options, rows, columns }: Record<string, unknown>): unknown {
  const textsOf = (choices: unknown) =>
    new Map(objectsIn(choices).map(({ id, text }) => [textOf(id), textOf(text)] as const));
  const texts = textsOf(options);
  const chosen = (one: unknown): unknown => {
    if (isObject(one)) return textOf(one.url) ?? textOf(one.name) ?? one;
    return texts.get(textOf(one)) ?? one;
  };
  if (isObject(value)) {
    // A matrix: columns chosen by row.
    const [rowTexts, columnTexts] = [textsOf(rows), textsOf(columns)];
    if (rowTexts.size === 0) return value;
    return Object.entries(value).map(
      ([row, cells]) =>
        `${rowTexts.get(row) ?? row}: ${[cells]
          .flat()
          .map((cell) => columnTexts.get(textOf(cell)) ?? textOf(cell) ?? "?")
          .join(", ")}`,
    );
  }
  return Array.isArray(value) ? value.map(chosen) : chosen(value);
}
