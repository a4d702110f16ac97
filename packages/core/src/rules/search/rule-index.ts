import type { Condition, Facts, Literal } from "../../condition/condition.ts";
import { inTurn, type Search } from "./in-turn.ts";
import { type Branch, type Node, placeOf, tree } from "./rule-tree.ts";

/** For agreements of many rules: time hardly grows with their number. */
export const indexed: Search = { first: firstThatHolds, all: allThatHold };

/** The position of the first of many conditions that holds, without asking each; undefined when none does. */
function firstThatHolds(conditions: Condition[]): (facts: Facts) => number | undefined {
  const root = tree(conditions, true);
  const none = conditions.length;
  return unlessListed(
    (facts) => {
      const found = firstOf(root, facts, none);
      return found === none ? undefined : found;
    },
    () => inTurn.first(conditions),
  );
}

/** The positions of all conditions that hold, in their order, without asking each. */
function allThatHold(conditions: Condition[]): (facts: Facts) => number[] {
  const root = tree(conditions, false);
  return unlessListed(
    (facts) => {
      const found: number[] = [];
      collect(root, facts, found);
      return found.sort((a, b) => a - b);
    },
    () => inTurn.all(conditions),
  );
}

type Ask<Answer> = (facts: Facts) => Answer;

/** Of a list of answers rules may need several at once, which the tree takes for a contradiction: then each is asked. */
function unlessListed<Answer>(told: Ask<Answer>, inTurn: () => Ask<Answer>): Ask<Answer> {
  let each: Ask<Answer> | undefined;
  return (facts) => {
    if (!hasList(facts)) return told(facts);
    each ??= inTurn();
    return each(facts);
  };
}

function hasList(facts: Facts): boolean {
  for (const field in facts) if (typeof facts[field] === "object") return true;
  return false;
}

/** The earliest rule that holds, if it comes before `best`. */
function firstOf(node: Node, facts: Facts, best: number): number {
  for (const rule of node.rules) {
    if (rule.order >= best) break;
    if (rule.holds(facts)) {
      best = rule.order;
      break;
    }
  }
  for (const branch of node.branches) {
    if (branch.first >= best) break;
    const near = leading(branch, facts);
    if (near && near.first < best) best = firstOf(near, facts, best);
    const across = spanning(branch, facts);
    if (across && across.first < best) best = firstOf(across, facts, best);
  }
  return best;
}

function collect(node: Node, facts: Facts, found: number[]): void {
  for (const rule of node.rules) if (rule.holds(facts)) found.push(rule.order);
  for (const branch of node.branches) {
    const near = leading(branch, facts);
    if (near) collect(near, facts, found);
    const across = spanning(branch, facts);
    if (across) collect(across, facts, found);
  }
}

/** Where a branch's field leads. */
function leading(branch: Branch, facts: Facts): Node | undefined {
  const fact = facts[branch.field];
  if (branch.kind === "keys") return branch.values.get(fact as Literal | undefined);
  if (typeof fact !== "number" || Number.isNaN(fact)) return undefined;
  if (branch.kind === "range") return branch.places[placeOf(fact, branch.bounds)];
  return fact < branch.pivot ? branch.below : fact > branch.pivot ? branch.above : undefined;
}

/** Rules that take numbers on both sides. */
function spanning(branch: Branch, facts: Facts): Node | undefined {
  return branch.kind === "side" && typeof facts[branch.field] === "number" ? branch.across : undefined;
}
