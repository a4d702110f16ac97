import { type Agreement, type Commitment, type Goal, JUDGED, type Length, type Target } from "../agreement/model.ts";
import { type Side, sides } from "../facts/codes.ts";
import type { AgreementStore } from "../ports/agreements.ts";
import type { AskStore } from "../ports/loop/asks.ts";
import { figureOf } from "./figures.ts";
import { judgedFigure } from "./judged.ts";
import type { Figure } from "./model.ts";
import type { Numbers } from "./numbers.ts";
import type { Period } from "./periods.ts";

/** Something that was promised: by one side, or by both, as a goal is. */
export interface Promised {
  /** By which its figures are kept: `sales/Quick first answers`. */
  id: string;
  side: Side | undefined;
  per: Length;
  target: Target & Pick<Commitment, "needs"> & Partial<Pick<Goal, "owners">>;
}

/** Everything that was promised in an agreement. */
export const promisedIn = ({ commitments, goals = [] }: Agreement): Promised[] => [
  ...sides.flatMap((side) =>
    commitments[side].map((target): Promised => ({ id: `${side}/${target.name}`, side, per: target.per, target })),
  ),
  ...goals.map((target): Promised => ({ id: `goals/${target.name}`, side: undefined, per: target.per, target })),
];

/** What is known today of a promise in a period. */
export const figureAsOf = async (
  store: Pick<AskStore, "asksAbout"> & Pick<AgreementStore, "versions">,
  numbers: Numbers,
  { side, target }: Promised,
  period: Period,
  zone: string,
): Promise<Figure> =>
  target.measure === JUDGED && side !== undefined
    ? judgedFigure(store, side, period, target.name, zone)
    : figureOf(numbers, target, period, side);
