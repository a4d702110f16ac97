import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type Agreement,
  type Finding,
  namedSecrets,
  parseAgreement,
  type Source,
  secretNames,
} from "@baton/core/agreement";
import { BatonError } from "@baton/core/error";
import type { NamedSecret } from "./secrets.ts";

/** The agreement that a stack starts with. */
export interface StartAgreement {
  /** As findings name it. */
  file: string;
  text: string;
  sources: StartSource[];
  secrets: NamedSecret[];
  /** Whether both sides have to sign changes of it. */
  toSign: boolean;
}

/** What the history says of a version that a stack started with. */
const UNSIGNED = "A local stack was started with it.";

export interface StartSource {
  name: string;
  provider: string;
  tokenSecret: string | undefined;
  /** Answers to a form that make a lead with much to decide by, under the names that the source has for them. */
  answers: Record<string, string>;
}

/** Reads the text of an agreement file. Throws `agreement.missing`. */
export function readAgreement(file: string): Promise<string> {
  return readFile(file, "utf8").catch((cause) => {
    throw new BatonError("agreement.missing", `The agreement ${file} cannot be read: ${cause.message}`, { cause });
  });
}

/** What the stack has to know of an agreement; `at` is the simulated now. Throws `agreement.invalid` with the findings as details. */
export function startAgreement(text: string, file: string, at: number): StartAgreement {
  const parsed = parseAgreement(text, { at });
  if (!parsed.ok) throw refused(file, parsed.findings);
  const sources = Object.entries(parsed.agreement.sources);
  const used = sources.flatMap(([, source]) =>
    namedSecrets(source).map((secret): NamedSecret => ({ ...secret, provider: source.provider })),
  );
  return {
    file,
    text,
    toSign: parsed.agreement.signers !== undefined,
    sources: sources.map(([name, { provider, auth, fields }]) => ({
      name,
      provider,
      tokenSecret: auth.token,
      answers: answersTo(fields, parsed.agreement.fields),
    })),
    secrets: secretNames(parsed.agreement).map(
      (name) => used.find((secret) => secret.name === name) ?? { name, provider: "", role: "" },
    ),
  };
}

/**
 * Publishes the agreement to the stack at `url`, unless the same text was the last one to be applied from this data directory: what was
 * published since then by other ways stays. Throws `agreement.invalid` with findings as details, or `agreement.refused`.
 */
export async function applyAgreement(options: {
  agreement: StartAgreement;
  url: string;
  apiKey: string;
  dataDir: string;
}): Promise<void> {
  const { agreement, url, apiKey } = options;
  const stamp = join(options.dataDir, "applied.json");
  const sha256 = createHash("sha256").update(agreement.text).digest("hex");
  const last = await readFile(stamp, "utf8").catch(() => "{}");
  if (JSON.parse(last).sha256 === sha256) return;

  const query = agreement.toSign ? `?${new URLSearchParams({ unsigned: UNSIGNED })}` : "";
  const response = await fetch(`${url}/api/agreement${query}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/yaml" },
    body: agreement.text,
  });
  const answer = await response.text();
  if (!response.ok) {
    const { message = answer, findings } = problemOf(answer);
    if (findings.length > 0) throw refused(agreement.file, findings);
    throw new BatonError("agreement.refused", `${agreement.file} was not applied (${response.status}): ${message}`);
  }
  await writeFile(stamp, `${JSON.stringify({ sha256 })}\n`);
}

/** Somebody of a company, with an answer to what else the agreement asks for. */
function answersTo(names: Source["fields"], declared: Agreement["fields"]): Record<string, string> {
  const lead: Record<string, string> = {
    email: "jane@firma.example",
    name: "Jane Doe",
    company: "Firma GmbH",
    country: "Germany",
  };
  for (const [field, { type, values }] of Object.entries(declared)) {
    if (values?.[0] !== undefined) lead[field] = String(values[0]);
    else if (type === "number") lead[field] = "600";
  }
  const nameOf = (field: string) => Object.entries(names).find(([, to]) => to === field)?.[0] ?? field;
  return Object.fromEntries(Object.entries(lead).map(([field, answer]) => [nameOf(field), answer]));
}

/** `FILE:line:col severity code message`, one line per finding. */
export function findingLines(file: string, findings: readonly Finding[]): string[] {
  return findings.map(
    ({ line, column, severity, code, message }) => `${file}:${line}:${column} ${severity} ${code} ${message}`,
  );
}

function refused(file: string, findings: readonly Finding[]): BatonError {
  return new BatonError("agreement.invalid", findingLines(file, findings).join("\n"), { details: findings });
}

/** The API's one error shape, with the findings in its details. */
function problemOf(answer: string): { message?: string; findings: Finding[] } {
  try {
    const { error } = JSON.parse(answer);
    const details = Array.isArray(error.details) ? error.details : (error.details?.findings ?? []);
    return { message: error.message, findings: details };
  } catch {
    return { findings: [] };
  }
}
