import type { Words } from "@baton/words";
import { type Side, sides } from "../facts/codes.ts";
import { namedPlainly } from "../lead/lead.ts";
import type { LeadRow, WindowRow } from "../lead/row.ts";
import type { LeadStore } from "../ports/leads.ts";
import type { Folding } from "../report/fold.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { addDays, daysBetween } from "../zone/days.ts";
import { localDate } from "../zone/index.ts";
import type { Example, Pack } from "./model.ts";

/** Leads of a side that are shown, and rows that are looked at for them. */
const MOST = { leads: 3, rows: 20_000 };
/** Answers come after leads: so many days before a meeting's own are looked at for them. */
const BEFORE_DAYS = 28;

/** Leads that are worth a look: for marketing those that sales handed back, for sales those that nobody saw to in time. */
export async function examples(
  { store }: { store: Pick<LeadStore, "lead"> },
  folding: Folding,
  { agreement }: Rulebook,
  { from, to }: Pack["period"],
  { say }: Words,
): Promise<Pack["together"]> {
  const reason = (id: string | null) =>
    agreement.reasons.find((one) => one.id === id)?.name ?? id ?? say("week.noReason");
  const value = (segment: string | undefined) => agreement.segments?.find(({ name }) => name === segment)?.value ?? 0;
  const found = new Map<Side, Map<string, { why: string; value: number; at: string }>>(
    sides.map((side) => [side, new Map()]),
  );
  let read = 0;
  for (const day of daysBetween(addDays(from, -BEFORE_DAYS), to).reverse()) {
    for await (const { rows } of folding.store.rows(day)) {
      read += rows.length;
      if (read > MOST.rows) break;
      for (const row of rows) {
        if ((row.is !== "lead" && row.is !== "window") || row.out !== null || row.request !== undefined) continue;
        const seen =
          row.is === "lead"
            ? ofLead(row, (id) => say("review.handedBack", { reason: reason(id) }))
            : ofWindow(row, say);
        if (!seen || localDate(agreement.timezone, Date.parse(seen.at)) < from || found.get(seen.side)!.has(row.lead))
          continue;
        found.get(seen.side)!.set(row.lead, { why: seen.why, value: value(row.segment), at: seen.at });
      }
    }
    if (read >= MOST.rows) break;
  }
  const shown = async (side: Side): Promise<Example[]> => {
    const all = [...found.get(side)!].sort(([, a], [, b]) => b.value - a.value || (a.at < b.at ? 1 : -1));
    const taken: Example[] = [];
    for (const [id, { why }] of all) {
      if (taken.length === MOST.leads) break;
      const lead = await store.lead(id);
      if (!lead || lead.forgottenAt !== undefined) continue;
      taken.push({ lead: id, name: namedPlainly(lead.fields), why, receivedAt: lead.createdAt });
    }
    return taken;
  };
  return { marketing: await shown("marketing"), sales: await shown("sales") };
}

interface Seen {
  side: Side;
  why: string;
  at: string;
}

function ofLead({ closed, reason: id }: LeadRow, handedBack: (id: string | null) => string): Seen | undefined {
  if (closed?.as === "rejected" && (closed.cause === "data" || closed.cause === "fit") && closed.review !== "withdrawn")
    return { side: "marketing", why: handedBack(id), at: closed.at };
  return undefined;
}

/** Of windows those that were sales' to keep. */
function ofWindow({ side, kind, breached, cause, at }: WindowRow, say: Words["say"]): Seen | undefined {
  if (side !== "sales" || !breached || cause === "platform" || cause === "data") return undefined;
  const why = say(kind === "disposition" ? "review.noOutcome" : "review.noAnswer");
  const known = cause !== undefined && cause !== "unanswered";
  return { side: "sales", why: known ? say("review.because", { why, cause: say("cause.name", { cause }) }) : why, at };
}
