import { type Clock, start } from "@baton/core/clock";
import { BatonError } from "@baton/core/error";
import type { FieldValue } from "@baton/core/fields";
import type { Lead } from "@baton/core/lead";
import { escalationRecipients } from "@baton/core/lead";
import { candidatesInWords, type Rulebook, type Verdict } from "@baton/core/rules";

/**
 * A verdict as the CLI and the API print it: with the steps of the first stage and whom they would reach, counted from `from`, and
 * the candidates who are not at work `at`. Where the clock has no working time to run in, `problem` says so.
 */
export function explain(
  rulebook: Rulebook,
  verdict: Verdict,
  { at, from, fields }: { at: number; from: number; fields: Readonly<Record<string, FieldValue>> },
) {
  const { score, route, choice, tables } = verdict;
  const zone = rulebook.zoneOfLead(fields);
  const { clock, problem } = clockOf(rulebook, verdict, { from, zone: zone?.zone });
  const lead = { owner: choice.owner, decision: { team: choice.team } } as Lead;
  const asked = [...new Set(choice.candidates.map(({ person }) => person))];
  return {
    score: score.total,
    band: score.band,
    reasons: score.reasons,
    rule: route?.name ?? null,
    ...(tables && { tables }),
    owner: choice.owner,
    ...(choice.offered !== undefined && { offered: choice.offered }),
    candidates: candidatesInWords(choice.candidates),
    offDuty: asked.filter((person) => !rulebook.workingTime(person).onDuty(at)),
    sla: route?.sla ?? null,
    ...(rulebook.agreement.sla[route?.sla ?? ""]?.calendar === "lead" && { zone: zone ?? null }),
    steps: (clock?.steps ?? []).map((step) => ({
      stage: clock!.stage,
      do: step.do,
      ...(step.do === "reassign" && step.to !== undefined && { to: step.to }),
      ...(step.do === "escalate" && reached(escalationRecipients(rulebook, lead, step.to!, Date.parse(step.at)))),
      at: step.at,
    })),
    ...(problem !== undefined && { problem }),
  };
}

function clockOf(
  rulebook: Rulebook,
  { route, choice }: Verdict,
  { from: at, zone }: { from: number; zone: string | undefined },
): { clock?: Clock | undefined; problem?: string } {
  const stage = route && rulebook.agreement.sla[route.sla]?.stages[0];
  if (!stage) return {};
  try {
    return {
      clock: start(rulebook, { policy: route.sla, stage, holder: choice.owner ?? rulebook.topManager, zone, at }),
    };
  } catch (error) {
    if (!(error instanceof BatonError) || error.code !== "calendar.empty") throw error;
    return { problem: `${error.code}: ${error.message}` };
  }
}

const reached = (people: string[]): { to?: string } => (people.length === 0 ? {} : { to: people.join(", ") });
