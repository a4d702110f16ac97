import { BatonError } from "@baton/core/error";
import type { Relay } from "@baton/core/ports";
import { addDays, type Folding } from "@baton/core/report";
import { askToAct } from "@baton/core/requests";
import { ownWord, packOf, partsOf, whenInWords } from "@baton/core/review";
import type { Rulebook } from "@baton/core/rules";
import { askLinks } from "@baton/core/signed";
import { localDate } from "@baton/core/zone";
import type { Said } from "@baton/ui";
import type { Words } from "@baton/words";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ReviewProps } from "./review-page.tsx";

/** An action item is due within a year. */
const MOST_DUE_DAYS = 365;

export interface ReviewMeans {
  relay: Relay;
  folding(): Folding;
  linkKey(): string;
  words: Words;
}

/** What the page of a meeting shows to somebody: of the first one on a day or after it. */
export async function reviewProps(
  { relay, folding, linkKey, words }: ReviewMeans,
  rulebook: Rulebook,
  person: string,
  { path, at }: { path: string; at?: string },
): Promise<ReviewProps> {
  const now = relay.time.now();
  const zone = rulebook.zone(person);
  const pack = await packOf(relay, folding(), rulebook, at, { words });
  const today = localDate(zone, now);
  const asks = (await ownWord(relay, pack, person)).map(({ ask, name }) => ({
    name,
    href: `/a/${askLinks(linkKey()).sign(ask, now)}`,
  }));
  return {
    agreement: rulebook.agreement,
    pack,
    parts: partsOf(rulebook, pack, person, words),
    when: whenInWords(rulebook, pack, person, words),
    due: { from: today, to: addDays(today, MOST_DUE_DAYS) },
    asks,
    path,
  };
}

/** Writes down who does what by when, by the form of that page. */
export async function takeAction(
  relay: Relay,
  { agreement }: Rulebook,
  by: string,
  form: Readonly<Record<string, unknown>>,
  { say }: Words,
): Promise<{ flash: Said; status: ContentfulStatusCode }> {
  const field = (name: string): string => (typeof form[name] === "string" ? form[name] : "");
  const owner = field("owner");
  try {
    await askToAct(relay, { text: field("text"), owner, due: field("due"), by });
    const name = agreement.people[owner]?.name ?? owner;
    return { flash: { tone: "good", text: say("meet.written", { name }) }, status: 200 };
  } catch (error) {
    if (!(error instanceof BatonError) || error.status === 404) throw error;
    return { flash: { tone: "bad", text: error.message }, status: error.status as ContentfulStatusCode };
  }
}
