import { prettifyError } from "zod";
import type { Agreement, CrmAnswer } from "../agreement/model.ts";
import { sideOf } from "../agreement/side.ts";
import { type DealChange, keyedLeadId, type MadeInCrm, type Who } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import type { DealState } from "../facts/codes.ts";
import { countUnnamed } from "../health/count.ts";
import type { Task, TaskResult } from "../intake/task.ts";
import { identifyWho, personWith } from "../person/identify.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { cutText } from "../text/index.ts";
import { masked } from "../text/mask.ts";
import { joinDeal } from "./join.ts";
import { meaningOf, notTheCrm } from "./meaning.ts";
import { recordOutcome } from "./report.ts";
import { outcomeOf, type SaidOutcome, saidOutcome } from "./said.ts";
import { addSelfSourced } from "./self-sourced.ts";

/** So old at most a deal is that somebody has just made. */
const NEW_MS = 86_400_000;
/** Of a reason that people typed. */
const LONGEST_REASON = 60;

/** Another system tells what became of a deal. What cannot be read of it waits in quarantine, and says why. */
export async function recordDeal(
  relay: Relay,
  rulebook: Rulebook,
  { found, delivery }: Task<DealChange>,
): Promise<TaskResult> {
  const read = saidOutcome.safeParse(found.said);
  if (!read.success) return { outcome: "quarantined", reason: `The deal cannot be read: ${prettifyError(read.error)}` };
  const { agreement } = rulebook;
  if (found.crm && agreement.crm?.source !== delivery.source) return notTheCrm;
  const by = found.crm?.by && personWith(agreement, found.crm.by);
  try {
    const said = found.crm ? await asAgreed(relay, rulebook, delivery.source, read.data, found.crm) : read.data;
    const { who = said.person, opened, automatic, names } = found.crm ?? {};
    const place = said.deal === undefined ? undefined : await relay.store.deal(said.deal);
    if (names && place && "lead" in place) return { outcome: "ignored", reason: "It is known whose deal this is." };
    const isNew = opened === undefined || Date.parse(said.at) - Date.parse(opened) <= NEW_MS;
    if (found.crm && by && who && !place && isNew && !automatic) await findOwn(relay, rulebook, said, who, by);
    // Whoever only says whose it is does not know how it stands.
    const stands = names && place && "lone" in place ? place.lone.deal : undefined;
    const { lead } = await recordOutcome(relay, {
      ...outcomeOf(stands ? { ...said, state: stands.state, at: stands.at } : said, found.crm ? "crm" : "webhook"),
      ...(who && { who }),
      ...(by && { by }),
      ...(opened !== undefined && { opened: Date.parse(opened) }),
      ...(automatic && { settles: false }),
    });
    return { outcome: "touch", ...(lead !== null && { lead }) };
  } catch (error) {
    return refused(error, "quarantined");
  }
}

/** A new deal of ours with somebody of whom nothing is known is one that sales found itself. */
async function findOwn(
  relay: Relay,
  rulebook: Rulebook,
  { deal, at }: SaidOutcome,
  who: Who,
  by: string,
): Promise<void> {
  if (deal === undefined) return;
  const met = await identifyWho(relay, who);
  if (met.person || (await joinDeal(relay, rulebook, met, Date.parse(at))).found !== "none") return;
  const { email, phone, name } = who;
  await addSelfSourced(relay, { by, fields: { email, phone, name }, only: "unknown" }).catch((error: unknown) => {
    // Somebody else was told of it at the same time.
    if (!(error instanceof BatonError) || !/^lead\.(open|known)$/.test(error.code)) throw error;
  });
}

/** A deal as the agreement understands the CRM's words. Where the CRM has one currency it names none: then it is the agreement's. */
async function asAgreed(
  relay: Relay,
  { agreement }: Rulebook,
  source: string,
  said: SaidOutcome,
  { stage, reason }: NonNullable<DealChange["crm"]>,
): Promise<SaidOutcome> {
  const { status } = agreement.crm!;
  const byStage = stage === undefined ? undefined : meaningOf(status, stage);
  const byReason = reason === undefined ? undefined : meaningOf(status, reason);
  const lost = [byReason, byStage].find((answer) => typeof answer === "object" && "lost" in answer);
  // What the CRM says of itself holds; its stages may say more only of what is open there.
  const stated = said.state !== "open" ? said.state : stateOf(byStage);
  if (stated === "lost" && reason !== undefined && !lost) {
    const value = cutText(masked(reason, []), LONGEST_REASON);
    await countUnnamed(relay, source, [{ field: "crm.status", value }]);
  }
  return {
    ...said,
    state: stated,
    ...(stated === "lost" && typeof lost === "object" && "lost" in lost && { reason: lost.lost }),
    ...(said.amount !== undefined && said.currency === undefined && { currency: agreement.currency }),
  };
}

function stateOf(answer: CrmAnswer | undefined): DealState {
  if (typeof answer === "object") return "lost" in answer ? "lost" : "open";
  return answer === "won" || answer === "lost" ? answer : "open";
}

/** Somebody made a person in the CRM: of one whom nobody knows it is a lead that they found themselves. */
export async function recordMade(
  relay: Relay,
  { agreement }: Rulebook,
  { found, delivery }: Task<MadeInCrm>,
): Promise<TaskResult> {
  if (agreement.crm?.source !== delivery.source) return notTheCrm;
  const by = finderOf(agreement, found);
  if (by === undefined) return { outcome: "ignored", reason: "Whoever has this person in the CRM is nobody of sales." };
  const id = keyedLeadId(delivery.source, found.key, undefined);
  if (await relay.store.lead(id)) return { outcome: "lead", lead: id };
  try {
    const lead = await addSelfSourced(relay, { by, fields: found.fields, id, only: "unknown" });
    return { outcome: "lead", lead: lead.id };
  } catch (error) {
    return refused(error, "ignored");
  }
}

/** Whoever of sales made a person in the CRM. */
export function finderOf(agreement: Agreement, { by: address }: MadeInCrm): string | undefined {
  const by = address === undefined ? undefined : personWith(agreement, address);
  return by !== undefined && sideOf(agreement, by) === "sales" ? by : undefined;
}

function refused(error: unknown, outcome: "ignored" | "quarantined"): TaskResult {
  if (!(error instanceof BatonError) || error.status >= 500) throw error;
  return { outcome, reason: error.message };
}
