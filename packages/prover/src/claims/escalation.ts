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
      const after = (n: number) => loop[(i + n) % loop.length]!;
      const named = Array.from({ length: Math.min(loop.length, NAMED) }, (_, n) => after(n));
      const more = loop.length > NAMED ? [`… (${loop.length} people)`, after(loop.length - 1)] : [];
      const round = [...named, ...more, id].join(" → ");
      return {
        path: ["people", id, "manager"],
        code: "escalation.loop",
        message: `the managers above "${id}" lead back to "${id}": ${round}`,
        ...shown,
      };
    });
  });
}

/** People of a loop that are named. */
const NAMED = 10;

/** Every loop once, from whoever of it comes first in the agreement. */
function loopsOf({ agreement: { people } }: Rulebook): string[][] {
  const found: string[][] = [];
  /** On whose way up somebody was met first. */
  const met = new Map<string, string>();
  for (const start of Object.keys(people)) {
    const way: string[] = [];
    let id: string | undefined = start;
    for (; id !== undefined && people[id] && !met.has(id); id = people[id]!.manager) {
      met.set(id, start);
      way.push(id);
    }
    if (id !== undefined && met.get(id) === start) found.push(way.slice(way.indexOf(id)));
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
  const below = Map.groupBy(Object.keys(people), (id) => people[id]!.manager);
  const leadsUp = new Set<string | undefined>(loop);
  // A set that grows is walked to its end.
  for (const id of leadsUp) for (const one of below.get(id) ?? []) leadsUp.add(one);
  const managers = (route: Route) =>
    possibleOwners(rulebook, route).map(
      ({ person, team }) =>
        people[person]!.manager ?? (team === undefined ? undefined : teams[team]!.manager) ?? rulebook.topManager,
    );
  const escalatesTo = (route: Route) =>
    (sla[route.sla]?.stages ?? [])
      .flatMap(({ steps }) => steps)
      .flatMap(({ do: what, to }) => {
        if (what !== "escalate" || to === undefined) return [];
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
