import { isObject, parseJsonText } from "../json.ts";
import { CHARSET_FIELD, charsetIn, decodeText } from "./charset.ts";

/** A body's fields in order. */
export type Entries = [name: string, value: unknown][];

/** One lead in a body, and what its fields lie in. */
export interface Posted {
  entries: Entries;
  within: readonly string[];
}

/** A body's fields in order, repeated names as lists; or what is wrong with it. The body decides where the content type is wrong. */
export async function entriesOf(body: Uint8Array, contentType: string): Promise<Entries | string> {
  const records = await recordsOf(body, contentType);
  if (typeof records === "string") return records;
  return records.length === 1 ? records[0]!.entries : "The body is JSON, but not an object with fields.";
}

/** The same of each lead in a body: JSON may be a list of them. */
export async function recordsOf(body: Uint8Array, contentType: string): Promise<Posted[] | string> {
  if (/^multipart\/form-data/i.test(contentType)) {
    try {
      const { multipartEntries } = await import("./multipart.ts");
      return [posted(multipartEntries(body, contentType))];
    } catch (error) {
      return `The multipart body cannot be read: ${(error as Error).message.replace(/[.]$/, "")}.`;
    }
  }
  const text = decodeText(body, charsetIn(contentType)).trim();
  if (text === "") return "The body is empty.";
  if (/^[{[]/.test(text) || /json/i.test(contentType)) {
    const value = parseJsonText(text);
    if (value === undefined) return "The body is not valid JSON.";
    const records = objectsOf(value);
    if (records.length > MOST_RECORDS)
      return `The body is a list of ${records.length} leads; at most ${MOST_RECORDS} are taken at once. Post them in parts.`;
    return records.length > 0 ? records : "The body is JSON, but not an object with fields.";
  }
  const claimed = /x-www-form-urlencoded/i.test(contentType) && text.includes("=");
  if (!claimed && !/^[^\s=&]+=/.test(text)) return "The body is neither JSON nor a form.";
  return [posted(formEntries(body, charsetIn(contentType)))];
}

const posted = (entries: Entries): Posted => ({ entries: grouped(entries), within: [] });

/** The objects with fields in what JSON holds: itself, or those of a list, which may be all that an object has, as Mautic sends it. */
function objectsOf(value: unknown, within: readonly string[] = []): Posted[] {
  if (Array.isArray(value)) {
    const objects = value.filter(isObject);
    const isList = objects.length === value.length && objects.some((one) => !isPair(one));
    return isList ? objects.map((one) => ({ entries: Object.entries(one), within })) : [];
  }
  if (!isObject(value)) return [];
  const [[name, only] = ["", undefined], ...more] = Object.entries(value);
  const inside = more.length === 0 && Array.isArray(only) ? objectsOf(only, [...within, name]) : [];
  return inside.length > 0 ? inside : [{ entries: Object.entries(value), within }];
}

/** Names that an object may have for a field in a list of them, as in `[{"name": "email", "value": "jo@acme.example"}]`. */
export const NAMES = ["name", "key", "field", "label", "question", "title", "id"] as const;

/** Leads that are taken from one body: a webhook brings a few, an export that is posted brings thousands. */
const MOST_RECORDS = 100;

/** What a field of a form has beside its name and value is nobody's. */
const personal = /mail|phone|company|(first|last|sur|family|given)[-_ ]?name/i;

/** Whether an object is a field and its value, and no person of some worth. */
export const isPair = (value: unknown): value is Record<string, unknown> =>
  isObject(value) &&
  ("value" in value || "values" in value || "answer" in value) &&
  NAMES.some((name) => typeof value[name] === "string") &&
  !Object.keys(value).some((key) => personal.test(key));

/** A form-encoded body's fields, in the charset of whoever sent it. */
function formEntries(body: Uint8Array, charset: string | undefined): Entries {
  // Bytes stay what they are until the charset is known.
  const pairs = Buffer.from(body)
    .toString("latin1")
    .trim()
    .split("&")
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf("=");
      return (at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)]).map(bytesOf) as [Buffer, Buffer];
    });
  const said = pairs.find(([name]) => name.equals(Buffer.from(CHARSET_FIELD)))?.[1].toString("latin1");
  const named = said || charset;
  const whole = Buffer.concat(pairs.flat());
  // All of it is in one charset, though most values would pass for several.
  const used = named ?? (decodeText(whole) === whole.toString("utf8") ? undefined : "windows-1252");
  return pairs.map(([name, value]) => [decodeText(name, used), decodeText(value, used)]);
}

const bytesOf = (encoded: string): Buffer =>
  Buffer.from(
    encoded
      .replaceAll("+", " ")
      .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );

/** Repeated names, as check boxes send them, become lists. */
function grouped(entries: Entries): Entries {
  const byName = new Map<string, unknown[]>();
  for (const [name, value] of entries) {
    if (name === CHARSET_FIELD) continue;
    const key = name.endsWith("[]") ? name.slice(0, -2) : name;
    const values = byName.get(key);
    if (values) values.push(value);
    else byName.set(key, [value]);
  }
  return [...byName].map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
}
