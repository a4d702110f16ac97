import { type Condition, compile, conditionInWords, type Facts, partsOf } from "@baton/core/condition";
import { ruleOn } from "@baton/explain";
import type { Case } from "../model/case.ts";
import { enough } from "../model/kind.ts";
import { whenOf } from "../model/routing.ts";
import type { Example, FoundLead } from "../model/witness.ts";
import { and } from "./listing.ts";
import type { Problem } from "./problem.ts";

/** Names in a message; with more rules to blame than these nobody is helped by the fewest. */
const NAMED = 5;

/** Looks at rules in their order: each answer is a lead that the rule takes, or the problem that there is none. */
export function reaching(about: Case): (position: number) => Promise<{ example?: Example; problem?: Problem }> {
  const { rulebook, circuit, routing, witnesses, at } = about;
  const rules = rulebook.agreement.routing;
  const examples: { lead: Example; facts: Facts }[] = [];
  /** Rules that take leads, or may: what the others would take is taken before them. */
  const takers: number[] = [];

  /** A lead that meets a rule which takes none: it shows where such leads go instead. */
  async function takenElsewhere(position: number): Promise<FoundLead> {
    const holds = compile(rules[position]!.when);
    const known = examples.find(({ facts }) => holds(facts));
    if (known) return { lead: known.lead };
    return witnesses.find([routing.meets[position]!], at, async (lead) =>
      holds((await ruleOn(rulebook, lead, at)).facts),
    );
  }

  /** The names of earlier rules that leave nothing to a rule; none when it leaves nothing to itself. */
  function swallowing(position: number): string[] {
    const meets = routing.meets[position]!;
    if (circuit.ask(meets) === "impossible") return [];
    const blamed = new Set(
      enough(
        circuit,
        takers.map((taker) => -routing.meets[taker]!),
        [meets],
        2 * NAMED,
      ),
    );
    return takers.filter((taker) => blamed.has(-routing.meets[taker]!)).map((taker) => rules[taker]!.name);
  }

  return async (position) => {
    const rule = rules[position]!;
    const path = ["routing", position];
    const found = await witnesses.find([routing.takes[position]!], at, async (lead) => {
      const { route, facts } = await ruleOn(rulebook, lead, at);
      if (route?.name === rule.name) examples.push({ lead, facts });
      return route?.name === rule.name;
    });
    if (found !== "impossible") takers.push(position);
    if (typeof found === "object") return { example: found.lead };
    if (found === "unknown") {
      return {
        problem: {
          path,
          code: "route.unproven",
          severity: "warning",
          message: `whether any lead reaches "${rule.name}" could not be decided within the budget`,
        },
      };
    }
    const problem = { path, code: "route.unreachable" };
    const names = swallowing(position);
    if (names.length === 0)
      return {
        problem: {
          ...problem,
          message: `no lead can meet "${rule.name}": ${contradiction(about, whenOf(rulebook.agreement, rule))}`,
        },
      };
    const elsewhere = await takenElsewhere(position);
    return {
      problem: {
        ...problem,
        message: `no lead reaches "${rule.name}": ${listed(names)} before it ${names.length === 1 ? "takes" : "together take"} every lead it would`,
        ...(typeof elsewhere === "object" && { lead: elsewhere.lead, at }),
      },
    };
  };
}

/** Score rules that no lead meets; they cost nothing but the belief that they count. */
export function neverScored(about: Case): Problem[] {
  const { rulebook, circuit, routing, over } = about;
  return rulebook.agreement.score.rules.flatMap(({ name, when }, n): Problem[] => {
    const answer = over() ? "unknown" : circuit.ask(routing.scores[n]!);
    if (answer === "possible") return [];
    const where = { path: ["score", "rules", n], severity: "warning" } as const;
    return answer === "unknown"
      ? [
          {
            ...where,
            code: "score.unproven",
            message: `whether any lead meets "${name}" could not be decided within the budget`,
          },
        ]
      : [
          {
            ...where,
            code: "score.unreachable",
            message: `no lead can meet "${name}": ${contradiction(about, when)}`,
          },
        ];
  });
}

/** The parts of a condition that exclude each other. */
function contradiction({ circuit, leads, routing, isInstant }: Case, condition: Condition): string {
  const parts = partsOf(condition);
  const lits = parts.map((part) => leads.meet(part, routing.scoring));
  const kept = new Set(enough(circuit, lits, []));
  const words = parts.filter((_, n) => kept.has(lits[n]!)).map((part) => conditionInWords(part, isInstant));
  if (words.length === 1) return `there is no lead of which ${words[0]}`;
  return `${and(words)} exclude each other`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map((name) => `"${name}"`);
  if (names.length > NAMED) shown.push(`${names.length - NAMED} more`);
  return and(shown);
}
