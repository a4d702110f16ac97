import type { Agreement, Match, Route } from "@baton/core/agreement";
import type { Test } from "@baton/core/condition";
import type { FieldValue } from "@baton/core/fields";
import { everyTarget, namesIn, type Rulebook } from "@baton/core/rules";
import { fold } from "@baton/core/text";
import type { Case } from "../model/case.ts";
import type { Lit } from "../model/circuit.ts";

/** Leads that people are matched with in the same way: what they say, and that they do. */
export interface Kind {
  fields: Record<string, FieldValue>;
  lits: Lit[];
}

/** What whoever takes a rule's leads must match, of a team or of all. */
export const requiredBy = ({ agreement: { teams } }: Rulebook, route: Route, target: string): Match[] => [
  ...(teams[target]?.require ?? []),
  ...(route.require ?? []),
];

const asks = (agreement: Agreement, route: Route, what: Match): boolean =>
  [
    ...(route.require ?? []),
    ...namesIn(everyTarget(route)).flatMap((name) => agreement.teams[name]?.require ?? []),
  ].includes(what);

const spoken = ({ people }: Agreement): string[] => [
  ...new Set(Object.values(people).flatMap(({ languages }) => languages.map(fold))),
];
const skilled = ({ people }: Agreement): string[] => [
  ...new Set(Object.values(people).flatMap(({ skills }) => skills.map(fold))),
];
/** Fields whose values may name a skill. */
const texts = ({ fields }: Agreement): string[] =>
  Object.keys(fields).filter((name) => fields[name]!.type === "string");

/** What of a lead decides whom it matches, where anybody is required to match it. */
export function matchesAsked(agreement: Agreement): Test[] {
  const asked = (what: Match) => agreement.routing.some((route) => asks(agreement, route, what));
  const eq =
    (field: string) =>
    (value: string): Test => ({ field, op: "eq", value });
  return [
    ...(asked("languages")
      ? [{ field: "language", op: "exists", value: true } as const, ...spoken(agreement).map(eq("language"))]
      : []),
    ...(asked("skills") ? texts(agreement).flatMap((field) => skilled(agreement).map(eq(field))) : []),
    ...(asked("familiar")
      ? ["person.owner", "account.owner"].map((field) => ({ field, op: "exists", value: true }) as const)
      : []),
  ];
}

/**
 * The kinds of a rule's leads that different people match: by the language, or that there is none or one that nobody speaks; by a
 * single skill that a value names, as more of them are matched by more; and, where familiarity is required, of whom nobody knows
 * anything.
 */
export function kindsOf({ rulebook, leads }: Case, route: Route): Kind[] {
  const { agreement } = rulebook;
  const eq = (field: string, value: string): Lit => leads.meet({ field, op: "eq", value });
  let kinds: Kind[] = [{ fields: {}, lits: [] }];
  const by = (choices: Kind[]) => {
    kinds = kinds.flatMap((kind) =>
      choices.map(({ fields, lits }) => ({ fields: { ...kind.fields, ...fields }, lits: [...kind.lits, ...lits] })),
    );
  };
  if (asks(agreement, route, "languages")) {
    const given = leads.meet({ field: "language", op: "exists", value: true });
    const all = spoken(agreement);
    by([
      { fields: {}, lits: [-given] },
      ...all.map((language) => ({ fields: { language }, lits: [eq("language", language)] })),
      { fields: { language: NOBODYS }, lits: [given, ...all.map((language) => -eq("language", language))] },
    ]);
  }
  if (asks(agreement, route, "skills")) {
    const none = texts(agreement).flatMap((field) => skilled(agreement).map((skill) => -eq(field, skill)));
    by([
      { fields: {}, lits: none },
      ...texts(agreement).flatMap((field) =>
        skilled(agreement).map((skill) => ({
          fields: { [field]: skill },
          lits: [eq(field, skill), ...none.filter((lit) => lit !== -eq(field, skill))],
        })),
      ),
    ]);
  }
  if (asks(agreement, route, "familiar"))
    by([
      {
        fields: {},
        lits: ["person.owner", "account.owner"].map((field) => -leads.meet({ field, op: "exists", value: true })),
      },
    ]);
  return kinds;
}

/** A language that nobody of the agreement speaks. */
const NOBODYS = "another";
