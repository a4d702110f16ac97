import { YEARS_AFTER, YEARS_BEFORE } from "../calendar/resolved.ts";
import { type KnownOffsets, offsetsBetween } from "../zone/index.ts";
import type { Agreement } from "./model.ts";

/**
 * The agreement with the offsets of its time zones around an instant (epoch ms), for the years for which it has holidays too, so
 * that nothing at run time need ask the runtime for them.
 */
export function withZones<A extends Pick<Agreement, "timezone" | "calendars" | "people" | "rotas">>(
  agreement: A,
  at: number,
): A {
  const { timezone, calendars, people, rotas = {} } = agreement;
  const zones = new Set([
    timezone,
    ...[...Object.values(calendars), ...Object.values(people), ...Object.values(rotas).map(({ hours }) => hours)].map(
      (one) => one.timezone,
    ),
  ]);
  const year = new Date(at).getUTCFullYear();
  const [from, to] = [Date.UTC(year - YEARS_BEFORE, 0, 1), Date.UTC(year + YEARS_AFTER + 1, 0, 1)];
  const known = [...zones].flatMap((zone): [string, KnownOffsets][] => {
    const offsets = zone === undefined || zone === "UTC" ? undefined : offsetsBetween(zone, from, to);
    return offsets ? [[zone!, offsets]] : [];
  });
  return { ...agreement, zones: Object.fromEntries(known) };
}
