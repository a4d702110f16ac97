import type { Agreement, Motion, Segment } from "../agreement/model.ts";
import { type Condition, compile, type Facts, type Literal, literal, type Test } from "../condition/condition.ts";
import type { Side } from "../facts/codes.ts";

/** Fields by which an agreement itself sorts leads: what its segments and motions say of one. */
const sorted = ["segment", "value", "motion"] as const;
type Sorted = (typeof sorted)[number];

type Sorting = Pick<Agreement, "segments" | "motion">;

/** What an agreement's segments and motions say of a lead; a part is absent where none holds. */
export interface Sort {
  segment?: string;
  value?: number;
  motion?: Side;
}

/** Sorts leads by their facts, which then hold what they are; the score is among them already. */
export function sorter({ segments = [], motion = [] }: Sorting): (facts: Facts) => Sort {
  const bySegment = segments.map(({ when, ...segment }) => ({ holds: compile(when), ...segment }));
  const byMotion = motion.map(({ when, leads }) => ({ holds: compile(when), leads }));
  return (facts) => {
    const segment = bySegment.find(({ holds }) => holds(facts));
    if (segment) facts.segment = literal(segment.name);
    if (segment?.value !== undefined) facts.value = segment.value;
    const moved = byMotion.find(({ holds }) => holds(facts));
    if (moved) facts.motion = moved.leads;
    return {
      ...(segment && { segment: segment.name }),
      ...(segment?.value !== undefined && { value: segment.value }),
      ...(moved && { motion: moved.leads }),
    };
  };
}

/** What a lead of a segment is worth, as the agreement has it; nothing, without one. */
export const worthOf = ({ segments = [] }: Sorting, segment: string | null | undefined): number =>
  segments.find(({ name }) => name === segment)?.value ?? 0;

/**
 * A condition that asks about segments and motions, as what these mean: the first entry that holds, and none before it. For whoever
 * reasons about conditions; leads are asked by their facts.
 */
export function spelledOut(condition: Condition, sorting: Sorting): Condition {
  if ("all" in condition) return { all: condition.all.map((one) => spelledOut(one, sorting)) };
  if ("any" in condition) return { any: condition.any.map((one) => spelledOut(one, sorting)) };
  if ("not" in condition) return { not: spelledOut(condition.not, sorting) };
  const field = sorted.find((name) => name === condition.field);
  return field === undefined ? condition : { any: firstsThat(condition, field, sorting) };
}

function firstsThat(test: Test, field: Sorted, sorting: Sorting): Condition[] {
  const { segments = [], motion = [] } = sorting;
  const entries: readonly (Segment | Motion)[] = field === "motion" ? motion : segments;
  const saidBy = (entry: Segment | Motion): Literal | undefined =>
    "leads" in entry ? entry.leads : field === "value" ? entry.value : entry.name;
  const when = entries.map((entry) => spelledOut(entry.when, sorting));
  const holds = compile(test);
  const isFirst = (n: number): Condition => ({ all: [when[n]!, ...when.slice(0, n).map((not) => ({ not }))] });
  const found = entries.flatMap((entry, n): Condition[] => {
    const value = saidBy(entry);
    const facts = { [field]: value === undefined ? undefined : literal(value) };
    return holds(facts) ? [isFirst(n)] : [];
  });
  // Of what no entry takes nothing is known either.
  return holds({}) ? [...found, { all: when.map((not) => ({ not })) }] : found;
}
