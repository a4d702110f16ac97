import type { Side } from "../facts/codes.ts";
import type { AgreementStore } from "../ports/agreements.ts";
import type { AskStore } from "../ports/loop/asks.ts";
import { localDate } from "../zone/index.ts";
import type { Figure } from "./model.ts";
import type { Period } from "./periods.ts";

/** What whoever judges may say. */
export const judgements = [
  { id: "kept", name: "Kept" },
  { id: "not-kept", name: "Not kept" },
  { id: "too-early", name: "Too early to say" },
];

/** The subject of the question whether a side kept a promise in a period: `judged/marketing/2026-11/Good briefs`. */
export const judgedSubject = (side: Side, period: string, name: string): string => `judged/${side}/${period}/${name}`;

/** The first local day on which any promise could have been kept: that of the first version. */
export async function agreedFrom(store: Pick<AgreementStore, "versions">, zone: string): Promise<string> {
  const [first] = await store.versions({ limit: 1, before: 2 });
  return first ? localDate(zone, Date.parse(first.appliedAt)) : "";
}

/** What the other side said of a promise. */
export async function judgedFigure(
  store: Pick<AskStore, "asksAbout"> & Pick<AgreementStore, "versions">,
  side: Side,
  { name: period, to }: Period,
  name: string,
  zone: string,
): Promise<Figure> {
  if (to < (await agreedFrom(store, zone)))
    return { value: null, n: 0, of: 0, open: 0, met: null, why: "nothing was agreed yet" };
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
