import { prettifyError } from "zod";
import { type DealChange, keyedLeadId, type MadeInCrm, type Who } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import { countUnnamed } from "../health/count.ts";
import type { Task, TaskResult } from "../intake/task.ts";
import { identifyWho, personWith } from "../person/identify.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { joinDeal } from "./join.ts";
import { meaningOf, notTheCrm } from "./meaning.ts";
import { recordOutcome } from "./report.ts";
import { outcomeOf, type SaidOutcome, saidOutcome } from "./said.ts";
import { addSelfSourced } from "./self-sourced.ts";

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
    const who = found.crm?.who ?? said.person;
    if (found.crm && by && who) await findOwn(relay, rulebook, said, who, by);
    const { lead } = await recordOutcome(relay, {
      ...outcomeOf(said, found.crm ? "crm" : "webhook"),
      ...(who && { who }),
      ...(by && { by }),
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
  if (deal === undefined || (await relay.store.deal(deal))) return;
  const met = await identifyWho(relay, who);
  if (met.person || (await joinDeal(relay, rulebook, met, Date.parse(at))).found !== "none") return;
  const { email, phone, name } = who;
  await addSelfSourced(relay, { by, fields: { email, phone, name }, only: "unknown" });
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
  const stated =
    byStage === "won" ? "won" : byStage === "opportunity" ? "open" : byStage === "lost" || lost ? "lost" : said.state;
  if (stated === "lost" && reason !== undefined && !lost)
    await countUnnamed(relay, source, [{ field: "crm.status", value: reason }]);
  return {
    ...said,
    state: stated,
    ...(stated === "lost" && typeof lost === "object" && "lost" in lost && { reason: lost.lost }),
    ...(said.amount !== undefined && said.currency === undefined && { currency: agreement.currency }),
  };
}

/** Somebody made a person in the CRM: of one whom nobody knows it is a lead that they found themselves. */
export async function recordMade(
  relay: Relay,
  { agreement }: Rulebook,
  { found, delivery }: Task<MadeInCrm>,
): Promise<TaskResult> {
  if (agreement.crm?.source !== delivery.source) return notTheCrm;
  const by = found.by && personWith(agreement, found.by);
  if (!by) return { outcome: "ignored", reason: "Whoever has this person in the CRM is nobody of the agreement." };
  const id = keyedLeadId(delivery.source, found.key, undefined);
  if (await relay.store.lead(id)) return { outcome: "lead", lead: id };
  try {
    const lead = await addSelfSourced(relay, { by, fields: found.fields, id, only: "unknown" });
    return { outcome: "lead", lead: lead.id };
  } catch (error) {
    return refused(error, "ignored");
  }
}

function refused(error: unknown, outcome: "ignored" | "quarantined"): TaskResult {
  if (!(error instanceof BatonError) || error.status >= 500) throw error;
  return { outcome, reason: error.message };
}
