import { createHash } from "node:crypto";
import type { Settled } from "../ports/agreements.ts";
import type { Relay } from "../ports/relay.ts";
import { awayUntil } from "../rules/people/availability.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { reassignAbsent } from "./absence.ts";
import { assignBacklog } from "./backlog.ts";
import { reconcileLoads } from "./reconcile-loads.ts";
import { byTurns } from "./turns.ts";

/** By then no process decides by an older roster any more (real ms). */
const KNOWN_EVERYWHERE_MS = 60_000;
/** Leads of people on leave are looked at again after this, should one have come to them in a way of its own. */
const AGAIN_MS = 3_600_000;

/**
 * Has open leads follow the people: what somebody must not keep goes on, loads are made true, and what nobody has is handed out.
 * A change of the roster is seen to twice, as not everybody knows at once; from then on the leads of people on leave are read once
 * an hour, and when whoever asked us to wait has waited. Else a run costs one read for knowing so, the backlog's, and those of one
 * person's load.
 */
export async function rosterChanges(relay: Relay, active: Rulebook): Promise<{ handedOut: number }> {
  const now = relay.time.now();
  const settled = await relay.store.settled();
  const away = Object.keys(active.agreement.people).flatMap((id) => {
    const until = awayUntil(active, id, now);
    return until === undefined ? [] : [{ id, until }];
  });
  const roster = digestOf(active, away);
  if (settled?.roster !== roster || settled.until === undefined || Date.parse(settled.until) <= now)
    await settle(relay, active, { settled, roster, away: away.map(({ id }) => id), now });
  // One of the counted people, so that nothing is read for all of them at once.
  const [turn] = byTurns([...active.counted], now);
  if (turn !== undefined) await reconcileLoads(relay, active, turn);
  return { handedOut: await assignBacklog(relay, active) };
}

const digestOf = (active: Rulebook, away: { id: string; until: string }[]): string =>
  createHash("sha256")
    .update(JSON.stringify([active.version, away.map(({ id, until }) => [id, until])]))
    .digest("base64url");

/** Sees to who is on leave, whom later versions do without, and whom the active one counts. */
async function settle(
  relay: Relay,
  active: Rulebook,
  { settled, roster, away, now }: { settled: Settled | undefined; roster: string; away: string[]; now: number },
): Promise<void> {
  const version = settled?.version ?? 0;
  const { gone, uncounted } = await differences(relay, active, version);
  // By turns, so that nobody waits for ever behind those who have more than a sweep can look at.
  const people = byTurns([...new Set([...gone, ...away])], now);
  const { through, until } = await reassignAbsent(relay, active, people);
  for (const person of uncounted) await reconcileLoads(relay, active, person);
  if (!through) return;
  const since = settled?.roster === roster ? settled.since : new Date(now).toISOString();
  const known = relay.time.wallMs(now - Date.parse(since)) > KNOWN_EVERYWHERE_MS;
  if (!known) return relay.store.settle({ version, roster, since });
  // Who is gone is known by the versions between: one of theirs may have to be looked at again.
  const done = gone.size === 0 || until === Number.POSITIVE_INFINITY ? active.version : version;
  const again = new Date(Math.min(until, now + AGAIN_MS)).toISOString();
  await relay.store.settle({ version: done, roster, since, until: again });
}

/** Who is not in the active version, or not in their team, but in one since another; and whom one of these did not count. */
async function differences(relay: Relay, active: Rulebook, since: number) {
  const { people, teams } = active.agreement;
  const gone = new Set<string>();
  const uncounted = new Set<string>();
  for (let version = Math.max(1, since); version < active.version; version++) {
    const { agreement, counted } = await relay.rulebooks.version(version);
    for (const id of Object.keys(agreement.people)) if (!people[id]) gone.add(id);
    for (const [name, team] of Object.entries(agreement.teams))
      if (teams[name]?.members.length === 0) for (const { person } of team.members) gone.add(person);
    for (const id of active.counted) if (!counted.has(id)) uncounted.add(id);
  }
  return { gone, uncounted };
}
