import pMap from "p-map";
import type { Relay } from "../ports/relay.ts";
import type { Incident, IncidentKind, SourceDay } from "./model.ts";
import { operatorOf } from "./report.ts";
import { lastDelivery, silenceOf } from "./silence.ts";
import { about } from "./text.ts";

const HOUR = 3_600_000;
/** Enough to remember four weeks before a silence of four weeks. */
const READ_DAYS = 56;
/** Refusals of late from which on authentication counts as failing. */
const MANY_REFUSALS = 5;
/** Refusals in a row, in several hours, from which on it does so for a source of which little comes. */
const IN_A_ROW = 3;
const AT_ONCE = { concurrency: 10 };

export type Watching = Pick<Relay, "store" | "queues" | "rulebooks" | "time" | "log">;

/** The first UTC day that the health of a source is judged by. */
export const firstDay = (now: number): string => new Date(now - READ_DAYS * 24 * HOUR).toISOString().slice(0, 10);

/** Deliveries of the present hour and the two before it, so of two to three hours. */
function ofLate(days: readonly SourceDay[], now: number): { arrived: number; failed: number; failingSince: number } {
  const late = { arrived: 0, failed: 0, failingSince: now };
  for (const back of [0, 1, 2]) {
    const start = (Math.floor(now / HOUR) - back) * HOUR;
    const hour = new Date(start);
    const found = days.find(({ day }) => day === hour.toISOString().slice(0, 10));
    late.arrived += found?.arrived[hour.getUTCHours()] ?? 0;
    const failed = found?.failed[hour.getUTCHours()] ?? 0;
    late.failed += failed;
    if (failed > 0) late.failingSince = start;
  }
  return late;
}

/** Refusals after the hour of the last delivery that was taken, and the hours in which they came. */
function sinceArrival(days: readonly SourceDay[]): { failed: number; hours: number[] } {
  const last = lastDelivery(days);
  const late = days.flatMap(({ day, failed }) =>
    failed.map((count, hour) => ({ count, start: Date.parse(`${day}T00:00:00Z`) + hour * HOUR })),
  );
  const hours = late.filter(({ count, start }) => count > 0 && (last === undefined || start > last));
  return { failed: hours.reduce((sum, { count }) => sum + count, 0), hours: hours.map(({ start }) => start) };
}

/** What is wrong with a source now, as far as its deliveries tell. */
export function judgeSource(days: readonly SourceDay[], zone: string, now: number): Omit<Incident, "openedAt">[] {
  const late = ofLate(days, now);
  if (late.failed >= MANY_REFUSALS && late.failed > late.arrived) {
    // Not quiet besides: it delivers, and the one report says why nothing arrives.
    return [{ kind: "refused", since: new Date(late.failingSince).toISOString(), message: refusals(days, late) }];
  }
  const row = sinceArrival(days);
  if (row.failed >= IN_A_ROW && row.hours.length > 1) {
    const message = `Its last ${row.failed} deliveries failed authentication, and none was taken since.`;
    return [{ kind: "refused", since: new Date(row.hours[0]!).toISOString(), message }];
  }
  const silence = silenceOf(days, zone, now);
  if (!silence?.quiet) return [];
  return [
    {
      kind: "quiet",
      since: new Date(silence.since).toISOString(),
      message: `Usually ${about(silence.perDay)} come; since its last delivery ${Math.round(silence.missed)} would have been usual.`,
    },
  ];
}

function refusals(days: readonly SourceDay[], { arrived, failed }: { arrived: number; failed: number }): string {
  const { stale = 0, refused = 0, skewMs } = days.at(-1) ?? {};
  const clock =
    stale > refused
      ? ` Most were well signed but outside the time tolerance${skewMs === undefined ? "" : `; its clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs < 0 ? "behind" : "ahead of"} ours`}.`
      : "";
  return `Within three hours ${failed} deliveries failed authentication and ${arrived === 0 ? "none was" : arrived === 1 ? "1 was" : `${arrived} were`} taken.${clock}`;
}

/** Whether an incident is over. What the provider does not tell ends when it does, which deliveries do not show. */
function isOver({ kind, since, openedAt }: Incident, days: readonly SourceDay[], now: number): boolean {
  const last = lastDelivery(days) ?? 0;
  if (kind === "quiet") return last > Date.parse(since);
  if (kind === "token" || kind === "details" || last <= Date.parse(openedAt)) return false;
  const { arrived, failed } = ofLate(days, now);
  // Well under what opened it, so that a source on the brink is not reported again and again.
  return failed < MANY_REFUSALS || failed * 2 <= arrived;
}

/**
 * Looks at every source of the active agreement: opens and ends incidents, and queues a report of those that the operator has
 * not been told of. A report that gets lost is queued again by the next run; one that is queued twice is sent once.
 */
export async function watchSources(
  relay: Watching & Pick<Relay, "measure">,
): Promise<{ opened: number; ended: number; queued: number }> {
  const rulebook = await relay.rulebooks.active();
  const { sources, timezone } = rulebook.agreement;
  const heard = operatorOf(rulebook) !== undefined;
  const counts = { opened: 0, ended: 0, queued: 0 };
  let troubled = 0;

  const watch = async (source: string): Promise<void> => {
    const now = relay.time.now();
    const { days, incidents } = await relay.store.sourceHealth(source, firstDay(now));
    const open = new Map(incidents.map((incident) => [incident.kind, incident]));
    for (const incident of incidents) {
      if (!isOver(incident, days, now)) continue;
      open.delete(incident.kind);
      if (!(await relay.store.closeIncident(source, incident.kind, incident.openedAt))) continue;
      counts.ended += 1;
      relay.log("info", "a source has recovered", { source, incident: incident.kind });
    }
    for (const found of judgeSource(days, timezone, now)) {
      if (open.has(found.kind)) continue;
      const incident = { ...found, openedAt: new Date(now).toISOString() };
      open.set(found.kind, incident);
      if (!(await relay.store.openIncident(source, incident))) continue;
      counts.opened += 1;
      relay.log("warn", "a source needs attention", { source, incident: found.kind });
    }
    if (open.size > 0) troubled += 1;
    const untold = [...open.values()].filter(({ toldAt }) => toldAt === undefined);
    if (untold.length === 0 || !heard) return;
    await relay.queues.notices(untold.map(({ kind }) => ({ message: { source, incident: kind } })));
    counts.queued += untold.length;
  };

  await pMap(
    Object.keys(sources),
    (source) =>
      watch(source).catch((error: unknown) => {
        relay.log("error", "a source could not be watched", {
          source,
          error: error instanceof Error ? error.name : "unknown",
        });
      }),
    AT_ONCE,
  );
  relay.measure("TroubledSources", troubled);
  return counts;
}

/**
 * Opens an incident that deliveries do not tell of, and queues its report; of no effect while one of its kind is open.
 *
 * @param message one sentence without personal data or secrets
 */
export async function raiseIncident(
  relay: Watching,
  source: string,
  kind: IncidentKind,
  message: string,
): Promise<void> {
  const at = new Date(relay.time.now()).toISOString();
  if (!(await relay.store.openIncident(source, { kind, openedAt: at, since: at, message }))) return;
  relay.log("warn", "a source needs attention", { source, incident: kind });
  try {
    await relay.queues.notices([{ message: { source, incident: kind } }]);
  } catch (error) {
    relay.log("warn", "queue refused a report; the watch will follow up", {
      source,
      incident: kind,
      error: error instanceof Error ? error.name : "unknown",
    });
  }
}

/** Ends an incident that was raised, if one is open. */
export async function endIncident(relay: Watching, source: string, kind: IncidentKind): Promise<void> {
  if (await relay.store.closeIncident(source, kind))
    relay.log("info", "a source has recovered", { source, incident: kind });
}
