import type { Agreement } from "../agreement/model.ts";
import type { Who } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import type { DealSource, DealState, Evidenced, OutcomeId, Via } from "../facts/codes.ts";
import { afterReport, type Deal, type DealReport, saysNothingNew } from "../facts/deal.ts";
import { ROUNDING_MS } from "../intake/contact.ts";
import type { Draft } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import { noteDeal } from "../lead/deals/deal.ts";
import { noteWins } from "../lead/deals/win.ts";
import type { Lead } from "../lead/lead.ts";
import { noteContact, timing } from "../lead/responses.ts";
import { rulesOf } from "../lead/rules-of.ts";
import { close } from "../lead/stages.ts";
import type { Amount } from "../money/money.ts";
import { type Identified, identifyWho } from "../person/identify.ts";
import type { LoneDeal } from "../ports/loop/deals.ts";
import type { Relay } from "../ports/relay.ts";
import { localDate } from "../zone/index.ts";
import { joinDeal, leadOf, loneRows, unjoined } from "./join.ts";

/** What another system, or a file, says became of somebody. */
export interface Outcome {
  /** Who it is about; may be absent for a deal that is known. */
  who?: Who | undefined;
  /** What the deal is called there; without one it is the deal of its person's lead. */
  deal?: string | undefined;
  state: DealState;
  amount?: Amount | undefined;
  /** Why it was lost. */
  reason?: string | undefined;
  /** Whose doing it is, where that is known. */
  source?: DealSource | undefined;
  /** When it came to be so, epoch ms. */
  at: number;
  /** When the deal was made, epoch ms, where that is known: it came of no lead that is younger. */
  opened?: number;
  /** False where no human of ours says so: then it ends no lead. */
  settles?: false;
  /** Who of ours says so. */
  by?: string | undefined;
  evidence: Evidenced;
  via: Via;
}

/** What was found of what an outcome is about. */
export interface Recorded {
  deal: string;
  lead: string | null;
  /** `person`: they were seen, and never asked · `account`: somebody else of their company was · `none`: nobody knows them. */
  found: "lead" | "person" | "account" | "none";
  /** Whether it said anything that was not known. */
  changed: boolean;
}

const MOST_HOPS = 10;

/**
 * Records what became of a deal, once however often and in whichever way it is told: the last value counts. An open lead of whom it is
 * about ends with it. Throws `outcome.reason`, `outcome.subject` or `deal.elsewhere`.
 */
export async function recordOutcome(relay: Relay, outcome: Outcome): Promise<Recorded> {
  const rulebook = await relay.rulebooks.active();
  checkReason(rulebook.agreement, outcome);
  const place = outcome.deal === undefined ? undefined : await relay.store.deal(outcome.deal);
  if (place && "lead" in place) return ofLead(relay, place.lead, outcome);
  const who = await met(relay, outcome.who);
  const latest = await leadOf(relay.store, who?.person, outcome.opened ?? outcome.at);
  const lead = place?.lone.movesTo ?? (latest && mayBeOf(latest, outcome) ? latest.id : undefined);
  if (lead !== undefined) return ofLead(relay, lead, outcome, place && (await moved(relay, place.lone, lead)));
  return ofNobody(relay, outcome, who);
}

/** Whether a deal may have come of a lead: clocks may be a little apart. */
const mayBeOf = ({ createdAt, tally }: Lead, { opened }: Outcome): boolean =>
  opened === undefined || tally.selfSourced === true || Date.parse(createdAt) <= opened + ROUNDING_MS;

/** Has a deal of nobody be kept with the lead whose it is; should that fail half-way, the next report of it goes on. */
async function moved({ store }: Relay, lone: LoneDeal, movesTo: string): Promise<Deal> {
  if (lone.movesTo === undefined) {
    const { deal } = lone;
    const next = { ...lone, revision: lone.revision + 1, movesTo };
    if ((await store.commitDeal(next, { ...loneRows(lone), rows: [] })) === "conflict")
      throw new BatonError("deal.busy", `The deal ${deal.id} changed meanwhile. Please tell it again.`, {
        status: 503,
      });
  }
  return lone.deal;
}

/** Throws `outcome.reason` for a deal that is lost for no agreed reason, where there are any. */
export function checkReason(
  { lostReasons = [] }: Pick<Agreement, "lostReasons">,
  { state, reason, via }: Pick<Outcome, "state" | "reason" | "via">,
): void {
  // A CRM has reasons of its own, of which the agreement may name none.
  if (via === "crm" && reason === undefined) return;
  if (state !== "lost" || lostReasons.length === 0 || lostReasons.some(({ id }) => id === reason)) return;
  const given = reason === undefined ? "none is given" : `"${reason}" is none of them`;
  throw new BatonError(
    "outcome.reason",
    `A deal is lost for one of ${lostReasons.map(({ id }) => id).join(", ")}; ${given}.`,
    { status: 422 },
  );
}

const met = (relay: Relay, who: Who | undefined): Promise<Identified> | undefined =>
  who === undefined ? undefined : identifyWho(relay, who);

async function ofLead(relay: Relay, id: string, outcome: Outcome, before?: Deal): Promise<Recorded> {
  const { deal, state, amount, reason, by, evidence, via } = outcome;
  const edited = await edit(relay, id, async (draft) => {
    const { lead } = draft;
    const rulebook = await rulesOf(relay, lead);
    const at = Math.min(outcome.at, draft.now);
    if (before) {
      const { id: deal, way: _way, before: _before, openedAt: _openedAt, at, source, ...said } = before;
      const stated = source === "unknown" ? undefined : source;
      await noteDeal(relay, rulebook, draft, {
        ...said,
        deal,
        at: Date.parse(at),
        by: null,
        evidence,
        via,
        source: stated,
      });
    }
    const named = await noteDeal(relay, rulebook, draft, {
      deal,
      state,
      source: outcome.source,
      by: by ?? null,
      evidence,
      via,
      at,
      ...(amount && { amount }),
      ...(reason !== undefined && { reason }),
    });
    if (!lead.closed && lead.stage !== "fetching" && outcome.settles !== false && mayBeOf(lead, outcome)) {
      const known = lead.tally.deals?.find((one) => one.id === named);
      await settle(relay, draft, outcome, known?.state ?? state, at);
    }
    return named;
  });
  if (!edited) throw new BatonError("lead.unknown", `The deal's lead ${id} is no longer stored.`, { status: 404 });
  // Also where it was known: whoever told of it first may have failed half-way.
  if (state === "won") await noteWins(relay, edited.thing);
  return { deal: edited.answer, lead: id, found: "lead", changed: edited.changed };
}

const as: Record<DealState, OutcomeId> = { open: "opportunity", won: "won", lost: "lost" };

/** Ends a lead that has come to something: whoever has a deal with somebody has been in touch with them. */
async function settle(
  relay: Relay,
  draft: Draft,
  { by, evidence }: Outcome,
  state: DealState,
  said: number,
): Promise<void> {
  const { lead } = draft;
  const rulebook = await rulesOf(relay, lead);
  const who = by ?? lead.owner;
  const at = Math.max(said, Date.parse(lead.createdAt));
  if (!lead.tally.contact && lead.stage !== "disposition") {
    const { lateMs } = timing(rulebook, lead, lead.stage, at);
    noteContact(rulebook, draft, { at, by: who, stage: lead.stage, evidence, lateMs });
  }
  close(rulebook, draft, { at, result: as[state], by: who, evidence });
}

/** A deal that no lead of its person led to; what they and others of their company had seen before it was known of is on the way to it. */
async function ofNobody(relay: Relay, outcome: Outcome, who: Identified | undefined): Promise<Recorded> {
  const { deal: id, state, amount, reason, by, evidence, via } = outcome;
  if (id === undefined)
    throw new BatonError("outcome.subject", "Nobody with this address has a lead: please say which deal it is.", {
      status: 422,
    });
  const rulebook = await relay.rulebooks.active();
  for (let attempt = 0; attempt < MOST_HOPS; attempt++) {
    const place = await relay.store.deal(id);
    // It was reported for a lead meanwhile.
    if (place && "lead" in place) return ofLead(relay, place.lead, outcome);
    const before = place?.lone;
    const at = Math.min(outcome.at, relay.time.now());
    const opened = Math.min(at, before ? Date.parse(before.deal.openedAt) : at);
    const joined = who ? await joinDeal(relay, rulebook, who, opened) : unjoined(before);
    const report: Omit<DealReport, "is"> = {
      deal: id,
      at: new Date(at).toISOString(),
      state,
      source: outcome.source ?? (before && before.deal.source !== "unknown" ? before.deal.source : joined.source),
      by: by ?? null,
      evidence,
      via,
      ...(amount && { amount }),
      ...(reason !== undefined && { reason }),
    };
    if (before && saysNothingNew(before.deal, report))
      return { deal: id, lead: before.of?.lead ?? null, found: before.found, changed: false };
    const known = afterReport(before?.deal, report);
    const { way, found, of } = joined;
    const whose = who ? { person: who.person?.id ?? null, company: who.company ?? null } : before?.whose;
    const after: LoneDeal = {
      revision: (before?.revision ?? 0) + 1,
      deal: { ...known, ...(way && { way }) },
      found,
      ...(of && { of }),
      ...(whose && { whose }),
      key: before?.key ?? `${known.openedAt}#${id}`,
      day: before?.day ?? localDate(rulebook.agreement.timezone, Date.parse(known.openedAt)),
    };
    if ((await relay.store.commitDeal(after, loneRows(after))) === "done")
      return { deal: id, lead: of?.lead ?? null, found, changed: true };
  }
  throw new BatonError("deal.busy", `The deal ${id} changed under every attempt to change it.`, { status: 503 });
}
