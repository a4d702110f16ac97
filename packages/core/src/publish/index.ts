import { type Parsed, parseAgreement, type Readable } from "../agreement/check.ts";
import { byPlace, type Finding } from "../agreement/finding.ts";
import type { Agreement } from "../agreement/model.ts";
import { secretNames } from "../agreement/secrets.ts";
import { BatonError } from "../error/index.ts";
import type { StoredAgreement } from "../ports/agreements.ts";
import type { Relay } from "../ports/relay.ts";
import { baseOf, changedParts, changesRules, digestOf } from "../signing/classes.ts";
import type { Proposal } from "../signing/model.ts";
import { propose } from "../signing/propose.ts";
import { voidProposal } from "../signing/sign.ts";
import { rowsWanting, withRowsOf } from "../tables/keep.ts";

export { exportTable, type ImportedTable, importTable } from "./table.ts";

/** Lines that tell what a version changes. */
const MOST_CHANGES = 100;

interface Publication {
  /** The version it replaces; whichever is active, when undefined. */
  expected: number | undefined;
  /** Reads and proves a text as of an instant (epoch ms); given, because a solver is more than core should load. */
  check(text: string, at: number): Promise<Parsed>;
  /** Names of the secrets that have a value. */
  secrets: readonly string[];
  by?: string | undefined;
  why?: string | undefined;
  /** What one agreement changes of another, in words. */
  changes?(before: Agreement, after: Agreement): Promise<string[]>;
  /** Why it comes into force without its signers, who sign afterwards. */
  emergency?: string | undefined;
  /** Why nobody is asked to sign it at all. */
  unsigned?: string | undefined;
  /** The day on which it comes into force at the earliest, where it has to be signed: an instant, ISO 8601. */
  effective?: string | undefined;
}

/** A version that is in force, or a proposal that waits for signatures. */
export interface Published {
  version?: number;
  proposal?: Proposal;
  findings: Finding[];
  before: StoredAgreement | undefined;
}

/**
 * Publishes an agreement as the next version, or where both sides sign changes of its rules proposes it to them. Throws `agreement.invalid` with
 * findings, `agreement.conflict` when another version is active than expected, or as `propose` does.
 */
export async function publish(
  relay: Relay,
  text: string,
  options: Publication & { rollback?: StoredAgreement },
): Promise<Published> {
  const { by, why, rollback, emergency, unsigned = emergency, effective } = options;
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
  const digest = digestOf(parsed.plain);
  const former = before && (parseAgreement(before.text, { at: now }) as Partial<Readable> & { readable?: Readable });
  const plain = former?.plain ?? former?.readable?.plain;
  const isSigned = parsed.plain.signers !== undefined || before?.agreement.signers !== undefined;
  const changes = (before && (await options.changes?.(before.agreement, agreement))) || [];
  const needed = isSigned && (!plain || changesRules(changedParts(plain, parsed.plain)));
  const told = { text, digest, by, why, changes: changes.slice(0, MOST_CHANGES), findings: parsed.findings };
  if (needed && before && unsigned === undefined) {
    const base = baseOf(before);
    const proposing = { ...told, agreement, base, effective, rollbackOf: rollback?.version };
    const proposal = await propose(relay, await relay.rulebooks.active(), before.agreement, proposing);
    if (proposal) return { proposal, findings: parsed.findings, before };
  }
  const version = await relay.store.publish(
    {
      agreement,
      text,
      appliedAt: new Date(now).toISOString(),
      ...(by !== undefined && { by }),
      ...(why !== undefined && { why }),
      ...(rollback && { rollbackOf: rollback.version }),
      digest,
      ...(changes.length > 0 && { changes: told.changes }),
      ...(needed && { unsigned: unsigned ?? "It is the first version." }),
      // What both sides have signed stays signed.
      ...(!needed && before?.signatures && { signatures: before.signatures }),
      ...(!needed && before?.unsigned !== undefined && { unsigned: before.unsigned }),
    },
    active,
  );
  if (version === undefined) throw conflict();
  relay.rulebooks.noticed({ version });
  const asked = await relay.store.proposal();
  // A version that is in force since an emergency is still to be signed, whatever changed of its roster.
  const unsettled =
    !needed && asked?.state === "open" && asked.version !== undefined && asked.digest === before?.digest;
  if (unsettled || (needed && (emergency !== undefined || (!before && unsigned === undefined)))) {
    const former = unsettled ? signedBefore(asked) : (before?.agreement ?? agreement);
    const signing = { ...told, agreement, base: digest, version };
    await propose(relay, await relay.rulebooks.active(), former, signing);
  } else await voidProposal(relay, digest);
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

/** The agreement of a version in force since an emergency, with who signed the one before it. */
function signedBefore({ agreement, signers }: Proposal): Agreement {
  const former = signers.filter(({ countersigns }) => !countersigns).map(({ side, person }) => [side, person]);
  return { ...agreement, signers: Object.fromEntries(former) };
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
