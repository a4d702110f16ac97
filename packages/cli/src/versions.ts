import { userInfo } from "node:os";
import type { Finding } from "@baton/core/agreement";
import type { StoredAgreement, Version } from "@baton/core/store";
import { formatFinding } from "./offline.ts";
import type { Where } from "./online.ts";
import { Refused, type Service, service } from "./service.ts";
import { print, table } from "./table.ts";
import { readText, UsageError } from "./usage.ts";

/** Commands about the versions of a running Baton's agreement. */

interface Told {
  by?: string;
  why?: string;
}

export async function apply(file: string, { url, json, ...told }: Where & Told): Promise<number> {
  const text = readText(file);
  const baton = service(url);
  const before = await baton.call<StoredAgreement>("GET", "/api/agreement").catch((error: unknown) => {
    if (error instanceof Refused && error.error.code === "agreement.none") return undefined;
    throw error;
  });
  if (before?.text === text) return same(before.version, "apply", json);
  return publish(baton, { before, json, what: file }, () =>
    baton.call("PUT", `/api/agreement?${new URLSearchParams({ ...teller(told) })}`, {
      body: text,
      headers: { "content-type": "application/yaml", ...(before && ifMatch(before)) },
    }),
  );
}

export async function rollback(version: string, { url, json, ...told }: Where & Told): Promise<number> {
  const wanted = Number(version);
  if (!Number.isInteger(wanted) || wanted < 1) throw new UsageError(`"${version}" is not the number of a version.`);
  const baton = service(url);
  const before = await baton.call<StoredAgreement>("GET", "/api/agreement");
  const { text } = await baton.call<StoredAgreement>("GET", `/api/agreement?version=${wanted}`);
  if (before.text === text) return same(before.version, "roll back", json);
  return publish(baton, { before, json, what: `version ${wanted}` }, () =>
    baton.call("POST", "/api/agreement/rollback", {
      body: JSON.stringify({ version: wanted, ...teller(told) }),
      headers: { "content-type": "application/json", ...ifMatch(before) },
    }),
  );
}

export async function history({
  url,
  json,
  limit,
  cursor,
}: Where & { limit?: string; cursor?: string }): Promise<number> {
  const query = new URLSearchParams({ ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) });
  const page = await service(url).call<{
    versions: (Omit<Version, "by" | "why"> & { by: string | null; why: string | null; active: boolean })[];
    next: string | null;
  }>("GET", `/api/agreement/versions?${query}`);
  if (json) print(page);
  else {
    console.log(
      table(
        ["version", "applied", "by", "why"],
        page.versions.map(({ version, appliedAt, by, why, active, rollbackOf }) => [
          `${version}${active ? " active" : ""}`,
          appliedAt,
          by,
          [rollbackOf && `back to ${rollbackOf}`, why].filter(Boolean).join(": "),
        ]),
      ),
    );
    if (page.next) console.log(`More: --cursor ${page.next}`);
  }
  return 0;
}

function same(version: number, what: string, json: boolean | undefined): number {
  if (json) print({ version, changed: [] });
  else console.log(`Version ${version} is active and the same; nothing to ${what}.`);
  return 0;
}

const ifMatch = ({ version }: StoredAgreement) => ({ "if-match": `"${version}"` });

function teller({ by = user(), why }: Told): Told {
  return { ...(by !== undefined && { by }), ...(why !== undefined && { why }) };
}

/** Whose account this is; a container's user may have no name. */
function user(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

/** Publishes, and prints what changed by it, or why it was refused. */
async function publish(
  baton: Service,
  { before, json, what }: { before: StoredAgreement | undefined; json: boolean | undefined; what: string },
  call: () => Promise<{ version: number }>,
): Promise<number> {
  try {
    const { version } = await call();
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
    else for (const finding of findings) console.error(formatFinding(what, finding));
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
