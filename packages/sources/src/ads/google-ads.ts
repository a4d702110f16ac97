import { randomUUID } from "node:crypto";
import { anyEqual } from "../compare.ts";
import { isObject, nested, objectsIn, parseJson, textOf } from "../json.ts";
import { nameFields, oneLead } from "../naming.ts";
import { flat } from "../sending.ts";
import type { ProviderModule } from "../types.ts";
import { isYes } from "../values.ts";

/**
 * Google Ads lead forms. The shared key lies in the body; a 4xx is never retried, a 5xx is.
 * https://developers.google.com/google-ads/webhook/docs/implementation
 */
export const googleAds: ProviderModule = {
  proof: ["key"],

  verify({ body }, { secrets }) {
    const lead = parseJson(body);
    if (!isObject(lead)) return "unreadable";
    return anyEqual(keyOf(lead), secrets.key) ? "authentic" : "forged";
  },

  deliveryId: ({ body }) => id(nested(parseJson(body), "lead_id")),

  read(body, _contentType, naming) {
    const lead = parseJson(body);
    if (!isObject(lead)) return { unreadable: "The body is not valid JSON." };
    // Column ids do not change with the form's language; their names do.
    const answers = objectsIn(lead.user_column_data).map((column): [string, unknown] => [
      id(column.column_id) ?? id(column.column_name) ?? "unnamed",
      column.string_value,
    ]);
    const about: [string, unknown][] = [
      ["form", id(lead.form_id)],
      ["ad", id(lead.creative_id)],
      ["campaign_id", id(lead.campaign_id)],
      ["adgroup_id", id(lead.adgroup_id)],
      ["asset_group_id", id(lead.asset_group_id)],
      ["clickId.gclid", id(lead.gcl_id)],
      ["submittedAt", id(lead.lead_submit_time)],
    ];
    return oneLead({ fields: nameFields([...answers, ...about], naming), test: isYes(lead.is_test) });
  },

  compose: ({ lead, secrets, now }) => ({
    headers: {},
    body: JSON.stringify({
      lead_id: randomUUID(),
      user_column_data: flat(lead).map(([name, value]) => ({
        column_id: columnIds[name] ?? name,
        string_value: String(value),
      })),
      api_version: "1.0",
      form_id: 1,
      campaign_id: 1,
      google_key: secrets.key[0],
      lead_submit_time: new Date(now).toISOString(),
      ...(lead.test === true && { is_test: true }),
    }),
  }),

  answers: { accepted: { contentType: "application/json", body: "{}" }, refused: (message) => ({ message }) },
};

/** Both spellings are seen. */
function keyOf(lead: Record<string, unknown>): string | undefined {
  const key = lead.google_key ?? lead.Google_key;
  return typeof key === "string" ? key : undefined;
}

/** Ids are 64-bit integers and stay text; zero and empty mean none. */
const id = (value: unknown): string | undefined => (textOf(value) === "0" ? undefined : textOf(value));

const columnIds: Record<string, string> = {
  name: "FULL_NAME",
  firstName: "FIRST_NAME",
  lastName: "LAST_NAME",
  email: "EMAIL",
  phone: "PHONE_NUMBER",
  company: "COMPANY_NAME",
  title: "JOB_TITLE",
  country: "COUNTRY",
};
