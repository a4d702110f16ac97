import type { Delivery, Found, Outcome, Reference, Waiting } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import { endIncident, raiseIncident } from "../health/index.ts";
import type { Lead } from "../lead/index.ts";
import { leadOf } from "./fetching.ts";
import { complete } from "./receive.ts";
import { delaySeconds, type Relay } from "./relay.ts";

/** The sweep sends a delivery that waits to the intake queue at this distance at least. */
const UNFINISHED_MS = 60_000;
/** A provider that is busy is asked again after ten seconds, then twenty, … up to an hour; so is one whose token is to be mended. */
const retryMs = (attempts: number): number => Math.min(10_000 * 2 ** (attempts - 1), 3_600_000);

/** What a provider has not told by then, though its token is good, is for a human to look at. */
const PATIENCE_MS = 7 * 86_400_000;

/** What a reference became when the provider was asked. */
export type Answered = { reference: Reference } & (
  | { found: Found[] }
  | { problem: Waiting["state"] | "gone"; message: string }
);

/** Whether a reference still has to be asked for: a lead that has its details has been answered before. */
export async function unanswered(relay: Relay, delivery: Delivery, reference: Reference): Promise<boolean> {
  if (!reference.lead) return true;
  const lead = await relay.store.lead(leadOf(delivery, reference));
  return lead === undefined || lead.stage === "fetching";
}

/**
 * Goes on with a delivery whose references were asked for. What the provider told is done now; while it does not tell the rest,
 * the delivery waits, visibly, and is tried again.
 */
export async function fetched(
  relay: Relay,
  delivery: Delivery,
  others: Found[],
  answers: Answered[],
): Promise<Outcome> {
  const found = [...others, ...answers.flatMap((answer) => ("found" in answer ? named(answer) : []))];
  const problems = answers.flatMap((answer) => ("problem" in answer ? [answer] : []));
  if (problems.length === 0) {
    if (delivery.waiting?.state === "token") await endIncident(relay, delivery.source, "token");
    return complete(relay, delivery, { found });
  }

  const now = relay.time.now();
  for (const { reference, problem, message } of problems)
    if (reference.lead) await show(relay, leadOf(delivery, reference), problem, message, now);
  // What will come right by itself, or by a new token, is waited for; what never will, is for a human to look at.
  const since = delivery.waiting?.since ?? new Date(now).toISOString();
  const patient = now - Date.parse(since) < PATIENCE_MS;
  const waits =
    problems.find(({ problem }) => problem === "token") ??
    (patient ? problems.find(({ problem }) => problem === "later") : undefined);
  await complete(relay, delivery, { found }, { unfinished: true });
  const kept = (await relay.store.delivery(delivery.id))?.delivery ?? delivery;
  if (!waits) {
    const reason = `${delivery.provider} will not tell: ${problems[0]!.message}`;
    await relay.store.settleDelivery({ ...kept, outcome: "quarantined", reason });
    return "quarantined";
  }
  const state = waits.problem as Waiting["state"];
  const attempts = (delivery.waiting?.attempts ?? 0) + 1;
  const retryAt = now + retryMs(attempts);
  const waiting: Waiting = { state, message: waits.message, since, attempts };
  await relay.store.settleDelivery({ ...kept, outcome: "pending", waiting }, Math.max(retryAt, now + UNFINISHED_MS));
  if (state === "token") await raiseIncident(relay, delivery.source, "token", waits.message);
  const delay = delaySeconds(relay.time, retryAt);
  if (delay !== undefined)
    await relay.queues.intake([{ message: { delivery: delivery.id }, delaySeconds: delay }]).catch(() => {});
  return "pending";
}

/** A lead that a webhook named keeps the id it was listed under. */
function named({ reference, found }: { reference: Reference; found: Found[] }): Found[] {
  return found.map((item) =>
    item.kind === "lead" && reference.lead
      ? { ...item, key: reference.id, at: reference.at ?? "", fields: { ...reference.fields, ...item.fields } }
      : item,
  );
}

/** Says on a listed lead why its details are not here; written only when that changes. */
async function show(
  relay: Relay,
  id: string,
  state: Waiting["state"] | "gone",
  message: string,
  now: number,
): Promise<void> {
  for (let attempt = 0; attempt < 8; attempt++) {
    const lead = await relay.store.lead(id);
    if (lead?.stage !== "fetching" || (lead.fetching?.state === state && lead.fetching.message === message)) return;
    const since = new Date(now).toISOString();
    const next: Lead = { ...lead, revision: lead.revision + 1, fetching: { state, message, since } };
    if ((await relay.store.update(next, {})) === "done") return;
  }
  throw new BatonError("lead.busy", `Lead ${id} changed under every attempt to say why it waits.`, { status: 503 });
}
