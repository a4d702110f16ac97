import { countryOf } from "../values/country.ts";
import type { Answers } from "./answers.ts";

/** What a lead is scored by: the tests that were named, and sources whose leads all go to sales. */
export interface LeadRules {
  qualified: number;
  rules: { name: string; when: Record<string, unknown>; points: number }[];
  fields: Record<string, { type: string; min?: number }>;
  /** Whether every lead is qualified, by whichever source it comes. */
  takesAll: boolean;
}

/** Points of each test, so that the score says at a glance how many hold. */
const POINTS = 10;

/** The score by which a lead is qualified: by so many of the tests, or at once by a source whose leads all go to sales. */
export function leadRules(
  { lead, sources }: Pick<Answers, "lead" | "sources">,
  sourceIds: readonly string[],
): LeadRules {
  const one = (field: string, values: readonly string[]) => ({ [field]: values.length === 1 ? values[0] : values });
  const countries = [...new Set((lead.countries ?? []).map((code) => countryOf(code)!))];
  const tests = [
    ...(lead.employees !== undefined
      ? [{ name: `${lead.employees} people or more`, when: { employees: { gte: lead.employees } } }]
      : []),
    ...(countries.length > 0 ? [{ name: "Where we sell", when: one("country", countries) }] : []),
    ...(lead.interests ? [{ name: "Asked for what sales offers", when: one("interest", lead.interests) }] : []),
    ...(lead.titles
      ? [
          {
            name: "Decides, by their title",
            when: { any: lead.titles.map((title) => ({ title: { contains: title } })) },
          },
        ]
      : []),
    ...(lead.businessEmail ? [{ name: "Business e-mail", when: { "email.free": false } }] : []),
  ];
  const qualified = POINTS * Math.max(1, lead.needed ?? tests.length);
  const always = sourceIds.filter((_, n) => sources.list[n]!.toSales === "all");
  return {
    qualified,
    rules: [
      ...tests.map((test) => ({ ...test, points: POINTS })),
      ...always.map((source) => ({ name: `Came by ${source}`, when: { source }, points: qualified })),
    ],
    fields: {
      ...(lead.employees !== undefined && { employees: { type: "number", min: 0 } }),
      ...(lead.interests && { interest: { type: "string" } }),
    },
    takesAll: always.length === sourceIds.length,
  };
}
