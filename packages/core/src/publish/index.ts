import { type Finding, parse, secretNames } from "../agreement/index.ts";
import { BatonError } from "../error/index.ts";
import type { Relay } from "../relay/relay.ts";
import type { StoredAgreement } from "../store/index.ts";

/** Publishes an agreement as the next version. Throws `agreement.invalid` with findings, or `agreement.conflict` when another version is active than expected. */
export async function publish(
  relay: Relay,
  text: string,
  options: { expected: number | undefined; secrets: readonly string[] },
): Promise<{ version: number; findings: Finding[]; before: StoredAgreement | undefined }> {
  const now = relay.time.now();
  const parsed = parse(text, { at: now });
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
  const active = await relay.store.activeVersion();
  const conflict = () =>
    new BatonError(
      "agreement.conflict",
      `Version ${active ?? "none"} is active, not ${options.expected}. Read it, merge, and apply again.`,
      { status: 412 },
    );
  if (options.expected !== undefined && options.expected !== active) throw conflict();
  const before = active === undefined ? undefined : await relay.store.agreement(active);
  const version = await relay.store.publish(
    { agreement: parsed.agreement, text, appliedAt: new Date(now).toISOString() },
    active,
  );
  if (version === undefined) throw conflict();
  relay.rulebooks.noticed(version);
  return { version, findings: parsed.findings, before };
}
