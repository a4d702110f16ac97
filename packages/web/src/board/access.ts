import type { BoardRole } from "@baton/core/board";

const operator = ["operator"] as const;
const everybody = ["rep", "manager", "marketer", "operator"] as const;
const managing = ["manager", "operator"] as const;
const overseeing = ["manager", "marketer", "operator"] as const;
const campaigning = ["marketer", "operator"] as const;

/**
 * Who may open which page and send which of its forms. What is not here is not served: routes are made of these lines. Of one lead, who
 * sees how much of it is `sightOf` of core's board.
 */
export const access = {
  "GET /now": everybody,
  "POST /now": everybody,
  "GET /leads/:id": everybody,
  "POST /leads/:id": everybody,
  "GET /search": everybody,
  "GET /people": managing,
  "POST /people": managing,
  "GET /people/:person": managing,
  "POST /people/:person": managing,
  "GET /accounts/:domain": overseeing,
  "GET /campaigns": overseeing,
  "POST /campaigns": campaigning,
  "GET /campaigns/:id": overseeing,
  "POST /campaigns/:id": campaigning,
  "GET /campaigns/:id/leads": campaigning,
  "POST /campaigns/:id/leads": campaigning,
  "GET /agreement": overseeing,
  "POST /agreement": overseeing,
  "GET /agreement/versions/:version": overseeing,
  "GET /sheet": overseeing,
  "GET /review": overseeing,
  "POST /review": overseeing,
  "GET /sources": operator,
  "POST /sources": operator,
  "GET /sources/replay": operator,
  "GET /sources/deliveries/:id": operator,
} as const satisfies Record<`${"GET" | "POST"} /${string}`, readonly BoardRole[]>;

export type BoardRoute = keyof typeof access;

/** Whether one of somebody's roles may. */
export const mayUse = (route: BoardRoute, roles: readonly BoardRole[]): boolean =>
  access[route].some((role) => roles.includes(role));
