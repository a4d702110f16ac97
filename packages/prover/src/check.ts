import { type Parsed, parseAgreement, told } from "@baton/core/agreement";
import { type ProofOptions, prove } from "./prove.ts";

/** Reads an agreement from YAML or JSON and proves it; with an error it is refused. */
export async function check(text: string, options: ProofOptions): Promise<Parsed> {
  const from = performance.now();
  const parsed = parseAgreement(text, options);
  const readable = parsed.ok ? parsed : parsed.readable;
  if (!readable) return parsed;
  const { patienceMs = Number.POSITIVE_INFINITY } = options;
  const proofs = await prove(readable, { ...options, patienceMs: patienceMs - (performance.now() - from) });
  const findings = told([...parsed.findings, ...proofs]);
  return parsed.ok && !findings.some(({ severity }) => severity === "error")
    ? { ...parsed, findings }
    : { ok: false, findings };
}
