import type { Entry, Lead } from "@baton/core/lead";
import type { Store } from "@baton/core/ports";

type Leads = Pick<Store, "lead" | "commit" | "facts">;

/**
 * Leads of a store whose contents lie beside it, frozen: it is given what its conditions look at. Copying leads whole at
 * every call, as a store in memory does, would take most of a run's time. Whoever changes what they read is found out.
 */
export function besides(inner: Leads): Leads {
  const whole: Lead[] = [];
  /** What was read since the last change. */
  const read = new Map<string, Lead | undefined>();
  const told = new Map<string, Entry[]>();
  /** What the store looks at, with the place of the rest. */
  const slim = (lead: Lead): Lead => {
    const { id, revision, delivery, owner, person } = lead;
    const { createdAt, stage, score, decision, closed, tally } = lead;
    const place = whole.push(frozen(lead)) - 1;
    const listed = {
      createdAt,
      stage,
      fields: {},
      score: { total: score.total },
      decision: { rule: decision.rule, team: decision.team },
      tally: { campaign: tally.campaign, windows: [] },
    };
    return { id, revision, delivery, owner, ...(person && { person }), closed, ...listed, place } as unknown as Lead;
  };

  return {
    async lead(id) {
      if (read.has(id)) return read.get(id);
      const found = (await inner.lead(id)) as (Lead & { place: number }) | undefined;
      const lead = found && frozen({ ...whole[found.place]!, revision: found.revision });
      read.set(id, lead);
      return lead;
    },
    commit(lead, also) {
      read.delete(lead.id);
      told.delete(lead.id);
      return inner.commit(slim(lead), also);
    },
    async facts(id) {
      const entries = told.get(id) ?? frozen(await inner.facts(id));
      told.set(id, entries);
      return entries;
    },
  };
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}
