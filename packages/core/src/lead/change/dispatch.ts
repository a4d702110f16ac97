import { loggable } from "../../error/index.ts";
import type { LoadChange } from "../../ports/loads.ts";
import type { Relay } from "../../ports/relay.ts";
import type { Time } from "../../ports/runtime.ts";
import { mayWait } from "../../rules/targets.ts";
import { nextStep } from "../due.ts";
import type { Lead } from "../lead.ts";
import type { Draft } from "./draft.ts";

/** What names a lead in the log: its id, and the delivery it came with, by which all that was logged of it is found. */
export const idsOf = ({ id, delivery }: Pick<Lead, "id" | "delivery">) => ({ lead: id, delivery });

/** The longest delay SQS takes; what lies further ahead is fed by the sweep. */
export const LONGEST_DELAY_SECONDS = 900;

/** Seconds to delay a message that is for an instant, rounded up so that it is never early; undefined when it is too far ahead. */
export function delaySeconds(time: Time, instant: number): number | undefined {
  const seconds = Math.ceil(Math.max(0, time.wallMs(Math.max(0, instant - time.now()))) / 1000);
  return seconds <= LONGEST_DELAY_SECONDS ? seconds : undefined;
}

/** Who has room for one more, as far as there are rules that have leads wait for that. */
async function roomMade({ rulebooks }: Relay, loads: readonly LoadChange[]): Promise<string[]> {
  const freed = loads.flatMap(({ of, change }) => (change < 0 ? [of] : []));
  if (freed.length === 0) return [];
  const { routing } = (await rulebooks.active()).agreement;
  return routing.some(mayWait) ? [...new Set(freed)] : [];
}

/**
 * Queues what a committed lead needs next: its new notices and, when it is near and was not so before, the check of its next step. Answers
 * whether the queues took them. If not, nothing is lost: the lead is in the due index and the sweep comes by, as it does for
 * notices that nobody has sent.
 */
export async function dispatch(
  relay: Relay,
  { before, lead, notices, facts, loads }: Pick<Draft, "before" | "lead" | "notices" | "facts" | "loads">,
): Promise<boolean> {
  const next = nextStep(lead);
  const moved = before === undefined || nextStep(before) !== next;
  const delay = next === undefined || !moved ? undefined : delaySeconds(relay.time, next);
  const room = await roomMade(relay, loads);
  if (notices.length + facts.length + room.length === 0 && delay === undefined) return true;
  const sent = await Promise.allSettled([
    notices.length > 0
      ? relay.queues.notices(notices.map((notice) => ({ message: { lead: lead.id, notice } })))
      : undefined,
    delay === undefined && room.length === 0
      ? undefined
      : relay.queues.checks([
          ...(delay === undefined
            ? []
            : [{ message: { lead: lead.id, dueAt: new Date(next!).toISOString() }, delaySeconds: delay }]),
          ...room.map((freed) => ({ message: { freed }, delaySeconds: 0 })),
        ]),
  ]);
  for (const result of sent) {
    if (result.status === "rejected")
      relay.log("warn", "queue refused a message; the sweep will follow up", {
        ...idsOf(lead),
        ...loggable(result.reason),
      });
  }
  const queued = sent.every(({ status }) => status === "fulfilled");
  if (queued) {
    relay.log("info", "lead followed up", {
      ...idsOf(lead),
      revision: lead.revision,
      leadStage: lead.stage,
      did: facts.map(({ fact }) => fact.is),
      notices,
    });
  }
  return queued;
}
