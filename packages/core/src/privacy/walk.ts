import type { Kept, PrivacyStore } from "../ports/privacy.ts";
import { noteClues } from "./clues.ts";

/** An item that may be a person's, and where to go on after it. */
export interface Step {
  kept: Kept;
  after: string;
  /** It was not found by all that is in it, and now is. */
  mended?: boolean;
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
    for await (const kept of store.everything(place)) {
      const { changed, failed } =
        kept.kind === "agreement" ? { changed: 0, failed: [] } : await noteClues(store, [kept.place]);
      for (const { error } of failed) throw error;
      yield { kept, after: `all ${kept.place}`, mended: changed > 0 };
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
