import { randomUUID } from "node:crypto";
import type { Provider } from "@baton/core/agreement";
import { hmac } from "./compare.ts";
import { secretBytes } from "./standard-webhooks.ts";
import type { Secrets } from "./types.ts";

/** A request as a provider would send it. */
export interface SentHook {
  headers: Record<string, string>;
  body: string;
}

interface Sending {
  /** Lead fields by Baton's names; `test: true` marks a test where the provider can. */
  lead: Record<string, unknown>;
  secrets: Secrets;
  /** Epoch ms the signature is made at. */
  now: number;
}

/** Writes a lead the way a provider delivers it, with a fresh delivery id and a correct signature. */
export function compose(provider: Provider, sending: Sending): SentHook {
  const { headers, body } = writers[provider](sending);
  const { secrets } = sending;
  return {
    body,
    headers: {
      "content-type": "application/json",
      ...headers,
      ...(secrets.header && { [secrets.header.name]: secrets.header.value }),
      ...(secrets.basic !== undefined && { authorization: `Basic ${Buffer.from(secrets.basic).toString("base64")}` }),
    },
  };
}

const writers: Record<Provider, (sending: Sending) => SentHook> = {
  form: ({ lead }) => ({ headers: {}, body: JSON.stringify(lead) }),
  "google-ads": ({ lead, secrets, now }) => ({
    headers: {},
    body: JSON.stringify({
      lead_id: randomUUID(),
      user_column_data: columns(lead),
      api_version: "1.0",
      form_id: 1,
      campaign_id: 1,
      google_key: secrets.key,
      lead_submit_time: new Date(now).toISOString(),
      ...(lead.test === true && { is_test: true }),
    }),
  }),
  "standard-webhooks": (sending) => signed("webhook", sending),
  svix: (sending) => signed("svix", sending),
  typeform({ lead, secrets, now }) {
    const answers = Object.entries(lead).map(([ref, value]) => ({
      type: "text",
      text: String(value),
      field: { id: ref, type: "short_text", ref },
    }));
    const body = JSON.stringify({
      event_id: randomUUID(),
      event_type: "form_response",
      form_response: { form_id: "baton", token: randomUUID(), submitted_at: new Date(now).toISOString(), answers },
    });
    return {
      headers: { "typeform-signature": `sha256=${hmac("sha256", secrets.secret ?? "", "base64", body)}` },
      body,
    };
  },
};

function signed(prefix: string, { lead, secrets, now }: Sending): SentHook {
  const id = `msg_${randomUUID()}`;
  const timestamp = String(Math.floor(now / 1000));
  const body = JSON.stringify({ type: "lead.created", timestamp: new Date(now).toISOString(), data: lead });
  const signature = hmac("sha256", secretBytes(secrets.secret ?? ""), "base64", `${id}.${timestamp}.`, body);
  return {
    headers: { [`${prefix}-id`]: id, [`${prefix}-timestamp`]: timestamp, [`${prefix}-signature`]: `v1,${signature}` },
    body,
  };
}

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

function columns(lead: Record<string, unknown>): { column_id: string; string_value: string }[] {
  return Object.entries(lead)
    .filter(([name]) => name !== "test")
    .map(([name, value]) => ({ column_id: columnIds[name] ?? name, string_value: String(value) }));
}
