import type { Rulebook } from "@baton/core/rules";
import {
  afterTurn,
  type Credits,
  clockStart,
  decide,
  judge,
  knownOwners,
  type Load,
  noLoad,
  periodsAt,
  teamRotation,
} from "@baton/core/rules";
import { explain } from "./explain.ts";
import { type FieldChange, nextBetter } from "./next-better.ts";
import { passedOver } from "./passed-over.ts";
import { type ReadLead, readDryLead, touchesOfState } from "./read-lead.ts";
import { shownOf } from "./shown.ts";
import { type State, withCarried } from "./state.ts";

/** More leads that went before are not gone through. */
export const MOST_TICKETS = 100_000;

export interface DryRun {
  /** Lead fields by name; besides them `source`, `test`, `receivedAt`, `person.…`, `account.…`, `touches` and `loads`. */
  lead: Record<string, unknown>;
  /** Epoch ms. */
  at: number;
  /** As if one lead less than this had gone before to the same people. */
  ticket?: number;
  /** What is assumed of the world where the lead does not say it itself. */
  state?: State;
}

/** What would have to change for the next better outcome, and that outcome. */
export interface Next {
  outcome: { score: number; band: string | null; rule: string | null; owner: string | null; sla: string | null };
  changes: FieldChange[];
}

/**
 * What an agreement would make of a lead, which rules passed it over and what would have to change for the next better outcome.
 * Nothing is stored, no turn taken. Throws `decide.state` or `decide.instant` for what the lead cannot mean.
 */
export async function dryRun(rulebook: Rulebook, { lead: given, at, ticket = 1, state: stated = {} }: DryRun) {
  const { lead, state } = withCarried(given, stated);
  const touches = touchesOfState(state);
  const loads = Object.fromEntries(
    Object.entries(state.loads ?? {}).map(([id, load]): [string, Load] => [
      id,
      {
        open: load.open ?? 0,
        today: load.today ?? 0,
        thisWeek: load.thisWeek ?? 0,
        thisMonth: load.thisMonth ?? 0,
        ...periodsAt(rulebook.zone(id), at),
      },
    ]),
  );
  const credited = new Map(Object.entries(state.turns ?? {}).map(([team, owed]) => [teamRotation(team), owed]));
  const read = (lead: Record<string, unknown>) => readDryLead(rulebook, lead, state, touches, at);
  const verdictOn = ({ fields, known }: ReadLead) =>
    decide(rulebook, fields, known, {
      at,
      turn: async (rotation, among) => {
        let credits: Credits = credited.get(rotation) ?? {};
        for (let n = 1; n < ticket; n++) credits = afterTurn(credits, { among });
        return { seq: ticket, credits };
      },
      loads: async (people) => Object.fromEntries(people.map((id) => [id, loads[id] ?? noLoad])),
      known: knownOwners(known.person, known.account),
    });

  const seen = await read(lead);
  const verdict = await verdictOn(seen);
  const shown = shownOf(seen, verdict);
  const policy = verdict.route && rulebook.agreement.sla[verdict.route.sla];
  const from = policy ? clockStart(policy.clockFrom, at, seen.fields.submittedAt) : at;

  const better = await nextBetter(rulebook, { lead, touches: touches.length, ruling: verdict, shown }, async (lead) => {
    const { fields, known } = await read(lead);
    return { fields, ...(await judge(rulebook, fields, known, at)) };
  });
  let next: Next | { beyond: string } | null = null;
  if (better && "beyond" in better) next = better;
  else if (better) {
    const { score, route, choice } = await verdictOn(await read(better.lead));
    next = {
      outcome: {
        score: score.total,
        band: score.band,
        rule: route?.name ?? null,
        owner: choice.owner,
        sla: route?.sla ?? null,
      },
      changes: better.changes,
    };
  }

  return {
    ...explain(rulebook, verdict, { at, from, fields: seen.fields }),
    passed: passedOver(rulebook, verdict, shown),
    next,
    ...(Object.keys(seen.extra).length > 0 && { extra: seen.extra }),
  };
}
