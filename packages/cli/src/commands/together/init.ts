import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { secretNames } from "@baton/core/agreement";
import {
  type Answers,
  draftAgreement,
  judge,
  numbersInWords,
  type PromiseMade,
  promisesOf,
} from "@baton/core/drafting";
import { localDate } from "@baton/core/zone";
import { formatFinding } from "../../finding.ts";
import { UsageError } from "../../usage.ts";
import { readAnswers, saveAnswers } from "./answers-file.ts";
import { converse } from "./conversation.ts";
import { Stopped, terminal } from "./terminal.ts";

/** Exit code of whoever stops by Ctrl-C, as shells have it. */
const INTERRUPTED = 130;

interface Options {
  together?: boolean;
  answers?: string;
  out?: string;
  force?: boolean;
}

/** An agreement out of what the leads of marketing and sales answer at one table; from their file, if it has all of it. */
export async function init({ together, answers: named, out = "agreement.yaml", force }: Options): Promise<number> {
  if (!together)
    throw new UsageError("baton init --together asks the leads of both sides twelve questions, at one table.");
  if (existsSync(out) && !force)
    throw new UsageError(`${out} exists already; --force replaces it, --out names another file.`);
  const file = named ?? join(dirname(out), "baton-answers.json");
  const canAsk = process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (named !== undefined && !canAsk && !existsSync(named))
    throw new UsageError(`Cannot read ${named}: there is no such file.`);
  const kept = readAnswers(file);
  let judged = judge(kept.answers);
  if (canAsk && judged.state !== "wrong" && (judged.state === "incomplete" || kept.asking !== undefined)) {
    const screen = terminal();
    try {
      screen.say(`Answers are kept in ${file}; to change one, stop and edit it there.`);
      const today = localDate(Intl.DateTimeFormat().resolvedOptions().timeZone, Date.now());
      const save = (answers: object, asking?: string) => saveAnswers(file, answers, asking);
      judged = judge({ ...(await converse(judged.answers, kept.asking, { ...screen, save, today })) });
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      console.log(`\nWhat you answered is kept in ${file}; the same command goes on from there.`);
      return INTERRUPTED;
    } finally {
      screen.close();
    }
  }
  if (judged.state === "wrong")
    throw new UsageError([`${file} has answers that do not work:`, ...judged.problems.map(said)].join("\n"));
  if (judged.state === "incomplete")
    throw new UsageError(
      [
        `${file} lacks answers; nothing was written. Each with an example:`,
        ...judged.missing.flatMap(({ key, title, example }) => [`  ${key}: ${title}`, `    ${example}`]),
      ].join("\n"),
    );
  return write(judged.answers, out, { flag: force ? "w" : "wx" });
}

const said = ({ key, message }: { key: string; message: string }) => `  ${key}: ${message}`;

/** Writes the agreement, and says whether it checks, and what both promise by it. */
async function write(answers: Answers, out: string, options: { flag: "w" | "wx" }): Promise<number> {
  const text = draftAgreement(answers);
  const { check } = await import("@baton/prover");
  const checked = await check(text, { at: Date.now() });
  try {
    writeFileSync(out, text, options);
  } catch (error) {
    throw new UsageError(`Cannot write ${out}: ${(error as Error).message}`);
  }
  for (const finding of checked.findings) console.log(formatFinding(out, finding));
  const promises = promisesOf(answers);
  console.log(
    [
      `The agreement is in ${out}.`,
      "",
      "The goal in leads:",
      ...numbersInWords(answers).map((line) => `  ${line}`),
      ...(["marketing", "sales"] as const).flatMap((side) => [
        `What ${side} promises:`,
        ...promises[side].map((one) => `  ${inWords(one)}`),
      ]),
      "",
      `Read it together, change what is not yours yet, and see that it holds: npx baton check ${out}`,
      ...(checked.ok ? [`Secrets that the deployment needs: ${secretNames(checked.agreement).join(", ")}`] : []),
      `Publish it, and both of you are asked to sign: npx baton apply ${out} --why "…"`,
    ].join("\n"),
  );
  return checked.ok ? 0 : 1;
}

const inWords = ({ name, measure, per, atLeast }: PromiseMade): string =>
  `${name}: at least ${atLeast}${measure === "qualified-leads" ? "" : ` in a ${per}`} (${measure})`;
