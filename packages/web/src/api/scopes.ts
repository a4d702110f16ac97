import { BatonError } from "@baton/core/error";
import { createRoute, type RouteConfig } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { answer, failure, throttled } from "./schemas.ts";

/**
 * What a key is for. `read`: leads, sources, agreement · `report`: measures and rows · `outcomes`: telling what became of a lead ·
 * `operate`: everything that changes something, and what is kept of one person.
 */
export const scopes = ["read", "report", "outcomes", "operate"] as const;
export type Scope = (typeof scopes)[number];

/** Keys with what they are for. A key is for everything, or `KEY:read+report`. Throws `key.scopes` for a scope that there is not. */
export function readKeys(entries: readonly string[]): Map<string, ReadonlySet<Scope>> {
  return new Map(
    entries.map((entry) => {
      const [key = "", named] = entry.split(":", 2);
      const wanted = named === undefined ? scopes : named.split("+").map((name) => scopeOf(name.trim()));
      return [key, new Set<Scope>(wanted)];
    }),
  );
}

function scopeOf(name: string): Scope {
  const found = scopes.find((scope) => scope === name);
  if (!found)
    throw new BatonError("key.scopes", `An API key names the scope "${name}"; there are ${scopes.join(", ")}.`, {
      status: 500,
    });
  return found;
}

/** Lets only keys of a scope in. */
const needs =
  (scope: Scope): MiddlewareHandler<{ Variables: { scopes?: ReadonlySet<Scope> } }> =>
  async (c, next) => {
    if (!c.get("scopes")?.has(scope))
      throw new BatonError("key.scope", `This API key is not for "${scope}".`, { status: 403, details: { scope } });
    await next();
  };

/**
 * A route of the API, by the verb that generated clients call it: described with the scope that its key needs, and with what it
 * answers without.
 */
export function apiRoute<P extends string, R extends Omit<RouteConfig, "path"> & { path: P }>(
  operationId: string,
  scope: Scope,
  route: R,
): ReturnType<typeof createRoute<P, R>> {
  const described = {
    ...route,
    operationId,
    security: [{ key: [scope] }],
    middleware: needs(scope),
    responses: {
      ...route.responses,
      401: answer("There is no API key, or it is none of this service's.", failure),
      403: answer(`The API key is not for "${scope}".`, failure),
      ...throttled,
    },
  };
  // Its handler never answers what the middleware does.
  return createRoute(described) as unknown as ReturnType<typeof createRoute<P, R>>;
}
