import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { reassignAbsent } from "./absence.ts";
import { assignBacklog } from "./backlog.ts";
import { reconcileLoads } from "./reconcile-loads.ts";

/** By then no process decides by an older version any more (real ms). */
const KNOWN_EVERYWHERE_MS = 60_000;
/** Of the counted people one is looked at in each of these, so that nothing is read for all of them at once. */
const TURN_MS = 300_000;

/**
 * Has open leads follow the people: what somebody must not keep goes on, loads are made true, and what nobody has is handed out.
 * What a new version means is seen to once; from then on it costs one read for knowing so, one query for each person on leave,
 * one for the backlog, and one for one person's load.
 */
export async function rosterChanges(relay: Relay, active: Rulebook): Promise<{ handedOut: number }> {
  const settled = (await relay.store.settledVersion()) ?? 0;
  if (settled < active.version) await settle(relay, active, settled);
  else {
    await reassignAbsent(relay, active, []);
    const counted = [...active.counted];
    const turn = counted[Math.floor(relay.time.now() / TURN_MS) % counted.length];
    if (turn !== undefined) await reconcileLoads(relay, turn);
  }
  return { handedOut: await assignBacklog(relay, active) };
}

/** Sees to whom later versions do without, and whom the active one counts. */
async function settle(relay: Relay, active: Rulebook, settled: number): Promise<void> {
  // Whoever goes by an older version for another moment may still give leads to people who have gone.
  const [newest] = await relay.store.versions({ limit: 1 });
  const age = newest ? relay.time.wallMs(relay.time.now() - Date.parse(newest.appliedAt)) : 0;
  const known = newest?.version === active.version && age > KNOWN_EVERYWHERE_MS;

  const { people, teams } = active.agreement;
  const gone = new Set<string>();
  for (let version = Math.max(1, settled); version < active.version; version++) {
    const { agreement } = await relay.rulebooks.version(version);
    for (const id of Object.keys(agreement.people)) if (!people[id]) gone.add(id);
    for (const [name, team] of Object.entries(agreement.teams))
      if (teams[name]?.members.length === 0) for (const { person } of team.members) gone.add(person);
  }
  const through = await reassignAbsent(relay, active, [...gone]);
  for (const person of active.counted) await reconcileLoads(relay, person);
  if (known && through) await relay.store.settleVersion(active.version);
}
