import { loggable } from "../error/index.ts";
import { delaySeconds } from "../lead/change/dispatch.ts";
import type { PlannedRound } from "../ports/loop/rounds.ts";
import type { RoundMessage } from "../ports/queues.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { kindOf, roundsOf } from "./kinds.ts";

/** What there is no longer comes up once in so long, in case it is there again. */
const DORMANT_MS = 365 * 86_400_000;

/** The version for which all were planned by this process. */
let planned: Rulebook | undefined;

/** Plans the next of everything that comes round, once for each version: what is new has one, and where its time has changed it moves. */
export async function planRounds({ store, time, log }: Relay, rulebook: Rulebook): Promise<void> {
  if (planned?.version === rulebook.version && planned.agreement.people === rulebook.agreement.people) return;
  const now = time.now();
  const ids = roundsOf(rulebook);
  let all = true;
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      all = false;
      log("warn", "some of what comes round is not planned yet", loggable(error));
    }
  };
  await attempt(async () => {
    const known = await store.rounds(ids);
    // Of somebody who never works nobody else has to wait.
    for (const id of ids)
      await attempt(async () => {
        const before = known[id];
        // What is overdue is seen to first.
        if (before && Date.parse(before.due) <= now) return;
        const due = nextOf(rulebook, id, now, before && lastOf(before));
        if (!before || Date.parse(before.due) !== due) await store.planRound(id, due, before?.due);
      });
  });
  if (all) planned = rulebook;
}

/** When the last one was due, epoch ms. */
const lastOf = ({ begun, done }: PlannedRound): number | undefined => {
  const last = begun ?? done;
  return last === undefined ? undefined : Date.parse(last);
};

const nextOf = (rulebook: Rulebook, id: string, after: number, last: number | undefined): number => {
  const { kind, about } = kindOf(id);
  return kind?.next(rulebook, about, after, last) ?? after + DORMANT_MS;
};

/** Something has come round: whoever does it is queued, and the next one planned. A message that is early or old changes nothing. */
export async function beginRound(relay: Relay, { round, dueAt }: RoundMessage): Promise<void> {
  const { store, time, queues } = relay;
  const plan = (await store.rounds([round]))[round];
  if (plan?.due !== dueAt) return;
  const now = time.now();
  const due = Date.parse(dueAt);
  if (due > now) {
    const delay = delaySeconds(time, due);
    if (delay !== undefined) await queues.checks([{ message: { round, dueAt }, delaySeconds: Math.max(1, delay) }]);
    return;
  }
  const rulebook = await relay.rulebooks.active();
  const { kind } = kindOf(round);
  const begun = kind !== undefined && roundsOf(rulebook).includes(round);
  if (begun) await queues[kind.queue]([{ message: { round, dueAt } }]);
  await store.planRound(round, nextOf(rulebook, round, now, begun ? due : lastOf(plan)), dueAt, { begun });
}
