import type { Stack } from "../index.ts";
import type { Settings } from "../settings.ts";
import { columns, pathOf, toTry } from "../summary.ts";
import type { Sight } from "./sights.ts";

/** What a person reads while the demonstration begins. */
export const opening = ({ url, inboxUrl }: Pick<Stack, "url" | "inboxUrl">): string =>
  [
    "A demonstration of Baton on this machine",
    "",
    "Acme, its people and everybody who asks are invented. Six weeks of their life pass now, until the present; mails and pages",
    "are there as they come to be.",
    "",
    ...columns([
      ["HTTP", url],
      ["Mail inbox", inboxUrl],
    ]),
    "",
    "",
  ].join("\n");

/** How far it is, after so many real ms. */
export const arrived = (week: number, of: number, ms: number): string =>
  `  week ${week} of ${of} has passed  (${(ms / 1_000).toFixed(1)} s)\n`;

export const meanwhile = (sights: readonly Sight[]): string =>
  ["", "To be seen already", ...columns([...sights]), "", ""].join("\n");

/** What a person wants to know of a demonstration that goes on by the present. The last line tells scripts that it is ready. */
export function tour(
  stack: Pick<Stack, "url" | "inboxUrl" | "apiKey" | "secrets" | "sources">,
  settings: Pick<Settings, "dataDir" | "agreementPath">,
  { sights, logFile }: { sights: readonly Sight[]; logFile?: string | undefined },
): string {
  const { url, inboxUrl, apiKey } = stack;
  return [
    "",
    "Six weeks of Acme have passed; from now on the clock is the present. Ctrl-C ends it, and nothing is kept.",
    "",
    ...columns([
      ["HTTP", url],
      ["Mail inbox", `${inboxUrl}   hand-overs, reminders, escalations, and on Mondays everybody's week`],
      ["API key", apiKey],
      ["Agreement", pathOf(settings.agreementPath)],
      ...(settings.dataDir === undefined ? [] : [["Data", `${pathOf(settings.dataDir)} (not that of npm start)`]]),
      ...(logFile === undefined ? [] : [["Log", pathOf(logFile)]]),
    ]),
    "",
    "Pages, each as the link in somebody's mail opens it",
    ...columns([...sights]),
    "",
    "In another terminal",
    `  export BATON_URL=${url} BATON_API_KEY=${apiKey}`,
    ...columns([
      ["npx baton measure contact-in-time --by team", "a promise of sales, and how it was kept"],
      ["npx baton measure acceptance-rate --by campaign", "what sales made of marketing's leads"],
      ["npx baton campaigns", "where leads come from"],
      ["npx baton campaign autumn-webinar", "from received to revenue"],
      ["npx baton sheet", "what both sides promised each other"],
      ["npx baton review", "what they meet about next"],
      ["npx baton ride-alongs", "who looked over whose shoulder"],
      ["npx baton surveys", "whether both say the same of what is sold"],
      ["npx baton requests", "what the sides ask of each other"],
      ["npx baton leads --overdue", "whose window has ended"],
      ["npx baton proposal", "a change of the rules that waits for a signature"],
      ["npx baton quarantine", "a delivery that could not be read"],
    ]),
    "",
    "Send a lead yourself",
    `  ${toTry(stack)}`,
    "",
    `ready ${url}`,
    "",
  ].join("\n");
}
