import { type Condition, compile, type Facts } from "../../condition/condition.ts";

/** How the rules that hold are found among many. Positions are those in the list given. */
export interface Search {
  /** The first one that holds; undefined when none does. */
  first(conditions: Condition[]): (facts: Facts) => number | undefined;
  /** All that hold, in order. */
  all(conditions: Condition[]): (facts: Facts) => number[];
}

/** For agreements of few rules: each is asked in turn, which needs no index to be loaded and built. */
export const inTurn: Search = {
  first(conditions) {
    const rules = conditions.map(compile);
    return (facts) => {
      const found = rules.findIndex((holds) => holds(facts));
      return found === -1 ? undefined : found;
    };
  },
  all(conditions) {
    const rules = conditions.map(compile);
    return (facts) => rules.flatMap((holds, i) => (holds(facts) ? [i] : []));
  },
};
