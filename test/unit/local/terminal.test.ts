import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { keepFromTerminal } from "../../../packages/local/src/terminal.ts";

const line = (level: string) => `${JSON.stringify({ level, message: "swept" })}\n`;

function terminal() {
  const shown: string[] = [];
  const write = (chunk: unknown) => shown.push(String(chunk)) > 0;
  return { shown, write };
}

test("a terminal shows warnings, errors and plain words; a file has every line of the log, from this start on", async () => {
  const dir = await mkdtemp(join(tmpdir(), "baton-test-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const file = join(dir, "kept", "log");
  keepFromTerminal(terminal(), file);
  for (const levels of [["INFO"], ["INFO", "DEBUG", "WARN", "ERROR"]]) {
    const stderr = terminal();
    keepFromTerminal(stderr, file);
    for (const level of levels) expect(stderr.write(line(level))).toBe(true);
    stderr.write("Something to read\n");
    expect(stderr.shown).toEqual([...levels.slice(2).map(line), "Something to read\n"]);
    expect(await readFile(file, "utf8")).toBe(levels.map(line).join(""));
  }
});

test("where nothing is kept, a terminal shows the same", () => {
  const stderr = terminal();
  keepFromTerminal(stderr, undefined);
  for (const level of ["INFO", "WARN"]) stderr.write(line(level));
  expect(stderr.shown).toEqual([line("WARN")]);
});
