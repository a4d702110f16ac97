import type { Agreement, At, Fallback, Policy, Route, Step } from "../../agreement/model.ts";
import { type Condition, conditionInWords, fieldsOf } from "../../condition/index.ts";
import { format } from "../../duration/index.ts";
import { derivedFields, type FieldType, givenFields } from "../../fields/index.ts";

/** Rules of an agreement as they are read: names of people in place of ids, conditions and durations in words. */
export interface Charter {
  routing: { name: string; when?: string; to: string; else: string[]; sla: string }[];
  score: {
    qualified?: number;
    bands: { name: string; from: number }[];
    rules: { name: string; when: string; points: number }[];
    touches: { name: string; when: string; points: number; halfLife?: string; max?: number }[];
  };
  segments: { name: string; when?: string; value?: number }[];
  policies: {
    name: string;
    /** `owner`, `lead`, or a calendar's name. */
    calendar: string;
    stages: { name: string; within: string; steps: CharterStep[]; playbook: string[] }[];
  }[];
  teams: { name: string; members: string[]; manager?: string; pick: Agreement["teams"][string]["pick"] }[];
}

export interface CharterStep {
  do: Step["do"];
  to?: string;
  /** `50 %` of the window, or so long after its end. */
  percent?: number;
  after?: string;
}

/** What a field is, of those that every agreement has and those that it declares. */
function typeOf({ fields }: Agreement, field: string): FieldType | undefined {
  if (Object.hasOwn(fields, field)) return fields[field]!.type;
  const known: Record<string, FieldType> = { ...givenFields, ...derivedFields };
  return Object.hasOwn(known, field) ? known[field] : undefined;
}

/** An agreement's rules in words. */
export function charterOf(agreement: Agreement): Charter {
  const { people, teams, score, segments = [], routing, sla } = agreement;
  const name = (id: string) => (Object.hasOwn(people, id) ? people[id]!.name : id);
  const words = (condition: Condition) =>
    conditionInWords(condition, (field) => typeOf(agreement, field) === "instant");
  const unlessAll = (when: Condition) => ("all" in when && when.all.length === 0 ? {} : { when: words(when) });
  const to = (target: Route["to"]) =>
    typeof target === "string" ? name(target) : target.map(({ team, share }) => `${team} ${share}`).join(" : ");
  const fallback = (one: Fallback) => (typeof one === "string" ? name(one) : format(one.wait));
  return {
    routing: routing.map((route) => ({
      name: route.name,
      ...unlessAll(route.when),
      to: to(route.to),
      else: route.else.map(fallback),
      sla: route.sla,
    })),
    score: {
      ...(score.qualified !== undefined && { qualified: score.qualified }),
      bands: score.bands,
      rules: score.rules.map((rule) => ({ name: rule.name, when: words(rule.when), points: rule.points })),
      touches: score.touches.map(({ name, when, points, halfLife, max }) => ({
        name,
        when: conditionInWords(when),
        points,
        ...(halfLife && { halfLife: format(halfLife) }),
        ...(max !== undefined && { max }),
      })),
    },
    segments: segments.map(({ name, when, value }) => ({
      name,
      ...unlessAll(when),
      ...(value !== undefined && { value }),
    })),
    policies: Object.entries(sla).map(([id, policy]) => policyOf(id, policy, name)),
    teams: Object.entries(teams).map(([id, { members, manager, pick }]) => ({
      name: id,
      members: members.map(({ person }) => name(person)),
      ...(manager !== undefined && { manager: name(manager) }),
      pick,
    })),
  };
}

const policyOf = (
  id: string,
  { calendar, stages }: Policy,
  name: (id: string) => string,
): Charter["policies"][number] => ({
  name: id,
  calendar,
  stages: stages.map((stage) => ({
    name: stage.name,
    within: format(stage.within),
    steps: stage.steps.map((step) => ({
      do: step.do,
      ...(step.to !== undefined && { to: name(step.to) }),
      ...timeOf(step.at),
    })),
    playbook: stage.playbook ?? [],
  })),
});

const timeOf = (at: At): Pick<CharterStep, "percent" | "after"> =>
  "percent" in at ? { percent: at.percent } : { after: format(at.after) };

/** A field of a lead that somebody may type in to see what would become of it. */
export interface AskedField {
  field: string;
  /** `person`: the id of somebody in the agreement. */
  type: FieldType | "person";
  values?: readonly (string | number | boolean)[];
}

/** What people know of every lead, and the owners whom only the world knows. */
const always = ["name", "email", "company", "country"] as const;
const owners = ["account.owner", "account.ae", "account.csm", "person.owner"];

/** The fields that decide what becomes of a lead: those that everybody knows, and those that rules ask about or the agreement declares. */
export function askedFields(agreement: Agreement): AskedField[] {
  const { routing, score, segments = [], motion = [], fields } = agreement;
  const asked = [...routing, ...score.rules, ...segments, ...motion].flatMap(({ when }) => fieldsOf(when));
  const sentTo = routing.flatMap(({ to }) => (typeof to === "string" && owners.includes(to) ? [to] : []));
  const names = new Set<string>([...always, ...Object.keys(fields), ...asked, ...sentTo]);
  return [...names].flatMap((field): AskedField[] => {
    if (owners.includes(field)) return [{ field, type: "person" }];
    const declared = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (declared) return [{ field, type: declared.type, ...(declared.values && { values: declared.values }) }];
    return Object.hasOwn(givenFields, field) ? [{ field, type: typeOf(agreement, field)! }] : [];
  });
}
