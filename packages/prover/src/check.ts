import { byPlace, type Parsed, parse } from "@baton/core/agreement";
import { type ProofOptions, prove } from "./prove.ts";

/** Reads an agreement from YAML or JSON and proves it; with an error it is refused. */
export async function check(text: string, options: ProofOptions): Promise<Parsed> {
  const parsed = parse(text, options);
  if (!parsed.ok) return parsed;
  const findings = [...parsed.findings, ...(await prove(parsed, options))].sort(byPlace);
  return findings.some(({ severity }) => severity === "error") ? { ok: false, findings } : { ...parsed, findings };
}
