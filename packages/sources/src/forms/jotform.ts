import { randomInt, randomUUID } from "node:crypto";
import type { Reading } from "@baton/core/delivery";
import type { HookRequest } from "@baton/core/ports";
import { entriesOf } from "../body/entries.ts";
import { isObject, nested, parseJson, textOf } from "../json.ts";
import { type NamedValue, nameFields, oneLead } from "../naming.ts";
import { flat } from "../sending.ts";
import type { Naming, ProviderModule } from "../types.ts";
import { isYes } from "../values.ts";

/**
 * Jotform: a multipart form, unsigned. The answers are JSON in `rawRequest`, keyed `q{id}_{name}`; `pretty` says the same
 * ambiguously and is not read.
 * https://www.jotform.com/help/245-how-to-setup-a-webhook-with-jotform/
 */
export const jotform: ProviderModule = {
  deliveryId: (request) => submissionIn(request),

  async read(body, contentType, naming): Promise<Reading> {
    const posted = await entriesOf(body, contentType);
    if (typeof posted === "string") return { unreadable: posted };
    const outer = new Map(posted);
    const raw = outer.get("rawRequest");
    if (raw === undefined || raw === "")
      return { unreadable: "There is no rawRequest in it, which holds the answers of a Jotform." };
    const answers = isObject(raw) ? raw : parseJson(Buffer.from(textOf(raw) ?? ""));
    if (!isObject(answers))
      return { unreadable: "Its rawRequest is not a JSON object, so the answers cannot be read." };
    const entries: NamedValue[] = [
      ...Object.entries(answers)
        .filter(([name]) => !ofTheForm.has(name))
        .flatMap(([name, value]) => answersOf(name, value, naming)),
      ["form", textOf(outer.get("formID"))],
      ...posted.filter(([name]) => !ofTheWebhook.has(name)),
    ];
    const test = [outer.get("preview"), answers.preview].some(isYes);
    return oneLead({ fields: nameFields(entries, naming), ...(test && { test }) });
  },

  compose({ lead }) {
    const boundary = `baton${randomUUID().replaceAll("-", "")}`;
    const answers = flat(lead).map(([name, value], i) => [`q${i + 3}_${name}`, value]);
    const parts = {
      formID: "200000000000001",
      submissionID: `6${randomInt(1e9, 9e9)}${randomInt(10_000_000, 99_999_999)}`,
      formTitle: "Baton",
      ...(lead.test === true && { preview: "true" }),
      rawRequest: JSON.stringify(Object.fromEntries(answers)),
    };
    const body = Object.entries(parts)
      .map(([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
      .join("");
    return {
      headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
      body: `${body}--${boundary}--\r\n`,
    };
  },
};

/** What Jotform's own page adds to the answers. */
const ofTheForm = new Set([
  "slug",
  "jsExecutionTracker",
  "submitSource",
  "submitDate",
  "buildDate",
  "uploadServerUrl",
  "eventObserver",
  "event_id",
  "timeToSubmit",
  "validatedNewRequiredFieldIDs",
  "visitedPages",
  "path",
  "preview",
  "target_env",
  "simple_spc",
  "website",
  "temp_upload",
  "file_server",
  "embedUrl",
]);

/** What the webhook says of itself, and the answers once more. `webhookURL` holds the source's token. */
const ofTheWebhook = new Set([
  "action",
  "webhookURL",
  "username",
  "formID",
  "type",
  "customParams",
  "product",
  "customTitle",
  "submissionID",
  "event",
  "documentID",
  "teamID",
  "subject",
  "isSilent",
  "customBody",
  "rawRequest",
  "fromTable",
  "appID",
  "pretty",
  "unread",
  "parent",
  "preview",
]);

/** An answer under its name without `q{id}_`, unless the agreement maps the whole; structures as what they mean. */
function answersOf(key: string, value: unknown, naming: Naming): NamedValue[] {
  const name = Object.hasOwn(naming.fields, key) ? key : key.replace(/^q\d+_(?=.)/, "");
  if (!isObject(value)) return [[name, value]];
  const parts = Object.fromEntries(
    Object.entries(value).map(([part, one]) => [part, textOf(one)?.trim() || undefined]),
  ) as Record<string, string | undefined>;
  const has = (...names: string[]) => names.some((one) => Object.hasOwn(value, one));
  const join = (separator: string, ...names: string[]) =>
    names.flatMap((one) => parts[one] ?? []).join(separator) || undefined;
  const mapped = Object.hasOwn(naming.fields, name);
  if (has("first", "last")) {
    const whole = join(" ", "prefix", "first", "middle", "last", "suffix");
    if (mapped) return [[name, whole]];
    const more = parts.prefix ?? parts.middle ?? parts.suffix;
    return [
      ...(more === undefined ? [] : [[name, whole] as NamedValue]),
      [`${name} first`, parts.first, "firstName"],
      [`${name} last`, parts.last, "lastName"],
    ];
  }
  if (has("full", "phone")) {
    const written =
      parts.full ??
      ([parts.country && `+${parts.country.replace(/^\+/, "")}`, parts.area && `(${parts.area})`, parts.phone]
        .filter(Boolean)
        .join(" ") ||
        undefined);
    return [[name, written, "phone"]];
  }
  if (has("year") && has("month") && has("day")) {
    const time = [join(":", "hour", "min"), parts.ampm].filter(Boolean).join(" ");
    return [[name, [join("-", "year", "month", "day"), time].filter(Boolean).join(" ")]];
  }
  if (has("addr_line1", "city", "postal", "country"))
    return [
      [name, join(", ", "addr_line1", "addr_line2", "city", "state", "postal", "country")],
      ...(mapped ? [] : [[`${name} country`, parts.country, "country"] as NamedValue]),
    ];
  return [[name, value]];
}

/** The submission's id, found without reading the whole; it is beyond what a number holds. */
function submissionIn({ headers, body }: Pick<HookRequest, "headers" | "body">): string | undefined {
  const text = new TextDecoder().decode(body);
  const type = headers["content-type"] ?? "";
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (/^multipart\//i.test(type) && boundary !== undefined) {
    for (const part of text.split(`--${boundary}`)) {
      const end = part.indexOf("\r\n\r\n");
      if (end >= 0 && /name="submissionID"/i.test(part.slice(0, end))) return part.slice(end).trim() || undefined;
    }
    return undefined;
  }
  if (text.trimStart().startsWith("{")) return textOf(nested(parseJson(body), "submissionID"));
  return new URLSearchParams(text.trim()).get("submissionID") || undefined;
}
