import type { Route } from "@baton/core/agreement";
import { union } from "@baton/core/calendar";
import type { Rulebook } from "@baton/core/rules";
import { HORIZON_MS } from "./horizon.ts";
import { possibleOwners } from "./owners.ts";
import type { Problem } from "./problem.ts";

/**
 * People whose managers lead back to themselves, each with the whole loop. What shows it is an instant in the 400 days
 * after `at` (epoch ms) at which nobody of the loop is on duty, if there is one: then an escalation goes round.
 */
export function escalationLoops(rulebook: Rulebook, at: number): Problem[] {
  return loopsOf(rulebook).flatMap((loop) => {
    const shown = { ...nobodyOnDuty(rulebook, loop, at), routes: routesInto(rulebook, loop) };
    return loop.map((id, i): Problem => {
      const round = [...loop.slice(i), ...loop.slice(0, i), id].join(" → ");
      return {
        path: ["people", id, "manager"],
        code: "escalation.loop",
        message: `the managers above "${id}" lead back to "${id}": ${round}`,
        ...shown,
      };
    });
  });
}

function loopsOf(rulebook: Rulebook): string[][] {
  const { people } = rulebook.agreement;
  const found: string[][] = [];
  for (const id of Object.keys(people)) {
    const chain = [id, ...rulebook.managersAbove(id)];
    if (people[chain.at(-1)!]!.manager === id && !found.some((loop) => loop.includes(id))) found.push(chain);
  }
  return found;
}

function nobodyOnDuty(rulebook: Rulebook, people: string[], at: number): { at?: number } {
  const end = at + HORIZON_MS;
  // On duty lasts a millisecond longer than working time.
  const duty = union(
    people.flatMap((id) =>
      [...rulebook.workingTime(id).intervals(at - 1, end)].map(([from, to]): [number, number] => [from, to + 1]),
    ),
  );
  const running = duty.find(([from, to]) => from <= at && at < to);
  const first = running ? running[1] : at;
  return first < end ? { at: first } : {};
}

/**
 * Rules that can bring a lead to somebody in the loop, or to somebody below who leads up to it; those first whose policy escalates
 * there.
 */
function routesInto(rulebook: Rulebook, loop: string[]): number[] {
  const { people, teams, routing, sla } = rulebook.agreement;
  const leadsUp = new Set<string | undefined>(
    Object.keys(people).filter((id) => [id, ...rulebook.managersAbove(id)].some((above) => loop.includes(above))),
  );
  const managers = (route: Route) =>
    possibleOwners(rulebook, route).map(
      ({ person, team }) =>
        people[person]!.manager ?? (team === undefined ? undefined : teams[team]!.manager) ?? rulebook.topManager,
    );
  const escalatesTo = (route: Route) =>
    sla[route.sla]!.stages.flatMap(({ steps }) => steps).flatMap(({ to }) => {
      if (to === undefined) return [];
      if (teams[to]) return [teams[to].manager];
      return to === "manager" ? managers(route) : [to];
    });
  const comesThere = (asked: (string | undefined)[]) => asked.some((id) => leadsUp.has(id));
  return routing
    .map((route, position) => ({ position, sure: comesThere(escalatesTo(route)), route }))
    .filter(({ sure, route }) => sure || comesThere(managers(route)))
    .sort((a, b) => Number(b.sure) - Number(a.sure))
    .map(({ position }) => position);
}
