import type { Side } from "../facts/codes.ts";
import type { AskStore } from "../ports/loop/asks.ts";
import type { Figure } from "./model.ts";

/** What whoever judges may say. */
export const judgements = [
  { id: "kept", name: "Kept" },
  { id: "not-kept", name: "Not kept" },
  { id: "too-early", name: "Too early to say" },
];

/** The subject of the question whether a side kept a promise in a period: `judged/marketing/2026-11/Good briefs`. */
export const judgedSubject = (side: Side, period: string, name: string): string => `judged/${side}/${period}/${name}`;

/** What the other side said of a promise. */
export async function judgedFigure(
  store: Pick<AskStore, "asksAbout">,
  side: Side,
  period: string,
  name: string,
): Promise<Figure> {
  const answers = (await store.asksAbout(judgedSubject(side, period, name))).flatMap(({ answer }) => answer ?? []);
  // A successor may have been asked as well.
  const last = answers.sort((a, b) => (a.at < b.at ? -1 : 1)).at(-1)?.text;
  if (last === "kept" || last === "not-kept") {
    const kept = last === "kept";
    return { value: kept ? 1 : 0, n: kept ? 1 : 0, of: 1, open: 0, met: kept };
  }
  const why = last === undefined ? "nobody has judged it" : "too early to say";
  return { value: null, n: 0, of: 0, open: 1, met: null, why };
}
