import type { Source } from "@baton/core/agreement";
import type { LeadSummary } from "@baton/core/lead";
import type { StoredAgreement } from "@baton/core/ports";
import { secretsOf } from "@baton/sources";
import { compose } from "@baton/sources/send";
import { knownSecrets, service } from "./service.ts";
import { print, table } from "./table.ts";
import { readJson, UsageError } from "./usage.ts";

/** Commands that talk to a running Baton. */

export interface Where {
  url?: string;
  json?: boolean;
}

export async function send(name: string, file: string, { url, json }: Where): Promise<number> {
  const lead = readJson(file);
  const baton = service(url);
  const { agreement } = await baton.call<StoredAgreement>("GET", "/api/agreement");
  const source: Source | undefined = agreement.sources[name];
  if (!source)
    throw new UsageError(
      `The active agreement has no source "${name}"; it has ${Object.keys(agreement.sources).join(", ")}.`,
    );
  const secrets = secretsOf(source, knownSecrets());
  if (!secrets)
    throw new UsageError(`Set BATON_SECRET_<NAME> for the secrets of "${name}": ${JSON.stringify(source.auth)}.`);
  // Signed at the service's own time, which may be simulated.
  const { now } = (await (await fetch(`${baton.url}/health`)).json()) as { now: string };
  const { headers, body } = await compose(source.provider, { lead, secrets, now: Date.parse(now), source });
  const [token] = secrets.token;
  const response = await fetch(
    `${baton.url}/hooks/${encodeURIComponent(name)}${token === undefined ? "" : `/${encodeURIComponent(token)}`}`,
    { method: "POST", headers, body, redirect: "manual" },
  );
  const text = await response.text();
  if (json) print({ status: response.status, body: text });
  else console.log(`${response.status} ${text}`);
  return response.status < 400 ? 0 : 1;
}

export async function leads({
  url,
  json,
  owner,
  stage,
  since,
  limit,
  cursor,
}: Where & { owner?: string; stage?: string; since?: string; limit?: string; cursor?: string }): Promise<number> {
  const query = new URLSearchParams(
    Object.entries({ owner, stage, since, limit, cursor }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  const page = await service(url).call<{ leads: LeadSummary[]; next: string | null }>("GET", `/api/leads?${query}`);
  if (json) print(page);
  else {
    console.log(leadTable(page.leads));
    if (page.next) console.log(`More: --cursor ${page.next}`);
  }
  return 0;
}

export const leadTable = (leads: readonly LeadSummary[]): string =>
  table(
    ["id", "created", "name", "owner", "stage", "score", "due", "rule"],
    leads.map((lead) => [
      lead.id,
      lead.createdAt,
      lead.name,
      lead.owner,
      lead.test ? "test" : lead.stage,
      lead.score,
      lead.dueAt,
      lead.rule,
    ]),
  );

export async function show(id: string, { url }: Where): Promise<number> {
  print(await service(url).call("GET", `/api/leads/${encodeURIComponent(id)}`));
  return 0;
}
