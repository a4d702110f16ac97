import type { Review } from "../facts/tally.ts";
import { displayName, type Lead } from "../lead/lead.ts";
import type { LeadStore } from "../ports/leads.ts";
import type { Naming } from "../report/dimensions.ts";
import type { Folding } from "../report/fold.ts";

/** A lead of a campaign, for whoever may see it. */
export interface Example {
  lead: string;
  name: string;
  company: string | null;
  /** When it was received, ISO 8601. */
  at: string;
  /** An agreed reason's id; null for one that was won. */
  reason: string | null;
  /** What whoever handed it back wrote. */
  note: string | null;
  review: Review["is"] | null;
}

/** Examples of a kind, and rows that are looked at for them. */
const MOST = { won: 5, rejected: 15, rows: 5_000 };

/** The latest leads of a campaign that were won or handed back, of some days from the first. */
export async function examplesOf(
  { store }: Folding,
  leads: Pick<LeadStore, "lead" | "facts">,
  days: readonly string[],
  { campaign, naming }: { campaign: string; naming: Naming },
): Promise<{ won: Example[]; rejected: Example[] }> {
  const found: Record<"won" | "rejected", Example[]> = { won: [], rejected: [] };
  let rows = 0;
  for (const day of days.toReversed()) {
    for await (const { rows: placed } of store.rows(day)) {
      rows += placed.length;
      for (const row of placed) {
        if (row.is !== "lead" || row.out !== null || naming(row.campaign, row.source) !== campaign) continue;
        const as = row.closed?.as;
        if ((as !== "won" && as !== "rejected") || found[as].length >= MOST[as]) continue;
        const lead = await leads.lead(row.lead);
        if (lead && lead.forgottenAt === undefined) found[as].push(await exampleOf(leads, lead));
      }
    }
    const isEnough = found.won.length >= MOST.won && found.rejected.length >= MOST.rejected;
    if (isEnough || rows >= MOST.rows) break;
  }
  return found;
}

async function exampleOf(leads: Pick<LeadStore, "facts">, lead: Lead): Promise<Example> {
  const { closed } = lead.tally;
  const company = lead.fields.company;
  return {
    lead: lead.id,
    name: displayName(lead),
    company: company === undefined ? null : String(company),
    at: lead.createdAt,
    reason: closed?.reason ?? null,
    note: closed?.as === "rejected" ? await noteOf(leads, lead.id) : null,
    review: closed?.review?.is ?? null,
  };
}

async function noteOf(leads: Pick<LeadStore, "facts">, lead: string): Promise<string | null> {
  for (const { facts, words } of (await leads.facts(lead)).reverse()) {
    const n = facts.findLastIndex(({ is }) => is === "lead.closed");
    if (n >= 0) return words?.[n]?.note ?? null;
  }
  return null;
}
