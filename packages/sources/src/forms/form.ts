import type { Found, HandRaise, Reading } from "@baton/core/delivery";
import { type Posted, recordsOf } from "../body/entries.ts";
import { isNested } from "../body/nested.ts";
import { textOf } from "../json.ts";
import { type NamedValue, nameFields, oneLead } from "../naming.ts";
import type { Naming, ProviderModule } from "../types.ts";
import { isYes, RESENT_MS } from "../values.ts";

/** A field by which whoever builds a form can try it without anybody being told. */
const TEST_MARK = "is_test";

/** Any HTML form or tool that can post one: JSON, form-encoded or multipart. The body decides where the content type is wrong. */
export const form: ProviderModule = {
  resendsMs: RESENT_MS,

  async read(body, contentType, naming): Promise<Reading> {
    const records = await recordsOf(body, contentType);
    if (typeof records === "string") return { unreadable: records };
    const readings = await Promise.all(records.map((posted) => leadIn(posted, naming)));
    const [first] = readings;
    if (readings.every((reading) => "unreadable" in reading)) return first!;
    return {
      found: readings.flatMap((reading): Found[] =>
        "found" in reading ? reading.found : [{ kind: "ignored", reason: reading.unreadable }],
      ),
    };
  },

  compose({ lead: { test, ...lead } }) {
    return { headers: {}, body: JSON.stringify({ ...lead, ...(test === true && { [TEST_MARK]: true }) }) };
  },
};

async function leadIn({ entries: posted, within }: Posted, naming: Naming): Promise<Reading> {
  const marks = posted.filter(([name]) => name === TEST_MARK);
  const given = posted.filter(([name]) => name !== TEST_MARK);
  const named: NamedValue[] =
    within.length > 0 || given.some(isNested)
      ? await (await import("../body/structure.ts")).unnested(given, naming, within)
      : given;
  const test = marks.some(([, value]) => [value].flat().some(isYes));
  const names = named.map(([name]) => name);
  const lead = oneLead({ fields: nameFields(named, naming), ...(test && { test }) }, names);
  return naming.calls ? asCall(lead, given, naming.calls) : lead;
}

/** What call tracking tells of: who was missed asks, and whoever was answered has been contacted as well. */
function asCall(reading: Reading, given: readonly NamedValue[], calls: NonNullable<Naming["calls"]>): Reading {
  const textIn = (field: string | undefined): string | undefined => {
    const value = given.find(([name]) => name === field)?.[1];
    return (typeof value === "boolean" ? String(value) : textOf(value)?.trim()) || undefined;
  };
  const [lead] = "found" in reading ? reading.found : [];
  const event = textIn(calls.field);
  if (lead?.kind !== "lead" || event === undefined) return reading;
  const at = textIn(calls.at);
  if (at === undefined) return reading;
  const fields = { ...lead.fields, submittedAt: at };
  const asking: HandRaise = { ...lead, fields };
  if (!calls.answered.some((value) => value.toLowerCase() === event.toLowerCase())) return { found: [asking] };
  const { email, phone, name } = fields as Record<string, unknown>;
  const by = textIn(calls.by);
  const contact = {
    channel: "call" as const,
    event,
    at,
    key: `${at} ${String(phone ?? email ?? "")}`,
    ...(by !== undefined && { by }),
  };
  return {
    found: [
      { ...asking, contact },
      { kind: "contact", ...contact, who: { email, phone, name } },
    ],
  };
}
