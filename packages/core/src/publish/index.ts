import type { Parsed } from "../agreement/check.ts";
import { byPlace, type Finding } from "../agreement/finding.ts";
import { secretNames } from "../agreement/secrets.ts";
import { BatonError } from "../error/index.ts";
import type { StoredAgreement } from "../ports/agreements.ts";
import type { Relay } from "../ports/relay.ts";
import { rowsWanting, withRowsOf } from "../tables/keep.ts";

export { exportTable, type ImportedTable, importTable } from "./table.ts";

interface Publication {
  /** The version it replaces; whichever is active, when undefined. */
  expected: number | undefined;
  /** Reads and proves a text as of an instant (epoch ms); given, because a solver is more than core should load. */
  check(text: string, at: number): Promise<Parsed>;
  /** Names of the secrets that have a value. */
  secrets: readonly string[];
  by?: string | undefined;
  why?: string | undefined;
}

/** Publishes an agreement as the next version. Throws `agreement.invalid` with findings, or `agreement.conflict` when another version is active than expected. */
export async function publish(
  relay: Relay,
  text: string,
  options: Publication & { rollback?: StoredAgreement },
): Promise<{ version: number; findings: Finding[]; before: StoredAgreement | undefined }> {
  const { by, why, rollback } = options;
  const now = relay.time.now();
  const parsed = await options.check(text, now);
  if (!parsed.ok)
    throw new BatonError("agreement.invalid", "The agreement does not check; nothing was changed.", {
      status: 422,
      details: { findings: parsed.findings },
    });
  const lacking = secretNames(parsed.agreement).filter((name) => !options.secrets.includes(name));
  if (lacking.length > 0) {
    throw new BatonError(
      "agreement.secrets",
      `No value is stored for ${lacking.join(", ")}. Add it to the SourceSecrets secret first.`,
      {
        status: 422,
        details: {
          findings: lacking.map(
            (name): Finding => ({
              severity: "error",
              code: "reference.unknown",
              message: `secret ${name} has no value`,
              line: 1,
              column: 1,
            }),
          ),
        },
      },
    );
  }
  const { version: active } = await relay.store.current();
  const conflict = () =>
    new BatonError(
      "agreement.conflict",
      `Version ${active ?? "none"} is active, not ${options.expected}. Read it, merge, and apply again.`,
      { status: 412 },
    );
  if (options.expected !== undefined && options.expected !== active) throw conflict();
  const before = active === undefined ? undefined : await relay.store.agreement(active);
  const agreement = withRowsOf(parsed.agreement, (rollback ?? before)?.agreement);
  const version = await relay.store.publish(
    {
      agreement,
      text,
      appliedAt: new Date(now).toISOString(),
      ...(by !== undefined && { by }),
      ...(why !== undefined && { why }),
      ...(rollback && { rollbackOf: rollback.version }),
    },
    active,
  );
  if (version === undefined) throw conflict();
  relay.rulebooks.noticed({ version });
  const wanting = rowsWanting(agreement).map(
    ({ table, words }): Finding => ({
      severity: "warning",
      code: "table.rows",
      message: words,
      ...parsed.locate(["tables", table], true),
    }),
  );
  return { version, findings: [...parsed.findings, ...wanting].sort(byPlace), before };
}

/**
 * Puts the text of an earlier version in force again, with the rows that its tables had, as the next version: what was understood of
 * it then may not hold today, so it is checked like any other. Throws as `publish` does, and `agreement.none` when there is no such version.
 */
export async function rollBack(relay: Relay, version: number, options: Publication): ReturnType<typeof publish> {
  const stored = await relay.store.agreement(version);
  if (!stored) throw new BatonError("agreement.none", `There is no version ${version}.`, { status: 404 });
  return publish(relay, stored.text, { ...options, rollback: stored });
}
