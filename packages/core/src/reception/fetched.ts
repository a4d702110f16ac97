import type { Delivery, Found, Outcome, Reference, Waiting } from "../delivery/index.ts";
import { endIncident, raiseIncident } from "../health/watch.ts";
import { alreadyThere } from "../intake/enquiry.ts";
import { leadOf, listReference } from "../intake/fetching.ts";
import { complete, release, resume } from "../intake/receive.ts";
import type { TaskResult } from "../intake/task.ts";
import { delaySeconds } from "../lead/change/dispatch.ts";
import { note, notify } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import type { Relay } from "../ports/relay.ts";

/** The sweep sends a delivery that waits to the intake queue at this distance at least. */
const UNFINISHED_MS = 60_000;
/** A provider that is busy is asked again after ten seconds, then twenty, … up to an hour; so is one whose token is to be mended. */
const retryMs = (attempts: number): number => Math.min(10_000 * 2 ** (attempts - 1), 3_600_000);

/** What a provider has not told by then, though its token is good, is for a human to look at. */
const PATIENCE_MS = 7 * 86_400_000;

/** A provider that has not told for so long is reported. */
const SLOW_MS = 6 * 3_600_000;

/** What a reference became when the provider was asked. `known`: it was not, because this came of it before. */
export type Answered = { reference: Reference } & (
  | { found: Found[] }
  | { known: TaskResult }
  | { problem: Waiting["state"] | "gone"; message: string }
);

/**
 * What came of a reference before; undefined when it still has to be asked for. A lead that has its details, or is told in another
 * one's story, has been answered.
 */
export async function answered(
  relay: Relay,
  delivery: Delivery,
  reference: Reference,
): Promise<TaskResult | undefined> {
  if (!reference.lead) return undefined;
  const lead = await relay.store.lead(leadOf(delivery, reference));
  if (!lead || lead.stage === "fetching") return undefined;
  if (lead.closed?.as !== "merged" || lead.closed.into === undefined) return alreadyThere(relay, lead);
  const joined = await relay.store.lead(lead.closed.into);
  const told = !joined || joined.joined?.includes(lead.id);
  return told ? { outcome: "touch", lead: lead.id } : undefined;
}

/**
 * Goes on with a delivery whose references were asked for. What the provider told is done now; while it does not tell the rest,
 * the delivery waits, visibly, and is tried again.
 */
export async function fetched(relay: Relay, kept: Delivery, others: Found[], answers: Answered[]): Promise<Outcome> {
  const delivery = await listed(relay, release(relay, kept), answers);
  const told = answers.flatMap((answer) => ("found" in answer ? [answer] : []));
  const known = answers.flatMap((answer) => ("known" in answer ? [answer.known] : []));
  const problems = answers.flatMap((answer) => ("problem" in answer ? [answer] : []));
  await endIncidents(relay, delivery.source, told.length > 0, problems);
  const found = [...others, ...told.flatMap(named)];
  if (problems.length === 0) return complete(relay, delivery, { found }, known);

  const now = relay.time.now();
  const progress = told.length > 0;
  const since = (progress ? undefined : delivery.waiting?.since) ?? new Date(now).toISOString();
  const waitedMs = now - Date.parse(since);
  // What will come right by itself, or by a new token, is waited for; what never will, is for a human to look at.
  const waits =
    problems.find(({ problem }) => problem === "token") ??
    (waitedMs < PATIENCE_MS ? problems.find(({ problem }) => problem === "later") : undefined);
  for (const { reference, problem, message } of problems)
    if (reference.lead) await show(relay, leadOf(delivery, reference), waits ? problem : "gone", message);
  const done = { ...delivery, leads: (await resume(relay, delivery, found, known)).leads };
  if (!waits) {
    const reason = `${delivery.provider} will not tell: ${problems[0]!.message}`;
    await relay.store.settleDelivery({ ...done, outcome: "quarantined", reason });
    await raiseIncident(relay, delivery.source, "details", problems[0]!.message);
    return "quarantined";
  }
  const state = waits.problem as Waiting["state"];
  const attempts = progress ? 1 : (delivery.waiting?.attempts ?? 0) + 1;
  const retryAt = now + retryMs(attempts);
  const waiting: Waiting = { state, message: waits.message, since, attempts };
  await relay.store.settleDelivery({ ...done, outcome: "pending", waiting }, Math.max(retryAt, now + UNFINISHED_MS));
  if (state === "token" || waitedMs > SLOW_MS)
    await raiseIncident(relay, delivery.source, state === "token" ? "token" : "details", waits.message);
  const delay = delaySeconds(relay.time, retryAt);
  if (delay !== undefined)
    await relay.queues.intake([{ message: { delivery: delivery.id }, delaySeconds: delay }]).catch(() => {});
  return "pending";
}

/** The delivery with all its leads listed: a crash may have come before they were. */
async function listed(relay: Relay, delivery: Delivery, answers: Answered[]): Promise<Delivery> {
  const missing = answers
    .map(({ reference }) => reference)
    .filter((reference) => reference.lead && !delivery.leads.includes(leadOf(delivery, reference)));
  if (missing.length === 0) return delivery;
  return { ...(await listReference(relay, delivery, missing)), outcome: delivery.outcome };
}

/** Whoever says that it has no such thing has let us in too; whoever tells has no other problem either. */
async function endIncidents(
  relay: Relay,
  source: string,
  tells: boolean,
  problems: { problem: Waiting["state"] | "gone" }[],
): Promise<void> {
  const letIn = tells || problems.some(({ problem }) => problem === "gone");
  if (letIn && !problems.some(({ problem }) => problem === "token")) await endIncident(relay, source, "token");
  if (tells && problems.length === 0) await endIncident(relay, source, "details");
}

/** A lead that a webhook named keeps the id it was listed under. */
function named({ reference, found }: { reference: Reference; found: Found[] }): Found[] {
  return found.map((item) =>
    item.kind === "lead" && reference.lead
      ? { ...item, key: reference.id, at: reference.at ?? "", fields: { ...reference.fields, ...item.fields } }
      : item,
  );
}

/** Says on a listed lead why its details are not here; written only when that changes. When they never will be, the manager hears. */
async function show(relay: Relay, id: string, state: Waiting["state"] | "gone", message: string): Promise<void> {
  const { topManager } = await relay.rulebooks.active();
  await edit(relay, id, (draft) => {
    const { lead, now } = draft;
    if (lead.stage !== "fetching" || (lead.fetching?.state === state && lead.fetching.message === message)) return;
    lead.fetching = { state, message, since: new Date(now).toISOString() };
    note(draft, { is: "fetch.failed", state }, { words: { message } });
    if (state === "gone" && topManager !== undefined) notify(draft, { kind: "unowned", to: topManager });
  });
}
