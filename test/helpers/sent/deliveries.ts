import { createHmac } from "node:crypto";
import { secrets } from "../stack/stack.ts";

/** A request to a hook, as a provider would send it. */
export interface Post {
  path: string;
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer> | FormData;
}

let made = 0;

/** Somebody nobody has heard of, whose company is big enough for the enterprise team; a test names only what matters to it. */
export function person(
  changes: Record<string, unknown> = {},
): Record<string, unknown> & { name: string; "your-email": string } {
  made += 1;
  const name = `Person ${made} Lind${made}`;
  return {
    name,
    "your-email": `person${made}@globex${made}.example`,
    company_size: 600,
    country: "DE",
    interest: "demo",
    ...changes,
  };
}

/** Somebody whom the round robin team gets. */
export const emea = (changes: Record<string, unknown> = {}) => person({ company_size: 250, country: "NL", ...changes });

const hook = `/hooks/website-demo/${secrets.WEBSITE_TOKEN}`;

export const formJson = (fields: object): Post => ({
  path: hook,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(fields),
});

export const formEncoded = (fields: Record<string, unknown>): Post => ({
  path: hook,
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: new URLSearchParams(
    Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString(),
});

export function formMultipart(fields: Record<string, unknown>): Post {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, String(value));
  return { path: hook, headers: {}, body };
}

/** Google's campaign ids are numbers beyond what a double holds. */
export const campaignId = "9007199254740993";

export function googleAds(
  lead: { id: string; name: string; email: string; test?: boolean },
  key: string = secrets.GOOGLE_ADS_KEY,
): Post {
  const body = JSON.stringify({
    lead_id: lead.id,
    user_column_data: [
      { column_name: "Full Name", string_value: lead.name, column_id: "FULL_NAME" },
      { column_name: "User Email", string_value: lead.email, column_id: "EMAIL" },
    ],
    api_version: "1.0",
    form_id: 40000000000,
    campaign_id: 0,
    google_key: key,
    is_test: lead.test ?? false,
    gcl_id: "gclid-1",
  });
  return {
    path: "/hooks/google-search",
    headers: { "content-type": "application/json" },
    body: body.replace('"campaign_id":0', `"campaign_id":${campaignId}`),
  };
}

export function typeform(body: string, secret: string = secrets.TYPEFORM_SECRET): Post {
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("base64")}`;
  return {
    path: "/hooks/typeform-webinar",
    headers: { "content-type": "application/json", "typeform-signature": signature },
    body,
  };
}

/** An event as Standard Webhooks are signed, at an instant (epoch ms). */
export function standardWebhook(
  path: string,
  event: object,
  { id, at, secret }: { id: string; at: number; secret: string },
): Post {
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(at / 1000));
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  const signed = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
  return { path, headers: { "content-type": "application/json", ...signed }, body };
}

/** Sends a delivery and answers what the provider would see. */
export async function send(
  to: { fetch(path: string, init?: RequestInit): Promise<Response> },
  post: Post,
  headers: Record<string, string> = {},
): Promise<Response> {
  return to.fetch(post.path, { method: "POST", headers: { ...post.headers, ...headers }, body: post.body });
}
