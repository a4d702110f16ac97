import type { Route, Split } from "../agreement/model.ts";
import { calendarMs } from "../duration/index.ts";

/** Whom leads go to: a person, a team or who stands for one, or teams that share them. */
export type Target = string | readonly Split[];

/** Whom a rule's lead can go to by now, and until when it waits for them before others come into it, epoch ms. */
export interface Reach {
  targets: Target[];
  until: number | undefined;
}

/** What of a rule's targets a lead that was received at `since` can go to at `now`, both epoch ms. */
export function reachOf(route: Pick<Route, "to" | "else">, since: number, now: number): Reach {
  const targets: Target[] = [route.to];
  let until = since;
  for (const one of route.else) {
    if (typeof one === "string") targets.push(one);
    else {
      until += calendarMs(one.wait);
      if (until > now) return { targets, until };
    }
  }
  return { targets, until: undefined };
}

/** Everybody a rule names, however long that may take. */
export const everyTarget = (route: Pick<Route, "to" | "else">): Target[] =>
  reachOf(route, 0, Number.POSITIVE_INFINITY).targets;

/** The people and teams that targets name. */
export const namesIn = (targets: readonly Target[]): string[] =>
  targets.flatMap((target) => (typeof target === "string" ? [target] : target.map(({ team }) => team)));

/** Whether a rule may have its leads wait. */
export const mayWait = ({ else: others }: Pick<Route, "else">): boolean =>
  others.some((one) => typeof one !== "string");
