import type { Agreement, Match, TeamMember } from "../../agreement/model.ts";
import type { FieldValue } from "../../fields/normalise.ts";
import { fold } from "../../text/index.ts";
import type { matched } from "../exclusion-schema.ts";

/** A lead, as far as people are matched with it. */
export interface Matched {
  fields: Readonly<Record<string, FieldValue>>;
  /** Who knows the person or the company, the former first. */
  familiar: readonly string[];
}

export type What = (typeof matched)[number];

/** What a match is about. */
export const whatOf = (match: Match): What =>
  typeof match === "string" ? match : "languages" in match ? "languages" : "skills";

/**
 * Whether people match a lead; undefined where it asks nothing of them, having no language, or no value that names a skill. What is
 * listed is enough with one of it.
 */
export function matcher(
  { people, fields: declared }: Pick<Agreement, "people" | "fields">,
  match: Match,
  { fields, familiar }: Matched,
): ((person: string) => boolean) | undefined {
  if (match === "familiar") return (person) => familiar.includes(person);
  const what = whatOf(match) as "languages" | "skills";
  const wanted =
    typeof match === "object"
      ? Object.values(match).flat().map(fold)
      : what === "languages"
        ? textsIn(fields.language)
        : skillsNamed(
            people,
            Object.keys(declared).flatMap((name) => textsIn(fields[name])),
          );
  if (wanted.length === 0) return undefined;
  return (person) => (people[person]?.[what] ?? []).some((one) => wanted.includes(fold(one)));
}

/** Skills that there are and that one of the texts is. */
function skillsNamed(people: Record<string, Pick<TeamMember, "skills">>, texts: readonly string[]): string[] {
  const skills = new Set(Object.values(people).flatMap(({ skills }) => skills.map(fold)));
  return texts.filter((text) => skills.has(text));
}

const textsIn = (value: FieldValue | undefined): string[] =>
  value === undefined ? [] : [value].flat().flatMap((one) => (typeof one === "string" ? [fold(one)] : []));
