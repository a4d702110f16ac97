import { createHash } from "node:crypto";
import { fold } from "../text/index.ts";

/** Wordings that are put together by hand: those that most people said. */
const MOST_WORDINGS = 100;

/** A wording as it is compared with others: without regard to case and spaces. */
export const normal = (wording: string): string => fold(wording.replace(/\s+/g, " "));

/** What was said, each wording once: in an order that tells nothing, without who said it and how many. */
export function pooled(id: string, respondents: readonly { wordings: ReadonlyMap<string, string> }[]): string[] {
  const pool = new Map<string, { shown: string; count: number; place: string }>();
  for (const { wordings } of respondents) {
    for (const [key, shown] of wordings) {
      const found = pool.get(key);
      pool.set(key, {
        shown: found && found.shown < shown ? found.shown : shown,
        count: (found?.count ?? 0) + 1,
        place: found?.place ?? createHash("sha256").update(`${id}\n${key}`).digest("hex"),
      });
    }
  }
  const inPlace = (a: { place: string }, b: { place: string }) => (a.place < b.place ? -1 : 1);
  return [...pool.values()]
    .sort((a, b) => b.count - a.count || inPlace(a, b))
    .slice(0, MOST_WORDINGS)
    .sort(inPlace)
    .map(({ shown }) => shown);
}
