import type { BoardRole } from "@baton/core/board";

const leading = ["manager", "marketer", "operator"] as const;
const operator = ["operator"] as const;
const everybody = ["rep", "manager", "marketer", "operator"] as const;

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
  "GET /agreement": leading,
  "POST /agreement": leading,
  "GET /agreement/versions/:version": leading,
  "GET /sheet": leading,
  "GET /review": leading,
  "POST /review": leading,
  "GET /sources": operator,
  "POST /sources": operator,
  "GET /sources/replay": operator,
  "GET /sources/deliveries/:id": operator,
} as const satisfies Record<`${"GET" | "POST"} /${string}`, readonly BoardRole[]>;

export type BoardRoute = keyof typeof access;

/** Whether one of somebody's roles may. */
export const mayUse = (route: BoardRoute, roles: readonly BoardRole[]): boolean =>
  access[route].some((role) => roles.includes(role));
