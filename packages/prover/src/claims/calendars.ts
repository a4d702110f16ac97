import type { Route } from "@baton/core/agreement";
import { WorkingTime } from "@baton/core/calendar";
import type { Rulebook } from "@baton/core/rules";
import { possibleOwners } from "./owners.ts";
import type { Problem } from "./problem.ts";

/**
 * Calendars without any working time in the 400 days after `at` (epoch ms): no clock that runs in one would ever end.
 * Leave empties nobody's calendar.
 */
export function emptyCalendars(rulebook: Rulebook, at: number): Problem[] {
  const { calendars, people, routing, sla } = rulebook.agreement;
  return [
    ...emptyContactHours(rulebook, at),
    ...Object.entries(calendars).flatMap(([name, calendar]): Problem[] => {
      if (!new WorkingTime(calendar).isEmptyFrom(at)) return [];
      const chance = (route: Route) => {
        const runsIn = sla[route.sla]?.calendar;
        if (runsIn === undefined) return 0;
        if (runsIn !== "owner") return runsIn === name ? 1 : 0;
        const owners = possibleOwners(rulebook, route);
        return owners.filter(({ person }) => people[person]!.calendar === name).length / (owners.length || 1);
      };
      const routes = routing
        .map((route, position) => ({ position, chance: chance(route) }))
        .filter(({ chance }) => chance > 0)
        .sort((a, b) => b.chance - a.chance);
      return [
        {
          path: ["calendars", name],
          atKey: true,
          code: "calendar.empty",
          message: `calendar "${name}" has no working time in the next 400 days`,
          at,
          routes: routes.map(({ position }) => position),
        },
      ];
    }),
  ];
}

/** Policies that run in contact hours of which there are none. */
function emptyContactHours(rulebook: Rulebook, at: number): Problem[] {
  const { routing, sla } = rulebook.agreement;
  return Object.entries(sla).flatMap(([name, policy]): Problem[] =>
    policy.calendar !== "lead" || !rulebook.clockTime(policy, {}).isEmptyFrom(at)
      ? []
      : [
          {
            path: policy.contactHours ? ["sla", name, "contactHours"] : ["contactHours"],
            atKey: true,
            code: "calendar.empty",
            message: `there are no contact hours in which the clock of "${name}" could run`,
            at,
            routes: [...routing.keys()].filter((position) => routing[position]!.sla === name),
          },
        ],
  );
}
