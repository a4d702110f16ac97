import type { CountedValue, Incident, SourceDay } from "@baton/core/health";
import type { HealthStore } from "@baton/core/ports";
import { copy } from "./copy.ts";

/** The health of sources in maps of one process; for the rest see `memory-store.ts`. */
export function memoryHealth(): HealthStore {
  const days = new Map<string, SourceDay>();
  const incidents = new Map<string, { incident: Incident; closed?: true; claimedUntil?: number }>();
  const unnamed = new Map<string, CountedValue>();
  const open = (source: string, kind: string, openedAt?: string) => {
    const found = incidents.get(`${source} ${kind}`);
    return found && !found.closed && (openedAt === undefined || found.incident.openedAt === openedAt)
      ? found
      : undefined;
  };

  return {
    async countDelivery(source, { at, what, test, skewMs, count = 1 }) {
      await Promise.resolve();
      const instant = new Date(at).toISOString();
      const [day, hour] = [instant.slice(0, 10), new Date(at).getUTCHours()];
      const counts = days.get(`${source} ${day}`) ?? empty(day);
      days.set(`${source} ${day}`, counts);
      const failed = what === "refused" || what === "stale";
      if (what === "tooLarge") counts.tooLarge += count;
      else if (what === "taken" && test) counts.tests += count;
      else {
        counts[what] += count;
        (failed ? counts.failed : counts.arrived)[hour]! += count;
      }
      counts[failed || what === "tooLarge" ? "lastFailedAt" : "lastAt"] = instant;
      if (skewMs !== undefined) counts.skewMs = Math.round(skewMs);
    },

    async countUnnamed(source, day, values) {
      await Promise.resolve();
      for (const { field, value, count } of values) {
        const key = `${source} ${day}#${field}#${value}`;
        unnamed.set(key, { field, value, count: (unnamed.get(key)?.count ?? 0) + count });
      }
    },

    async unnamedValues(source, sinceDay, most) {
      await Promise.resolve();
      return [...unnamed]
        .filter(([key]) => key.startsWith(`${source} `) && key.slice(source.length + 1) >= sinceDay)
        .sort(([a], [b]) => (a < b ? 1 : -1))
        .slice(0, most)
        .map(([, value]) => ({ ...value }));
    },

    async sourceHealth(source, sinceDay) {
      await Promise.resolve();
      const all = [...days]
        .filter(([key]) => key.startsWith(`${source} `))
        .map(([, day]) => day)
        .sort((a, b) => (a.day < b.day ? -1 : 1));
      const since = all.filter(({ day }) => day >= sinceDay);
      return copy({
        days: since.length > 0 ? since : all.slice(-1),
        incidents: [...incidents]
          .filter(([key, { closed }]) => key.startsWith(`${source} `) && !closed)
          .map(([, { incident }]) => incident)
          .sort((a, b) => (a.kind < b.kind ? -1 : 1)),
      });
    },

    async openIncident(source, incident) {
      await Promise.resolve();
      if (open(source, incident.kind)) return false;
      incidents.set(`${source} ${incident.kind}`, { incident: copy(incident) as Incident });
      return true;
    },

    async closeIncident(source, kind, openedAt) {
      await Promise.resolve();
      const found = open(source, kind, openedAt);
      if (found) found.closed = true;
      return found !== undefined;
    },

    async claimIncident(source, { kind, openedAt }, { now, until }) {
      await Promise.resolve();
      const found = open(source, kind, openedAt);
      if (!found || found.incident.toldAt !== undefined || (found.claimedUntil ?? 0) > now) return false;
      found.claimedUntil = until;
      return true;
    },

    async incidentTold(source, { kind, openedAt }, at) {
      await Promise.resolve();
      const found = incidents.get(`${source} ${kind}`);
      if (found?.incident.openedAt === openedAt) found.incident.toldAt = new Date(at).toISOString();
    },
  };
}

const empty = (day: string): SourceDay => ({
  day,
  taken: 0,
  quarantined: 0,
  refused: 0,
  stale: 0,
  tooLarge: 0,
  tests: 0,
  arrived: Array(24).fill(0),
  failed: Array(24).fill(0),
});
