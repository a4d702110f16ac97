import { createInterface } from "node:readline";
import type { Screen } from "./conversation.ts";

/** Whoever typed is gone, or wants to go on another time. */
export class Stopped extends Error {}

/**
 * Plain lines, one after the other, as a screen reader reads them and a pasted list fills them: no colours, no menus, and nothing is
 * redrawn but the line that is typed (with TERM=dumb not even that). Ctrl-C, and the end of the input, stop what is asked.
 */
export function terminal(): Screen & { close(): void } {
  const { stdin, stdout } = process;
  const lines = createInterface({ input: stdin, output: stdout, terminal: true });
  const typed: string[] = [];
  let waiting: { resolve(line: string): void; reject(error: Stopped): void } | undefined;
  let isOver = false;
  lines.on("line", (line) => {
    if (waiting) waiting.resolve(line);
    else typed.push(line);
    waiting = undefined;
  });
  lines.on("close", () => {
    isOver = true;
    waiting?.reject(new Stopped());
    waiting = undefined;
  });
  return {
    say: (line = "") => void stdout.write(`${line}\n`),
    ask(prompt) {
      return new Promise((resolve, reject) => {
        const next = typed.shift();
        if (next !== undefined) {
          stdout.write(`${prompt}${next}\n`);
          resolve(next);
        } else if (isOver) reject(new Stopped());
        else {
          waiting = { resolve, reject };
          lines.setPrompt(prompt);
          lines.prompt();
        }
      });
    },
    close: () => lines.close(),
  };
}
