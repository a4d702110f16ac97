import { inEnglish, type Words } from "@baton/words";
import type { StoredTouch } from "../person/person.ts";
import { MOST_TOUCHES } from "../person/touches.ts";
import { cutText, shorten } from "../text/index.ts";

/** One line of a story; `at` is ISO 8601. */
export interface StoryLine {
  at: string;
  text: string;
}

/** Lines of a story that touches may take; older ones are counted. */
const MOST_LINES = 20;
const LONGEST_LABEL = 200;

/**
 * What happened to a lead, merged by time with what its person saw and did: oldest first, the same thing several times in a row
 * in one line with the last time. `happened` keeps its own order where instants are equal, and comes after touches; those come newest first, as the store gives them.
 */
export function storyOf(
  happened: readonly StoryLine[],
  touches: readonly StoredTouch[],
  { say }: Words = inEnglish,
): StoryLine[] {
  const lines: (StoryLine & { count: number })[] = [];
  const all = [
    ...touches.toReversed().map((touch) => ({ at: touch.at, label: labelOf(touch) })),
    ...happened.map((line) => ({ at: line.at, text: line.text })),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  let same: string | undefined;
  for (const one of all) {
    if ("text" in one) lines.push({ ...one, count: 0 });
    else if (one.label === same) {
      const line = lines.at(-1)!;
      line.at = one.at;
      line.count += 1;
    } else lines.push({ at: one.at, text: one.label, count: 1 });
    same = "text" in one ? undefined : one.label;
  }

  const told = lines.filter(({ count }) => count > 0);
  const hidden = new Set(told.slice(0, Math.max(0, told.length - MOST_LINES)));
  const [first] = hidden;
  return lines
    .filter((line) => line === first || !hidden.has(line))
    .map((line) => {
      if (line === first) return { at: line.at, text: notShown(say, [...hidden], touches.length) };
      return {
        at: line.at,
        text: line.count > 1 ? say("story.times", { text: line.text, count: line.count }) : line.text,
      };
    });
}

function notShown(say: Words["say"], hidden: { count: number }[], read: number): string {
  const count = hidden.reduce((sum, line) => sum + line.count, 0);
  return read >= MOST_TOUCHES ? say("story.hiddenAtLeast", { count }) : say("story.hidden", { count });
}

/** A label in one short line without control characters and bidi overrides: it comes from a web site. */
function labelOf({ label, touch }: StoredTouch): string {
  const line = cutText(label || touch, 8 * LONGEST_LABEL)
    .replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\s]+/gu, " ")
    .trim();
  return shorten(line, LONGEST_LABEL) || touch;
}
