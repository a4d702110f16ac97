import type { Reading } from "@baton/core/delivery";
import { entriesOf } from "../body/entries.ts";
import { unnested } from "../body/structure.ts";
import { isObject, parseJson, textOf } from "../json.ts";
import { type NamedValue, nameFields, oneLead } from "../naming.ts";
import { flat } from "../sending.ts";
import type { ProviderModule } from "../types.ts";
import { RESENT_MS } from "../values.ts";

/**
 * Unbounce, unsigned: a form with the page's data and the answers as JSON in `data.json`, each a list. `data.xml` says the
 * same once more.
 * https://documentation.unbounce.com/hc/en-us/articles/203510044-Using-a-Webhook
 */
export const unbounce: ProviderModule = {
  resendsMs: RESENT_MS,

  async read(body, contentType, naming): Promise<Reading> {
    const posted = await entriesOf(body, contentType);
    if (typeof posted === "string") return { unreadable: posted };
    const raw = posted.find(([name]) => name === "data.json")?.[1];
    const data = raw === undefined || isObject(raw) ? (raw ?? {}) : parseJson(Buffer.from(textOf(raw) ?? ""));
    if (!isObject(data)) return { unreadable: "Its data.json is not a JSON object, so the answers cannot be read." };
    const { date_submitted, time_submitted, ...answers } = data;
    const given = new Set(Object.keys(answers));
    const outer = posted.filter(([name]) => name !== "data.json" && name !== "data.xml" && !given.has(name));
    const entries: NamedValue[] = [
      ...Object.entries(answers).map(([name, value]): NamedValue => [name, unwrapped(value)]),
      ...(await unnested(outer, naming)),
      ...submittedAt(unwrapped(date_submitted), unwrapped(time_submitted)),
    ];
    return oneLead({ fields: nameFields(entries, naming) });
  },

  compose({ lead, now }) {
    const at = new Date(now).toISOString();
    const answers = flat(lead).map(([name, value]) => [name, [value].flat()]);
    const data = { ...Object.fromEntries(answers), sent: [at] };
    const body = new URLSearchParams({
      page_id: "baton",
      page_name: "Baton",
      variant: "a",
      "data.json": JSON.stringify(data),
    });
    return { headers: { "content-type": "application/x-www-form-urlencoded" }, body: body.toString() };
  },
};

const unwrapped = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);

/** `2026-10-05` and `08:59 AM UTC`; what does not make an instant beyond doubt is kept as it came. */
function submittedAt(date: unknown, time: unknown): NamedValue[] {
  const [day, clock] = [textOf(date) ?? "", textOf(time) ?? ""];
  const clear = /^\d{4}-\d\d-\d\d$/.test(day) && /^\d\d?:\d\d(:\d\d)?( ?[AP]M)? UTC$/i.test(clock);
  const instant = clear ? Date.parse(`${day} ${clock}`) : Number.NaN;
  return Number.isNaN(instant)
    ? [
        ["date_submitted", date],
        ["time_submitted", time],
      ]
    : [["submittedAt", new Date(instant).toISOString()]];
}
