import type { Finding, Source } from "@baton/core/agreement";
import type { LeadSummary } from "@baton/core/lead";
import type { StoredAgreement } from "@baton/core/store";
import { secretsOf } from "@baton/sources";
import { compose } from "@baton/sources/send";
import { formatFinding } from "./offline.ts";
import { knownSecrets, Refused, service } from "./service.ts";
import { print, table } from "./table.ts";
import { readJson, readText, UsageError } from "./usage.ts";

/** Commands that talk to a running Baton. */

export interface Where {
  url?: string;
  json?: boolean;
}

export async function apply(file: string, { url, json }: Where): Promise<number> {
  const text = readText(file);
  const baton = service(url);
  const before = await baton.call<StoredAgreement>("GET", "/api/agreement").catch((error: unknown) => {
    if (error instanceof Refused && error.error.code === "agreement.none") return undefined;
    throw error;
  });
  if (before?.text === text) {
    if (json) print({ version: before.version, changed: [] });
    else console.log(`Version ${before.version} is active and the same; nothing to apply.`);
    return 0;
  }
  try {
    const { version } = await baton.call<{ version: number }>("PUT", "/api/agreement", {
      body: text,
      headers: { "content-type": "application/yaml", ...(before && { "if-match": `"${before.version}"` }) },
    });
    const after = await baton.call<StoredAgreement>("GET", `/api/agreement?version=${version}`);
    const changed = before ? changes(before.agreement, after.agreement) : [];
    if (json) print({ version, changed });
    else console.log([`Version ${version} is active.`, ...changed.map((change) => `  ${change}`)].join("\n"));
    return 0;
  } catch (error) {
    const findings =
      error instanceof Refused ? (error.error.details as { findings?: Finding[] } | undefined)?.findings : undefined;
    if (!findings) throw error;
    if (json) print({ findings });
    else for (const finding of findings) console.error(formatFinding(file, finding));
    return 1;
  }
}

/** Which named parts of an agreement were added, removed or changed. */
function changes(before: object, after: object): string[] {
  const found: string[] = [];
  for (const section of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before, after].map((agreement) => parts((agreement as Record<string, unknown>)[section]));
    for (const name of new Set([...old!.keys(), ...now!.keys()])) {
      if (old!.get(name) === now!.get(name)) continue;
      found.push(
        `${!old!.has(name) ? "added" : now!.has(name) ? "changed" : "removed"} ${section}${name && `: ${name}`}`,
      );
    }
  }
  return found;
}

function parts(section: unknown): Map<string, string> {
  if (typeof section !== "object" || section === null) return new Map([["", JSON.stringify(section)]]);
  const entries = Array.isArray(section)
    ? section.map(
        (item, i) =>
          [String((item as { name?: string; id?: string }).name ?? (item as { id?: string }).id ?? i), item] as const,
      )
    : Object.entries(section);
  return new Map(entries.map(([name, value]) => [name, JSON.stringify(value)]));
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
    console.log(
      table(
        ["id", "created", "name", "owner", "stage", "score", "due", "rule"],
        page.leads.map((lead) => [
          lead.id,
          lead.createdAt,
          lead.name,
          lead.owner,
          lead.test ? "test" : lead.stage,
          lead.score,
          lead.dueAt,
          lead.rule,
        ]),
      ),
    );
    if (page.next) console.log(`More: --cursor ${page.next}`);
  }
  return 0;
}

export async function show(id: string, { url }: Where): Promise<number> {
  print(await service(url).call("GET", `/api/leads/${encodeURIComponent(id)}`));
  return 0;
}
