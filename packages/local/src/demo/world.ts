import type { Relay } from "@baton/core/lead";
import type { Rulebook } from "@baton/core/rules";
import { secretsOf } from "@baton/sources";
import { compose } from "@baton/sources/send";
import type { Stack } from "../index.ts";
import type { Agenda } from "./agenda.ts";

/** A mail as it has arrived in somebody's inbox. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Baton as those see it who live with it, and the time in which they do. Instants are epoch ms. */
export interface World {
  start: number;
  end: number;
  now(): number;
  /** Has something happen later; what is past happens now. */
  at(instant: number, happen: () => Promise<void>): void;
  relay: Relay;
  rulebook: Rulebook;
  /** Calls the API; throws for what it refuses. */
  api(method: "GET" | "POST" | "PUT", path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** Opens a page, or posts its form. */
  page(link: string, form?: URLSearchParams): Promise<string>;
  /** Sends a delivery as the source's provider does. */
  deliver(source: string, lead: Record<string, unknown>): Promise<void>;
  /** Posts a body as it stands, with what the source's URL has as proof. */
  post(source: string, body: string): Promise<void>;
  /** Mails that have arrived since an instant. */
  mailsSince(instant: number): Promise<Mail[]>;
  /** Has Baton hear what SES tells of a mail. */
  mailEvent(event: object): Promise<void>;
}

export function worldOf(
  stack: Stack,
  options: { agenda: Agenda; start: number; end: number; relay: Relay; rulebook: Rulebook },
): World {
  const { url, inboxUrl, apiKey, secrets, clock, inside } = stack;
  const { agenda, ...given } = options;
  const now = () => clock.now();

  const request = async (address: string, init: RequestInit): Promise<string> => {
    const response = await fetch(address, init);
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${new URL(address).pathname.split("/")[1]} answered ${response.status}: ${text}`);
    return text;
  };
  const hook = (source: string) => {
    const known = given.rulebook.agreement.sources[source]!;
    const token = known.auth.token === undefined ? undefined : secrets[known.auth.token];
    return { known, address: [`${url}/hooks`, source, ...(token === undefined ? [] : [token])].join("/") };
  };

  return {
    ...given,
    now,
    at: (instant, happen) => agenda.put(Math.max(instant, now()), happen),
    async api(method, path, body) {
      const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
      const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
      return JSON.parse(
        await request(`${url}/api${path}`, { method, headers, ...(text !== undefined && { body: text }) }),
      );
    },
    page: (link, form) => request(link, form ? { method: "POST", body: form } : {}),
    async deliver(source, lead) {
      const { known, address } = hook(source);
      const { body, headers } = await compose(known.provider, {
        lead,
        secrets: secretsOf(known, secrets)!,
        now: now(),
        source: known,
      });
      await request(address, { method: "POST", body, headers });
    },
    async post(source, body) {
      await request(hook(source).address, { method: "POST", body, headers: { "content-type": "application/json" } });
    },
    async mailsSince(instant) {
      const stored = JSON.parse(await request(`${inboxUrl}/store?since=${Math.floor(instant / 1_000)}`, {}));
      return (stored.emails as { destination: { to: string[] }; subject: string; body: { text?: string } }[]).map(
        ({ destination, subject, body }) => ({ to: destination.to.join(", "), subject, text: body.text ?? "" }),
      );
    },
    mailEvent: (event) => inside.consume("MailEventsQueue", JSON.stringify(event)),
  };
}
