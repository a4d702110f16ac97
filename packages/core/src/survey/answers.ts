import type { Ask, Choice, Field } from "../asks/model.ts";
import { type Side, sides } from "../facts/codes.ts";
import { shorten } from "../text/index.ts";
import type { Survey } from "./model.ts";
import { normal } from "./wordings.ts";

/** What somebody answered, without who they are. */
export interface Respondent {
  side: Side;
  /** What they say, as it is compared, with how they wrote it. */
  wordings: ReadonlyMap<string, string>;
  /** 1 to 5. */
  rating?: number;
}

/** What one person makes of the wordings: the message or the group of each, by how it is compared; those of none are not in it. */
export type Grouping = ReadonlyMap<string, string>;

/** Things that somebody may say. */
export const MOST_THINGS = 3;
const RATING = "rating";
const NONE = "none";
const LETTERS = [..."ABCDEFGHIJKL"];
/** A message as it can be chosen. */
const LONGEST_CHOICE = 100;

/** The form of whoever is asked. */
export const surveyFields: Field[] = [
  ...["First", "Second", "Third"].map((place, n): Field => ({ id: `thing${n + 1}`, label: place, is: "line" })),
  {
    id: RATING,
    label: "How well does the other side give you what you need? 1: not at all, 5: very well",
    is: "scale",
  },
];

/** The form of whoever puts the wordings together. */
export const groupingFields = (wordings: readonly string[]): Field[] =>
  wordings.map((label, n) => ({ id: `wording${n + 1}`, label, is: "choice", required: true }));

/** What a wording may be: one of the agreed messages, or where there are none one of a group; or neither. */
export const groupingChoices = ({ messages }: Pick<Survey, "messages">): Choice[] => [
  ...(messages.length > 0
    ? messages.map(({ id, text }) => ({ id: `is:${id}`, name: shorten(text, LONGEST_CHOICE) }))
    : LETTERS.map((letter) => ({ id: `is:${letter}`, name: `Group ${letter}` }))),
  { id: NONE, name: messages.length > 0 ? "None of them" : "By itself" },
];

/** What those answered who are asked. */
export function respondentsOf({ asked }: Pick<Survey, "asked">, asks: readonly Ask[]): Respondent[] {
  const given = new Map(asks.flatMap(({ person, answer }) => (answer?.given ? [[person, answer.given]] : [])));
  return sides.flatMap((side) =>
    (asked?.[side] ?? []).flatMap((person): Respondent[] => {
      const form = given.get(person);
      if (!form) return [];
      const { [RATING]: rating, ...things } = form;
      return [
        {
          side,
          wordings: new Map(Object.values(things).map((thing) => [normal(thing), thing])),
          ...(rating !== undefined && { rating: Number(rating) }),
        },
      ];
    }),
  );
}

/** What a side's person made of the wordings; undefined before anybody did. The first who answered counts. */
export function groupingOf(asks: readonly Ask[]): Grouping | undefined {
  const [first] = asks
    .flatMap(({ answer, fields = [], person }) => (answer?.given ? [{ ...answer, fields, person }] : []))
    .sort((a, b) => (a.at === b.at ? (a.person < b.person ? -1 : 1) : a.at < b.at ? -1 : 1));
  if (!first) return undefined;
  return new Map(
    first.fields.flatMap(({ id, label }) => {
      const choice = first.given?.[id] ?? NONE;
      return choice === NONE ? [] : [[normal(label), choice.slice("is:".length)] as const];
    }),
  );
}
