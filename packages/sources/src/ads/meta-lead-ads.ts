import { randomInt } from "node:crypto";
import type { Fetched, Reference } from "@baton/core/delivery";
import { apis } from "../apis.ts";
import { anyEqual, hmac, signedWith } from "../compare.ts";
import { isObject, nested, objectsIn, parseJson, textOf } from "../json.ts";
import { type NamedValue, nameFields } from "../naming.ts";
import { flat, orTest, testId } from "../sending.ts";
import { afterPrefix } from "../signature.ts";
import type { Naming, ProviderModule } from "../types.ts";
import { instantOf, isYes } from "../values.ts";

const VERSION = "v24.0";

const FIELDS = [
  "id",
  "created_time",
  "ad_id",
  "ad_name",
  "adset_id",
  "adset_name",
  "campaign_id",
  "campaign_name",
  "form_id",
  "field_data",
  "custom_disclaimer_responses",
  "is_organic",
  "platform",
].join(",");

/**
 * Meta Lead Ads: `sha256=` and the hex HMAC-SHA256 of the body under the app's secret. A webhook names leads of one or
 * several pages; the Graph API tells what was answered.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started/webhooks-for-leadgen
 * https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving
 */
export const metaLeadAds: ProviderModule = {
  handshake({ query }, { secrets }) {
    const asked = new URLSearchParams(query);
    if (!asked.has("hub.mode")) return undefined;
    const challenge = asked.get("hub.challenge");
    const known = anyEqual(asked.get("hub.verify_token") ?? undefined, secrets.verifyToken);
    return known && asked.get("hub.mode") === "subscribe" && challenge
      ? { status: 200, contentType: "text/plain", body: challenge }
      : { status: 403, contentType: "text/plain", body: "The verify token is not this source's." };
  },

  proof: ["secret"],

  verify({ headers, body }, { secrets }) {
    const given = afterPrefix("sha256=", headers["x-hub-signature-256"]);
    return signedWith(given, secrets.secret, "sha256", "hex", body) ? "authentic" : "forged";
  },

  deliveryId({ body }) {
    const ids = new Set(leadsIn(changesIn(parseJson(body)) ?? []).map(({ id }) => id));
    return ids.size === 0 ? undefined : [...ids].sort().join(",");
  },

  read(body) {
    const changes = changesIn(parseJson(body));
    if (!changes)
      return {
        unreadable: 'There is no list of changes in it: Meta sends {"object": "page", "entry": [{"changes": …}]}.',
      };
    const leads = leadsIn(changes);
    const others = new Set(changes.filter(({ field }) => field !== "leadgen").map(({ field }) => textOf(field) ?? "?"));
    const reason =
      others.size > 0
        ? `Changes of ${[...others].join(", ")} are no leads; only leadgen needs to be subscribed.`
        : "It names no lead.";
    return { found: leads.length > 0 ? leads.map(orTest) : [{ kind: "ignored", reason }] };
  },

  api: apis["meta-lead-ads"],

  async fetch(reference, api, naming): Promise<Fetched> {
    if (api.token === undefined)
      return { problem: "token", message: "The source names no accessToken, so Meta cannot be asked for the lead." };
    const { status, body } = await api.get(
      `/${VERSION}/${encodeURIComponent(reference.id)}?fields=${encodeURIComponent(FIELDS)}`,
      { authorization: `Bearer ${api.token}` },
    );
    if (status === 200 && isObject(body) && !isObject(body.error) && (body.id ?? body.field_data) !== undefined)
      return leadOf(body, reference, naming);
    return problemIn(status, body, api.token);
  },

  compose({ lead, secrets, now }) {
    const at = Math.floor(now / 1000);
    const page_id = "100000000000001";
    const form_id = "100000000000002";
    const leadgen_id = testId(lead) ?? `${randomInt(1e12, 9e12)}${randomInt(1000, 9999)}`;
    const value = { leadgen_id, created_time: at, page_id, form_id };
    const field_data = flat(lead).map(([name, given]) => ({ name, values: [given].flat().map(String) }));
    const told = { id: leadgen_id, created_time: new Date(now).toISOString(), form_id, field_data };
    const body = JSON.stringify({
      object: "page",
      entry: [{ id: page_id, time: at, changes: [{ field: "leadgen", value }] }],
    });
    return {
      headers: { "x-hub-signature-256": `sha256=${hmac("sha256", secrets.secret[0] ?? "", "hex", body)}` },
      body,
      tells: [{ path: `/${VERSION}/${leadgen_id}`, body: told }],
    };
  },
};

/** All changes of all pages; undefined where there is no list of them. */
function changesIn(event: unknown): Record<string, unknown>[] | undefined {
  if (!isObject(event) || !Array.isArray(event.entry)) return undefined;
  return objectsIn(event.entry).flatMap(({ changes }) => objectsIn(changes));
}

function leadsIn(changes: readonly Record<string, unknown>[]): Reference[] {
  const leads = new Map<string, Reference>();
  for (const { field, value } of changes) {
    if (field !== "leadgen" || !isObject(value)) continue;
    const { leadgen_id, created_time, form_id, ad_id, adgroup_id, page_id, ...others } = value;
    const id = textOf(leadgen_id);
    if (id === undefined || leads.has(id)) continue;
    const at = instantIn(created_time);
    const about: [string, unknown][] = [
      ["form", textOf(form_id)],
      ["ad", textOf(ad_id) ?? textOf(adgroup_id)],
      ["page_id", textOf(page_id)],
      ...Object.entries(others),
    ];
    leads.set(id, {
      kind: "reference",
      type: "leadgen",
      id,
      lead: true,
      ...(at !== undefined && { at }),
      fields: Object.fromEntries(about.filter(([, one]) => one !== undefined && one !== null && one !== "")),
    });
  }
  return [...leads.values()];
}

/** From epoch seconds or from the Graph API's `2026-10-05T08:59:45+0000`. */
function instantIn(time: unknown): string | undefined {
  const instant = instantOf(time, "seconds");
  return instant && new Date(instant).toISOString();
}

function leadOf(lead: Record<string, unknown>, reference: Reference, naming: Naming): Fetched {
  const answers = objectsIn(lead.field_data).flatMap(({ name, values }): NamedValue[] => {
    const given = [values ?? []].flat().filter((value) => value !== null && value !== "");
    return [[textOf(name) ?? "unnamed", given.length === 1 ? given[0] : given]];
  });
  const { form, ad, ...told } = reference.fields ?? {};
  const about: NamedValue[] = [
    ["form", textOf(lead.form_id) ?? form],
    ["ad", textOf(lead.ad_id) ?? ad],
    ["campaign", lead.campaign_name],
    ["campaign_id", textOf(lead.campaign_id)],
    ["ad_name", lead.ad_name],
    ["adset_id", textOf(lead.adset_id)],
    ["adset_name", lead.adset_name],
    ["platform", lead.platform],
    ["is_organic", lead.is_organic],
    ["consent", consentsIn(lead.custom_disclaimer_responses)],
    ["submittedAt", instantIn(lead.created_time) ?? reference.at],
    ...Object.entries(told),
  ];
  const fields = nameFields([...answers, ...about], naming);
  const test = answers.some(([, value]) => [value].flat().some(isDummy));
  return { found: [{ kind: "lead", fields, key: reference.id, ...(test && { test }) }] };
}

/** What Meta's testing tool fills in; webhooks have no mark of a test. */
const isDummy = (value: unknown): boolean =>
  typeof value === "string" && /^\s*(<test lead: dummy data for |test@(fb|meta)\.com\s*$)/i.test(value);

function consentsIn(responses: unknown): string | undefined {
  const consents = objectsIn(responses).map(({ checkbox_key, is_checked }) => {
    return `${textOf(checkbox_key) ?? "consent"}: ${isYes(is_checked) ? "yes" : "no"}`;
  });
  return consents.length > 0 ? consents.join(", ") : undefined;
}

/** Too many calls, or a fault of Meta's that passes. */
const passing = new Set([1, 2, 4, 17, 32, 341, 613, 80005]);

/** https://developers.facebook.com/docs/graph-api/guides/error-handling */
function problemIn(status: number, body: unknown, token: string): Fetched {
  const error = isObject(body) && isObject(body.error) ? body.error : undefined;
  const said = textOf(error?.message)?.replaceAll(token, "…");
  const message = said === undefined ? `Meta answered ${status} without a word.` : `Meta says: ${said}`;
  const code = Number(error?.code);
  if (!error && status < 400)
    return { problem: "later", message: `Meta answered ${status} with something that is no lead.` };
  if (status === 429 || status >= 500 || passing.has(code) || error?.is_transient === true)
    return { problem: "later", message };
  if (code === 190) return { problem: "token", message };
  // Object that does not exist: never a matter of the token, though it may be typed as one.
  if (code === 100 && Number(error?.error_subcode) === 33) return { problem: "gone", message };
  if (status === 401 || status === 403 || nested(error, "type") === "OAuthException")
    return { problem: "token", message };
  return { problem: "gone", message };
}
