import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Field, judge, type Question, questions, type SoFar } from "@baton/core/drafting";
import { afterAll, describe, expect, test, vi } from "vitest";
import { readAnswers, saveAnswers } from "../../../packages/cli/src/commands/together/answers-file.ts";
import { converse } from "../../../packages/cli/src/commands/together/conversation.ts";
import { init } from "../../../packages/cli/src/commands/together/init.ts";
import { Stopped } from "../../../packages/cli/src/commands/together/terminal.ts";
import { UsageError } from "../../../packages/cli/src/usage.ts";

const root = join(import.meta.dirname, "../../..");
const example = join(root, "docs/examples/together.answers.json");
const all = JSON.parse(readFileSync(example, "utf8")) as Record<string, Record<string, unknown>>;
const work = mkdtempSync(join(tmpdir(), "baton-together-"));
afterAll(() => rmSync(work, { recursive: true }));
const directory = () => mkdtempSync(join(work, "w-"));

/** Why the command is refused, which exits with 2. */
const refused = async (options: Parameters<typeof init>[0]): Promise<string> => {
  const error = await init({ together: true, ...options }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UsageError);
  return (error as Error).message;
};

describe("baton init --together --answers", () => {
  test("with some answers says which are missing, each with an example, and writes nothing", async () => {
    const cwd = directory();
    const file = join(cwd, "some.json");
    const { goal: _goal, ...others } = all;
    const { texts: _texts, ...messages } = others.messages!;
    writeFileSync(file, JSON.stringify({ ...others, messages }));
    const why = await refused({ answers: file, out: join(cwd, "out.yaml") });
    expect(why).toContain("some.json lacks answers; nothing was written.");
    expect(why).toContain(
      '  goal: What revenue do you both want, and how many leads does that take?\n    {"per":"quarter","revenue":2000000,',
    );
    expect(why).toContain(
      '  messages.texts: What do you both say of what you sell? Sentence\n    ["Running in a day, without your IT",',
    );
    expect(readdirSync(cwd)).toEqual(["some.json"]);
  });

  test("with wrong ones says which, where and what is expected", async () => {
    const cwd = directory();
    const file = join(cwd, "wrong.json");
    writeFileSync(
      file,
      JSON.stringify({ ...all, goal: { ...all.goal, won: "often" }, meeting: { ...all.meeting, at: "ten" } }),
    );
    expect(await refused({ answers: file, out: join(cwd, "out.yaml") })).toBe(
      `${file} has answers that do not work:\n  goal.won: expected a share such as 70%, found "often"\n  meeting.at: expected a time such as 10:00`,
    );
    expect(readdirSync(cwd)).toEqual(["wrong.json"]);
  });

  test.each([
    ["a file that is not there", "none.json", "new.yaml", /none\.json: there is no such file/],
    ["a file that is no JSON", "broken.json", "new.yaml", /broken\.json is not valid JSON/],
    ["an agreement that exists", "all.json", "mine.yaml", /mine\.yaml exists already; --force replaces it/],
    ["a directory that is not there", "all.json", "no/such.yaml", /^Cannot write .*such\.yaml/],
  ])("refuses %s, and changes nothing", async (_, answers, out, message) => {
    const cwd = directory();
    const files = { "all.json": JSON.stringify(all), "broken.json": "{", "mine.yaml": "mine" };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    expect(await refused({ answers: join(cwd, answers), out: join(cwd, out) })).toMatch(message);
    for (const [name, text] of Object.entries(files)) expect(readFileSync(join(cwd, name), "utf8")).toBe(text);
    expect(readdirSync(cwd).sort()).toEqual(Object.keys(files));
  });

  test("replaces an agreement with --force", async () => {
    const cwd = directory();
    const out = join(cwd, "agreement.yaml");
    writeFileSync(out, "mine");
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    expect(await init({ together: true, answers: example, out, force: true })).toBe(0);
    log.mockRestore();
    expect(readFileSync(out, "utf8")).toContain("baton: 1");
  });

  test("says what it needs without --together", async () => {
    expect(await refused({ together: false })).toContain("baton init --together");
  });
});

/** Two people who type lines, and stop when there are none left. */
function table(file: string, lines: string[]) {
  const shown: string[] = [];
  const prompts: string[] = [];
  const { answers, asking } = readAnswers(file);
  const talk = converse(answers as SoFar, asking, {
    say: (line = "") => void shown.push(line),
    async ask(prompt) {
      prompts.push(prompt);
      shown.push(prompt);
      const line = lines.shift();
      if (line === undefined) throw new Stopped();
      return line;
    },
    save: (so, at) => saveAnswers(file, so, at),
    today: "2026-11-24",
  });
  return { talk, shown, prompts };
}
const stopped = async (file: string, lines: string[]) => {
  const { talk, shown, prompts } = table(file, lines);
  await expect(talk).rejects.toThrow(Stopped);
  return { shown, prompts };
};
/** What is typed to give the examples. */
const typedFor = ({ example, isList }: Field): string[] => (isList ? [...example, ""] : [example[0]!]);
const typed = (some: readonly Question[] = questions) => some.flatMap(({ fields }) => fields.flatMap(typedFor));

describe("the conversation", () => {
  test("asks twelve questions in 45 minutes, opens with what each must get and give, and ends in the answers", async () => {
    const file = join(directory(), "answers.json");
    const { talk, shown } = table(file, typed());
    expect(await talk).toEqual(all);
    const asked = shown.filter((line) => line.startsWith("Question "));
    expect(asked).toHaveLength(12);
    expect(asked[0]).toBe("Question 1 of 12, about 45 minutes left");
    expect(asked[2]).toBe("Question 3 of 12, about 34 minutes left");
    const titles = shown.filter((_, n) => shown[n - 1]?.startsWith("Question "));
    expect(titles.slice(0, 2)).toEqual([
      "What must you get from them to do your job?",
      "What must you give them so that they can give it?",
    ]);
    expect(titles).toContain("When do you two meet?");
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(all);
    expect(readdirSync(join(file, ".."))).toEqual(["answers.json"]);
  });

  test("says the arithmetic before it asks for targets, and suggests the window that leads leave", async () => {
    const { talk, shown, prompts } = table(join(directory(), "answers.json"), typed());
    await talk;
    expect(shown).toContain("40 won deals, where 25% of opportunities are won, take 160 opportunities.");
    expect(shown).toContain("  qualified-leads 580");
    expect(prompts).toContain("A first answer within [2h]: ");
  });

  test("loses nothing wherever it stops, and goes on there", async () => {
    const file = join(directory(), "answers.json");
    const lines = typed();
    // Whoever stops has typed one line more; a list that was open takes its next entry.
    for (const line of lines.slice(0, -1)) expect((await stopped(file, [line])).prompts).toHaveLength(2);
    expect(await table(file, lines.slice(-1)).talk).toEqual(all);
  });

  test("shows what is known, and asks only what is not", async () => {
    const file = join(directory(), "answers.json");
    const { goal: _goal, ...others } = all;
    saveAnswers(file, others as SoFar);
    const { talk, shown } = table(file, typed(questions.filter(({ id }) => id === "goal")));
    expect(judge({ ...(await talk) }).state).toBe("complete");
    expect(shown).toContain("3. Who sits here?");
    expect(shown).toContain("  marketing: Mo Adams, mo@acme.example");
    expect(shown.filter((line) => line.startsWith("Question "))).toEqual(["Question 7 of 12, about 18 minutes left"]);
  });

  test("asks again what was wrong, and says what is expected", async () => {
    const lines = typed();
    const at = lines.indexOf("2m");
    const { talk, shown } = table(join(directory(), "answers.json"), [
      ...lines.slice(0, at),
      "",
      "lots",
      ...lines.slice(at),
    ]);
    expect(await talk).toEqual(all);
    expect(shown).toContain("This one is needed, such as: 2m");
    expect(shown).toContain('That does not work: "lots" is no number such as 2000000, 500k or 2m.');
  });

  test("takes what stands in brackets for an empty line, and leaves out what is optional", async () => {
    const file = join(directory(), "answers.json");
    saveAnswers(
      file,
      { ...all, lead: { looksLike: "Good" }, meeting: undefined } as unknown as SoFar,
      "lead.employees",
    );
    const { talk } = table(
      file,
      Array.from({ length: 12 }, () => ""),
    );
    const { lead, meeting } = await talk;
    expect(lead).toEqual({ looksLike: "Good", businessEmail: true, handover: ["name", "contact", "company", "words"] });
    expect(meeting).toEqual({
      every: "2w",
      on: "tue",
      at: "10:00",
      begins: "2026-11-24",
      observeWeeks: 4,
      remindWeeks: 2,
    });
  });

  test("goes back by one with <, keeps what was said for an empty line, and takes back the last of a list", async () => {
    const lines = typed();
    const at = lines.indexOf("50,000");
    const reason = lines.indexOf("Not now, timing, 90 days");
    const { talk, shown, prompts } = table(join(directory(), "answers.json"), [
      "<",
      ...lines.slice(0, at),
      "<",
      "<",
      "3m",
      "",
      ...lines.slice(at, reason),
      "Typo, fit",
      "<",
      ...lines.slice(reason),
    ]);
    expect(await talk).toEqual({ ...all, goal: { ...all.goal, revenue: 3_000_000 } });
    expect(prompts).toContain("New revenue in it [2000000]: ");
    expect(prompts).toContain("Currency [EUR]: ");
    expect(shown).toContain("Taken back: Typo, fit");
  });

  test("asks again what no longer fits, and forgets what is no longer asked", async () => {
    const back = (times: number) => Array.from({ length: times }, () => "<");
    const leadOf = async (lines: string[]) => {
      const file = join(directory(), "answers.json");
      saveAnswers(file, { ...all, lead: undefined } as unknown as SoFar);
      const { talk, shown } = table(file, lines);
      const { lead } = await talk;
      return { lead, shown, kept: readAnswers(file).answers.lead };
    };
    const two = await leadOf(["Good", "50", "DE", "demo", "", "no", "3", ...back(4), "none", "", "", "", "2", "name"]);
    expect(two.shown).toContain("That does not work: expected at most 2, as so many tests of a lead were named.");
    const kept = { looksLike: "Good", employees: 50, businessEmail: false, handover: ["name"] };
    expect(two.kept).toEqual({ ...kept, countries: ["DE"], needed: 2 });
    const one = await leadOf(["Good", "50", "DE", "", "", "no", "2", ...back(5), "none", "", "", "", "name"]);
    expect(one.kept).toEqual(kept);
  });

  test("takes back the only entry of a list, and still has it to be given", async () => {
    const file = join(directory(), "answers.json");
    saveAnswers(file, { ...all, messages: undefined } as unknown as SoFar);
    await stopped(file, ["One list", "<"]);
    const { answers, asking } = readAnswers(file);
    expect(asking).toBe("messages.texts");
    expect(judge(answers)).toMatchObject({ state: "incomplete", missing: [{ key: "messages.texts" }] });
    expect((await table(file, ["One list", ""]).talk).messages).toEqual({ texts: ["One list"] });
  });

  test("says that a file it cannot keep answers in is none", () => {
    expect(() => saveAnswers(join(work, "no", "such.json"), {})).toThrow(/^Cannot write /);
    expect(existsSync(join(work, "no"))).toBe(false);
  });
});
