import { byPlace, type Parsed, parseAgreement } from "@baton/core/agreement";
import { type ProofOptions, prove } from "./prove.ts";

/** Reads an agreement from YAML or JSON and proves it; with an error it is refused. */
export async function check(text: string, options: ProofOptions): Promise<Parsed> {
  const parsed = parseAgreement(text, options);
  const readable = parsed.ok ? parsed : parsed.readable;
  if (!readable) return parsed;
  const findings = [...parsed.findings, ...(await prove(readable, options))].sort(byPlace);
  return parsed.ok && !findings.some(({ severity }) => severity === "error")
    ? { ...parsed, findings }
    : { ok: false, findings };
}
