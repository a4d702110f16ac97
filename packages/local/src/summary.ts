import { relative } from "node:path";
import type { Stack } from "./index.ts";
import type { Settings } from "./settings.ts";

/** What a person wants to know of a started stack. The last line tells scripts that it is ready. */
export function summary(stack: Stack, settings: Settings): string {
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
      ["API key", apiKey],
      ["Agreement", pathOf(settings.agreementPath)],
      ["Data", data],
      ...(settings.speed === 1 && !settings.now ? [] : [["Clock", `${now}, ${settings.speed} s per second`]]),
    ]),
    "",
    "Sources post to",
    ...columns(hooks),
    "",
    "Secrets",
    ...columns(Object.entries(secrets)),
    "",
    `ready ${url}`,
    "",
  ].join("\n");
}

function columns(rows: string[][]): string[] {
  const width = Math.max(0, ...rows.map(([name = ""]) => name.length));
  return rows.map(([name = "", value = ""]) => `  ${name.padEnd(width)}  ${value}`);
}

function pathOf(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}
