import { mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Keeps a terminal for what people have to see: every line of the log goes to a file that begins anew, if there is one, and only
 * warnings and errors go to the terminal too. Otherwise each lead and each sweep would push away the summary with its addresses.
 */
export function keepFromTerminal(terminal: Pick<NodeJS.WriteStream, "write">, logFile: string | undefined): void {
  let file: number | undefined;
  if (logFile !== undefined) {
    mkdirSync(dirname(logFile), { recursive: true });
    file = openSync(logFile, "w", 0o600);
  }
  const write = terminal.write.bind(terminal) as (...args: unknown[]) => boolean;
  terminal.write = (chunk: unknown, ...rest: unknown[]): boolean => {
    const level = levelOf(String(chunk));
    if (level === undefined) return write(chunk, ...rest);
    if (file !== undefined) writeSync(file, String(chunk));
    return level === "INFO" || level === "DEBUG" ? true : write(chunk, ...rest);
  };
}

/** Of a line of the log; undefined for anything else. */
function levelOf(chunk: string): string | undefined {
  if (!chunk.startsWith("{")) return undefined;
  try {
    return JSON.parse(chunk).level;
  } catch {
    return undefined;
  }
}
