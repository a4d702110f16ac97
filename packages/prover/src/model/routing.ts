import type { Agreement, Route } from "@baton/core/agreement";
import { type Condition, testsOf } from "@baton/core/condition";
import { spelledOut } from "@baton/core/rules";
import type { Circuit, Lit } from "./circuit.ts";
import { type Asked, distinct, type Leads } from "./leads.ts";
import { type Scoring, scoring } from "./scoring.ts";
import type { Touching } from "./touches.ts";

/** The routing of an agreement as the solver sees it. */
export interface Routing {
  /** Every test of its conditions: they settle which rule takes a lead. */
  tests: Asked[];
  /** Whether each rule's condition holds. */
  meets: Lit[];
  /** Whether each rule is the one that takes the lead. */
  takes: Lit[];
  /** Whether no rule takes it. */
  uncovered: Lit;
  /** Whether each score rule holds. */
  scores: Lit[];
  scoring: Scoring;
}

/** Every condition of an agreement that is about leads. */
export const conditionsOf = (agreement: Agreement): Condition[] => [
  ...agreement.score.rules.map(({ when }) => when),
  ...agreement.routing.map((route) => whenOf(agreement, route)),
];

/** A rule's condition, with what segments and motions mean in it. */
export const whenOf = (agreement: Agreement, { when }: Pick<Route, "when">): Condition => spelledOut(when, agreement);

/** @param like the routing of an agreement that scores alike, if there is one */
export function routingOf(
  circuit: Circuit,
  leads: Leads,
  touching: Touching,
  agreement: Agreement,
  like?: Pick<Routing, "scores" | "scoring">,
): Routing {
  const { score } = agreement;
  const routing = agreement.routing.map((route) => ({ when: whenOf(agreement, route) }));
  const scores = like?.scores ?? score.rules.map(({ when }) => leads.meet(when));
  const scored = like?.scoring ?? scoring(circuit, score, scores, touching);
  const meets = routing.map(({ when }) => leads.meet(when, scored));
  let none: Lit = circuit.yes;
  const takes = meets.map((meets) => {
    const taken = circuit.and([none, meets]);
    none = circuit.and([none, -meets]);
    return taken;
  });
  const tests = distinct(routing.flatMap(({ when }) => testsOf(when))).map((test) => ({
    test,
    lit: leads.meet(test, scored),
  }));
  return { tests, meets, takes, uncovered: none, scores, scoring: scored };
}
