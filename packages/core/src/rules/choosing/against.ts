import type { Match } from "../../agreement/model.ts";
import type { Exclusion } from "../exclusion.ts";
import { unavailable } from "../people/availability.ts";
import { type Load, noLoad } from "../people/capacity.ts";
import { type Matched, matcher, whatOf } from "../people/match.ts";
import type { Rulebook } from "../rulebook.ts";
import type { Choice, Means } from "./choice.ts";

/** Reads loads not read yet, so that a decision rests on one reading. */
export async function readLoads(rulebook: Rulebook, names: string[], means: Means, choice: Choice): Promise<void> {
  const missing = names.filter((id) => rulebook.counted.has(id) && !choice.seen[id]);
  if (missing.length === 0) return;
  const loads = await means.loads(missing);
  for (const id of missing) choice.seen[id] = loads[id] ?? noLoad;
}

/** What is against somebody taking a lead, whatever it is about. */
export function reasonAgainst(rulebook: Rulebook, id: string, means: Means, choice: Choice): Exclusion | undefined {
  if (means.excluded?.includes(id)) return { code: "had" };
  return unavailable(rulebook, id, means.at, loadOf(id, means, choice));
}

/** What somebody, or a team, has besides the lead. */
export const loadOf = (of: string, { counted = [] }: Means, { seen }: Choice): Load =>
  counted.includes(of) ? noLoad : (seen[of] ?? noLoad);

/** Who knows the person or the company of a lead, the former first. */
export const familiarTo = ({ known }: Pick<Means, "known">): string[] =>
  [known["person.owner"], known["account.owner"]].filter((id) => id !== undefined);

export const matchedBy = (means: Means): Matched => ({ fields: means.fields, familiar: familiarTo(means) });

/** What of what is required somebody does not match. */
export function lackOf(
  rulebook: Rulebook,
  person: string,
  required: readonly Match[],
  lead: Matched,
): Exclusion | undefined {
  const lacking = required.find((match) => matcher(rulebook.agreement, match, lead)?.(person) === false);
  return lacking && { code: "lacks", what: whatOf(lacking) };
}
