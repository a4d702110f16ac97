import { type AccountLine, type LineProblem, loadSubjectReader, readAccountFile } from "@baton/core/ownership";
import { progress } from "../progress.ts";
import { body, connect, type GoodAnswer, Refused, type Service } from "../service.ts";
import { readBytes } from "../usage.ts";

/** Entries a request; the API takes as many. */
const BATCH = 500;
/** Changes that are printed. */
const MOST_CHANGES = 50;
/** How often a request is made again when the service is overloaded. */
const ATTEMPTS = 5;

type Imported = GoodAnswer<Service["api"]["accounts"]["$post"]>;

/** Imports account owners and known customers from a CSV file. What is right is imported even when other lines are not. */
export async function importFile(
  file: string,
  { url, json, dryRun = false }: { url?: string; json?: boolean; dryRun?: boolean },
): Promise<number> {
  const { rows, problems: found } = readAccountFile(readBytes(file));
  const { last, repeated } = await withoutRepeats(rows);
  const total: Omit<Imported, "problems"> = { accounts: 0, people: 0, changed: [] };
  const shown = progress(dryRun ? "Checking" : "Importing", last.length);
  const baton = connect(url);
  try {
    for (let from = 0; from < last.length; from += BATCH) {
      const batch = last.slice(from, from + BATCH);
      const answer = await post(baton, batch, dryRun).catch((error: unknown) => {
        shown.end();
        if (from > 0 && !dryRun)
          console.error(`Stopped at ${file}:${batch[0]!.line}; what comes before is imported, and may be again.`);
        throw error;
      });
      total.accounts += answer.accounts;
      total.people += answer.people;
      total.changed.push(...answer.changed);
      for (const { index, message } of answer.problems) found.push({ line: batch[index]!.line, message });
      shown.at(from + batch.length);
    }
  } finally {
    shown.end();
  }
  // A line about a company and a person has one owner, whose name is wrong once.
  const problems = [...new Map(found.map((one) => [`${one.line} ${one.message}`, one])).values()].sort(
    (a, b) => a.line - b.line,
  );
  if (json) console.log(JSON.stringify({ ...total, dryRun, problems, warnings: repeated }, null, 2));
  else {
    for (const { line, message } of repeated) console.error(`${file}:${line} warning: ${message}`);
    for (const { line, message } of problems) console.error(`${file}:${line} ${message}`);
    for (const { domain, field, from, to } of total.changed.slice(0, MOST_CHANGES))
      console.log(`  ${domain}: ${field} ${from ?? "–"} → ${to ?? "–"}`);
    if (total.changed.length > MOST_CHANGES) console.log(`  … ${total.changed.length - MOST_CHANGES} more (--json)`);
    console.log(summary(total, problems.length, dryRun));
  }
  return problems.length === 0 ? 0 : 1;
}

async function post(baton: Service, batch: AccountLine[], dryRun: boolean): Promise<Imported> {
  const entries = batch.map(({ of, owner, says }) => ({ of, owner, ...says }));
  for (let attempt = 1; ; attempt++) {
    try {
      return await body(baton.api.accounts.$post({ json: { entries, dryRun } }));
    } catch (error) {
      const passing = error instanceof Refused && (error.status === 429 || error.status >= 500);
      if (!passing || error.error.code === "agreement.none" || attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** attempt));
    }
  }
}

/** Of lines about the same domain or address the last counts, whatever way it is written. */
async function withoutRepeats(rows: AccountLine[]): Promise<{ last: AccountLine[]; repeated: LineProblem[] }> {
  const read = await loadSubjectReader();
  const last = new Map<string, AccountLine>();
  const repeated: LineProblem[] = [];
  for (const row of rows) {
    const subject = read(row.of);
    // What is wrong with a line is told by the service.
    const key =
      "problem" in subject ? `line ${row.line} ${row.of}` : subject.kind === "account" ? subject.domain : subject.email;
    const before = last.get(key);
    if (before && before.line !== row.line)
      repeated.push({ line: before.line, message: `line ${row.line} is about ${key} too, and counts.` });
    last.delete(key);
    last.set(key, row);
  }
  return { last: [...last.values()], repeated: repeated.sort((a, b) => a.line - b.line) };
}

function summary(
  { accounts, people }: { accounts: number; people: number },
  problems: number,
  dryRun: boolean,
): string {
  const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
  const what = `${count(accounts, "account", "accounts")} and ${count(people, "person", "people")}`;
  const wrong = problems === 0 ? "" : `; ${count(problems, "problem", "problems")}`;
  return dryRun ? `${what} would be imported${wrong}. Nothing was changed.` : `${what} imported${wrong}.`;
}
