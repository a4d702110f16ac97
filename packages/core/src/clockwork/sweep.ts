import { isResolved } from "../calendar/resolved.ts";
import { BatonError, loggable } from "../error/index.ts";
import { delaySeconds } from "../lead/change/dispatch.ts";
import type { Relay } from "../ports/relay.ts";
import { retellAbsences } from "../roster/absences.ts";
import { planRounds } from "../rounds/plan.ts";
import { renewDates } from "./renew-dates.ts";
import { rosterChanges } from "./roster-changes.ts";

/** How far ahead a sweep looks: a little more than until the next one. */
const HORIZON_MS = 6 * 60_000;

/** So many that wait for a worker are a queue that is behind. */
const BEHIND = 1_000;

/** Messages that are sent together: some rounds of what a queue takes at once. */
const TOGETHER = 800;

/**
 * What a run does: first the clocks, which cannot wait, then the people.
 *
 * @param alive is called between the two, so that the sign of life of a run does not wait for what is left to the next one anyway
 */
export async function sweep(
  relay: Relay,
  alive: () => Promise<void> = async () => {},
): Promise<{ checks: number; deliveries: number; days: number; handedOut: number }> {
  const fed = await feed(relay);
  relay.measure("Sweeps", 1);
  await alive();
  const active = await relay.rulebooks.active().catch((error: unknown) => {
    if (error instanceof BatonError && error.code === "agreement.none") return undefined;
    throw error;
  });
  if (!active) return { ...fed, handedOut: 0 };
  const people = await rosterChanges(relay, active);
  await retellAbsences(relay, active);
  await planRounds(relay, active);
  if (!isResolved(active.agreement.resolved, relay.time.now())) await renew(relay, active.version);
  return { ...fed, ...people };
}

/** The version of which no dates could be found out; whoever mends that publishes another one. */
let stale: number | undefined;

/** Renews what is known of dates. That it fails is no reason for a sweep to: there are years left, so it is said once in a process. */
async function renew(relay: Relay, version: number): Promise<void> {
  if (version === stale) return;
  try {
    if (await renewDates(relay)) relay.log("info", "holidays and time zones found out anew", { version });
    else relay.rulebooks.renewed(version);
  } catch (error) {
    stale = version;
    relay.log("error", "holidays and time zones could not be found out anew", { version, ...loggable(error) });
  }
}

/**
 * Feeds the queues from the due index: checks and days with their exact delay, and deliveries whose process died. Reads only what is
 * due. What is overdue is lost, or waits in its queue: of a queue that is behind it waits, and is not fed a second time.
 */
async function feed(relay: Relay): Promise<{ checks: number; deliveries: number; days: number }> {
  const counts = { checks: 0, deliveries: 0, days: 0 };
  let checks: Parameters<Relay["queues"]["checks"]>[0] = [];
  let deliveries: { delivery: string }[] = [];
  let days: Parameters<Relay["queues"]["days"]>[0] = [];
  const flush = async () => {
    const [a, b, c] = [checks, deliveries, days];
    [checks, deliveries, days] = [[], [], []];
    await Promise.all([
      a.length > 0 && relay.queues.checks(a),
      b.length > 0 && relay.queues.intake(b.map((message) => ({ message }))),
      c.length > 0 && relay.queues.days(c),
    ]);
    counts.checks += a.length;
    counts.deliveries += b.length;
    counts.days += c.length;
  };
  const now = relay.time.now();
  const asked: Partial<Record<"checks" | "intake", Promise<boolean>>> = {};
  const mayWait = (queue: "checks" | "intake") => (asked[queue] ??= isBehind(relay, queue));
  for await (const { kind, id, at } of relay.store.due(now + HORIZON_MS)) {
    if (kind === "delivery") {
      if (at <= now && !(await mayWait("intake"))) deliveries.push({ delivery: id });
    } else {
      const delay = delaySeconds(relay.time, at);
      if (delay === undefined || (kind === "lead" && at <= now && (await mayWait("checks")))) continue;
      if (kind === "day") days.push({ message: { fold: id }, delaySeconds: delay });
      else {
        const dueAt = new Date(at).toISOString();
        const message =
          kind === "proposal" ? { proposal: dueAt } : kind === "round" ? { round: id, dueAt } : { lead: id, dueAt };
        checks.push({ message, delaySeconds: delay });
      }
    }
    if (checks.length + deliveries.length + days.length >= TOGETHER) await flush();
  }
  await flush();
  return counts;
}

/** Whether more waits in a queue than its workers are through with soon; false when it does not say. */
async function isBehind(relay: Relay, queue: "checks" | "intake"): Promise<boolean> {
  const waiting = await relay.queues.waiting(queue).catch((error: unknown) => {
    relay.log("warn", "a queue does not say how much waits in it", { queue, ...loggable(error) });
    return 0;
  });
  return waiting > BEHIND;
}
