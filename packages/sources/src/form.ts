import { isObject, parseJson } from "./json.ts";
import { nameFields, oneLead } from "./naming.ts";
import type { Provider, Reading } from "./types.ts";

/** Any HTML form or tool that can post one: JSON, form-encoded or multipart. The body decides where the content type is wrong. */
export const form: Provider = {
  async read(body, contentType, naming): Promise<Reading> {
    const entries = await entriesOf(body, contentType);
    if (typeof entries === "string") return { unreadable: entries };
    return oneLead({ fields: nameFields(entries, naming) });
  },
};

type Entries = [string, unknown][];

/** The form's fields in order, or what is wrong with the body. */
async function entriesOf(body: Uint8Array, contentType: string): Promise<Entries | string> {
  const text = new TextDecoder().decode(body).trim();
  if (text === "") return "The body is empty.";
  if (/^multipart\/form-data/i.test(contentType)) return multipart(body, contentType);
  if (text.startsWith("{") || text.startsWith("[") || /json/i.test(contentType)) {
    const value = parseJson(body);
    if (value === undefined) return "The body is not valid JSON.";
    return isObject(value) ? Object.entries(value) : "The body is JSON, but not an object with fields.";
  }
  const claimed = /x-www-form-urlencoded/i.test(contentType) && text.includes("=");
  if (!claimed && !/^[^\s=&]+=/.test(text)) return "The body is neither JSON nor a form.";
  return group([...new URLSearchParams(text)]);
}

/** Parsed by the runtime, which is loaded with the first multipart body only. */
async function multipart(body: Uint8Array, contentType: string): Promise<Entries | string> {
  try {
    const data = await new Response(body as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": contentType },
    }).formData();
    const entries = [...data].map(([name, value]): [string, unknown] => [
      name,
      typeof value === "string"
        ? value
        : value.size === 0 && value.name === ""
          ? ""
          : `${value.name} (${value.type || "file"}, ${value.size} bytes)`,
    ]);
    return group(entries);
  } catch {
    return "The multipart body cannot be read: its parts do not match its boundary.";
  }
}

/** Repeated names, as check boxes send them, become lists. */
function group(entries: Entries): Entries {
  const grouped = new Map<string, unknown[]>();
  for (const [name, value] of entries) {
    const key = name.endsWith("[]") ? name.slice(0, -2) : name;
    const values = grouped.get(key);
    if (values) values.push(value);
    else grouped.set(key, [value]);
  }
  return [...grouped].map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
}
