/** What no line of a log may hold, whoever it is about. */
const shapes: [what: string, RegExp][] = [
  ["an e-mail address", /[\w.+%-]+(@|%40)[\w-]+(\.[\w-]+)*\.[a-z]{2,}/i],
  ["a telephone number", /(\+|%2b)[1-9]\d{7,14}(?!\d)/i],
  ["a rep's link", /\/r\/[\w.-]{8,}/],
  ["a hook's path with its token", /\/hooks\/[\w-]+\/[^\s/"?]+/],
];

/** Shorter ones might be in a line by chance. */
const SHORTEST = 6;

/** The first line of a log that holds something personal or one of some secrets, and what; undefined when it is clean. */
export function leakIn(log: string, secrets: readonly string[]): string | undefined {
  const words = secrets.filter((word) => word.length >= SHORTEST);
  for (const line of log.split("\n")) {
    const shape = shapes.find(([, pattern]) => pattern.test(line));
    if (shape) return `${shape[0]}: ${line}`;
    if (words.some((word) => line.includes(word))) return `a secret: ${line}`;
  }
  return undefined;
}

/** All values of secrets in an environment; one that is being rotated is a JSON list. */
export function secretsIn(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env)
    .filter(([name]) => name.startsWith("BATON_SECRET_"))
    .flatMap(([, value]) => [value, ...(value.startsWith('["') ? (JSON.parse(value) as string[]) : [])]);
}
