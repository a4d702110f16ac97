import type { Found, Reading } from "@baton/core/delivery";
import { type Posted, recordsOf } from "../body/entries.ts";
import { isNested } from "../body/nested.ts";
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
  return oneLead({ fields: nameFields(named, naming), ...(test && { test }) }, names);
}
