import { parseAgreement } from "@baton/core/agreement";
import { BatonError } from "@baton/core/error";
import { jsonSchema } from "@baton/core/json-schema";
import { dryRun, MOST_TICKETS, type State, stateSchema } from "@baton/explain";
import { formatFinding } from "../finding.ts";
import { progress } from "../progress.ts";
import { print } from "../table.ts";
import { compileWith, readTables, tableInLines } from "../table-files.ts";
import { understood } from "../understood.ts";
import { readInstant, readJson, readText, UsageError } from "../usage.ts";

/** Commands that need no service. */

/** Prints what editors complete and check an agreement by. */
export function schema(): number {
  print(jsonSchema());
  return 0;
}

export async function checkFile(
  file: string,
  { json, table = [] }: { json?: boolean; table?: string[] },
): Promise<number> {
  const at = Date.now();
  let shown: ReturnType<typeof progress> | undefined;
  const prover = await import("@baton/prover");
  const parsed = await prover.check(readText(file), {
    at,
    progress(done, of) {
      shown ??= progress("Proving rules", of);
      shown.at(done);
    },
  });
  shown?.end();
  const tables = parsed.ok ? await readTables(parsed.agreement, table) : [];
  if (json) print({ findings: parsed.findings, ...(tables.length > 0 && { tables: tables.map(({ said }) => said) }) });
  else {
    for (const finding of parsed.findings) console.log(formatFinding(file, finding));
    if (parsed.ok) console.log(understood(file, parsed.agreement, at));
    for (const { file, said } of tables) for (const line of tableInLines(file, said)) console.log(line);
  }
  return parsed.ok && tables.every(({ said }) => said.refused.length === 0) ? 0 : 1;
}

export async function decideOffline(
  file: string,
  options: { lead: string; at?: string; ticket?: string; state?: string; table?: string[] },
): Promise<number> {
  const at = options.at === undefined ? Date.now() : readInstant(options.at);
  const ticket = Number(options.ticket ?? 1);
  if (!Number.isInteger(ticket) || ticket < 1 || ticket > MOST_TICKETS)
    throw new UsageError(`--ticket takes a whole number from 1 to ${MOST_TICKETS}.`);
  const parsed = parseAgreement(readText(file), { at });
  const readable = parsed.ok ? parsed : parsed.readable;
  if (!readable) {
    for (const finding of parsed.findings) console.error(formatFinding(file, finding));
    return 1;
  }
  try {
    const tables = await readTables(readable.agreement, options.table ?? []);
    const wrong = tables.flatMap(({ file, said }) => (said.refused.length > 0 ? tableInLines(file, said) : []));
    if (wrong.length > 0) {
      for (const line of wrong) console.error(line);
      return 1;
    }
    const verdict = await dryRun(await compileWith(readable.agreement, tables), {
      lead: readJson(options.lead),
      at,
      ticket,
      ...(options.state !== undefined && { state: readState(options.state) }),
    });
    console.log(JSON.stringify(verdict, null, 2));
    return 0;
  } catch (error) {
    if (error instanceof BatonError) throw new UsageError(error.message);
    throw error;
  }
}

function readState(file: string): State {
  const state = stateSchema.safeParse(readJson(file));
  if (state.success) return state.data;
  const [issue] = state.error.issues;
  throw new UsageError(`${file} is no state: ${issue!.path.join(".") || "it"}: ${issue!.message}`);
}
