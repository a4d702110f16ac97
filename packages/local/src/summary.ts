import { relative } from "node:path";
import { tooWeak } from "@baton/core/signed";
import type { Stack } from "./index.ts";
import type { Settings } from "./settings.ts";

/** What a person wants to know of a started stack. The last line tells scripts that it is ready. */
export function summary(
  stack: Pick<Stack, "url" | "inboxUrl" | "sqsUrl" | "apiKey" | "secrets" | "sources" | "clock"> &
    Partial<Pick<Stack, "unsigned">>,
  settings: Pick<Settings, "dataDir" | "agreementPath" | "inboundDomain" | "speed" | "now">,
  logFile?: string,
): string {
  const { url, inboxUrl, sqsUrl, apiKey, secrets, sources } = stack;
  const data = settings.dataDir === undefined ? "nothing is kept" : pathOf(settings.dataDir);
  const hooks = sources.map(({ name, provider, tokenSecret }) => {
    const token = tokenSecret === undefined ? undefined : secrets[tokenSecret];
    const path = [name, token].filter((part) => part !== undefined).map(encodeURIComponent);
    return [`${name} (${provider})`, `${url}/hooks/${path.join("/")}`];
  });
  const now = new Date(stack.clock.now()).toISOString();
  return [
    "Baton on this machine",
    "",
    ...columns([
      ["HTTP", url],
      ["Mail inbox", inboxUrl],
      ["Queues", sqsUrl],
      ...(settings.inboundDomain === undefined ? [] : [["Copies go to", settings.inboundDomain]]),
      ["API key", tooWeak("ApiKey", apiKey) === undefined ? apiKey : `${apiKey} (too short to be deployed)`],
      ["Agreement", `${pathOf(settings.agreementPath)}${stack.unsigned ? " (applied without signatures)" : ""}`],
      ["Data", data],
      ...(logFile === undefined ? [] : [["Log", pathOf(logFile)]]),
      ...(settings.speed === 1 && !settings.now ? [] : [["Clock", `${now}, ${settings.speed} s per second`]]),
    ]),
    "",
    "Sources post to",
    ...columns(hooks),
    "",
    "Secrets",
    ...columns(Object.entries(secrets)),
    "",
    "Try it",
    `  ${toTry(stack)}`,
    "",
    `ready ${url}`,
    "",
  ].join("\n");
}

/** A command for a shell that sends a lead by the first form; without a form, one that asks the API what the sources deliver. */
export function toTry({
  url,
  apiKey,
  secrets,
  sources,
}: Pick<Stack, "url" | "apiKey" | "secrets" | "sources">): string {
  for (const { name, provider, tokenSecret, answers } of sources) {
    const token = tokenSecret === undefined ? undefined : secrets[tokenSecret];
    if (provider !== "form" || token === undefined) continue;
    const fields = Object.entries(answers).map(([field, answer]) => ` -d ${quoted(formEncoded(field, answer))}`);
    return `curl ${url}/hooks/${encodeURIComponent(name)}/${encodeURIComponent(token)}${fields.join("")}`;
  }
  return `curl ${url}/api/sources -H ${quoted(`authorization: Bearer ${apiKey}`)}`;
}

const formEncoded = (name: string, value: string): string =>
  String(new URLSearchParams([[name, value]])).replace(/%40(?=[^=]*$)/, "@");

/** A word of a shell's command. */
const quoted = (word: string): string => (/^[\w.@=%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

export function columns(rows: string[][]): string[] {
  const width = Math.max(0, ...rows.map(([name = ""]) => name.length));
  return rows.map(([name = "", value = ""]) => `  ${name.padEnd(width)}  ${value}`);
}

export function pathOf(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}
