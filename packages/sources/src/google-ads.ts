import { equal } from "./compare.ts";
import { isObject, parseJson } from "./json.ts";
import { nameFields, oneLead } from "./naming.ts";
import type { Provider } from "./types.ts";

/**
 * Google Ads lead forms. The shared key lies in the body; a 4xx is never retried, a 5xx is.
 * https://developers.google.com/google-ads/webhook/docs/implementation
 */
export const googleAds: Provider = {
  verify({ body }, { key }) {
    const lead = parseJson(body);
    if (!isObject(lead)) return "unreadable";
    return equal(keyOf(lead), key) ? "authentic" : "forged";
  },

  deliveryId: ({ body }) => text((parseJson(body) as Record<string, unknown> | undefined)?.lead_id),

  read(body, _contentType, naming) {
    const lead = parseJson(body);
    if (!isObject(lead)) return { unreadable: "The body is not valid JSON." };
    const columns = Array.isArray(lead.user_column_data) ? lead.user_column_data.filter(isObject) : [];
    // Column ids do not change with the form's language; their names do.
    const answers = columns.map((column): [string, unknown] => [
      text(column.column_id) ?? text(column.column_name) ?? "unnamed",
      column.string_value,
    ]);
    const about: [string, unknown][] = [
      ["form", text(lead.form_id)],
      ["ad", text(lead.creative_id)],
      ["campaign_id", text(lead.campaign_id)],
      ["adgroup_id", text(lead.adgroup_id)],
      ["clickId.gclid", text(lead.gcl_id)],
      ["submittedAt", text(lead.lead_submit_time)],
    ];
    return oneLead({ fields: nameFields([...answers, ...about], naming), test: lead.is_test === true });
  },

  answers: { accepted: {}, refused: (message) => ({ message }) },
};

/** Both spellings are seen. */
function keyOf(lead: Record<string, unknown>): string | undefined {
  const key = lead.google_key ?? lead.Google_key;
  return typeof key === "string" ? key : undefined;
}

/** Ids are 64-bit integers and stay text; zero and empty mean none. */
function text(value: unknown): string | undefined {
  const written = typeof value === "number" || typeof value === "string" ? String(value) : "";
  return written === "" || written === "0" ? undefined : written;
}
