import { inPages } from "../pages/index.ts";
import type { Kept, PrivacyStore } from "../ports/privacy.ts";
import { noteClues } from "./clues.ts";

/** Items whose clues an audit looks at together. */
const TOGETHER = 50;

/** An item that may be a person's, and where to go on after it. */
export interface Step {
  kept: Kept;
  after: string;
  /** So many items, it among them or not, were not found by all that is in them, and now are. */
  mended?: number;
}

/**
 * What may be a person's: every version of the agreement, and what clues lead to. In an audit everything there is, and of each item
 * it is looked whether clues lead to it.
 *
 * @param after of the last step; it says by itself which way it went
 */
export async function* walk(
  store: PrivacyStore,
  { clues, audit, after }: { clues: readonly string[]; audit: boolean; after: string | undefined },
): AsyncGenerator<Step> {
  const [way = audit ? "all" : "versions", place] = after === undefined ? [] : split(after);
  if (way === "all") {
    for await (const together of inPages(store.everything(place), TOGETHER)) {
      const places = together.filter(({ kind }) => kind !== "agreement").map((kept) => kept.place);
      const { changed, failed } = await noteClues(store, places);
      for (const { error } of failed) throw error;
      for (const [n, kept] of together.entries())
        yield { kept, after: `all ${kept.place}`, mended: n === 0 ? changed : 0 };
    }
    return;
  }
  if (way === "versions")
    for await (const kept of store.keptVersions(place)) yield { kept, after: `versions ${kept.place}` };
  for await (const kept of store.about(clues, way === "clues" ? place : undefined))
    yield { kept, after: `clues ${kept.place}` };
}

const split = (after: string): [way: string, place: string] => {
  const space = after.indexOf(" ");
  return [after.slice(0, space), after.slice(space + 1)];
};
