import { BatonError } from "../error/index.ts";
import { type Known, normalise } from "../fields/index.ts";
import { type Load, noLoad } from "../route/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import { localDate } from "../zone/index.ts";
import { clockStart, decide, explain } from "./index.ts";
import type { State } from "./state.ts";

export interface DryRun {
  /** Lead fields by name; besides them `source`, `test`, `receivedAt`, `person.…` and `account.…`. */
  lead: Record<string, unknown>;
  /** Epoch ms. */
  at: number;
  ticket?: number;
  state?: State;
}

/** What an agreement would make of a lead. Nothing is stored, no ticket taken. */
export async function dryRun(rulebook: Rulebook, { lead, at, ticket = 1, state = {} }: DryRun) {
  const { fields, extra } = await normalise(lead, rulebook.agreement.fields);
  const entity = (kind: "person" | "account") => {
    const owner = text(lead[`${kind}.owner`] ?? state[kind]?.owner);
    const known = lead[`${kind}.known`] ?? state[kind]?.known ?? owner !== undefined;
    return { known: known === true, ...(owner !== undefined && { owner }) };
  };
  const known: Known = {
    ...(text(lead.source) !== undefined && { source: text(lead.source)! }),
    test: lead.test === true,
    receivedAt: text(lead.receivedAt) === undefined ? at : instant(lead.receivedAt),
    person: entity("person"),
    account: entity("account"),
    touches: (state.touches ?? []).map(({ touch, at: when, label = touch, facts = {} }, i) => ({
      id: `touch_${i}`,
      at: new Date(when).toISOString(),
      source: "",
      touch,
      label,
      facts,
    })),
  };
  const loads = Object.fromEntries(
    Object.entries(state.loads ?? {}).map(([id, load]): [string, Load] => [
      id,
      { open: load.open ?? 0, today: load.today ?? 0, day: localDate(rulebook.zone(id), at) },
    ]),
  );
  const verdict = await decide(rulebook, fields, known, {
    at,
    ticket: async () => ticket,
    loads: async (people) => Object.fromEntries(people.map((id) => [id, loads[id] ?? noLoad])),
    known: {
      ...(known.person?.owner && { "person.owner": known.person.owner }),
      ...(known.account?.owner && { "account.owner": known.account.owner }),
    },
  });
  const unused = Object.fromEntries(Object.entries(extra).filter(([name]) => !world.has(name)));
  const policy = verdict.route && rulebook.agreement.sla[verdict.route.sla];
  const from = policy ? clockStart(policy.clockFrom, at, fields.submittedAt) : at;
  return { ...explain(rulebook, verdict, from), ...(Object.keys(unused).length > 0 && { extra: unused }) };
}

/** Names a dry run's lead may carry that are not lead fields. */
const world = new Set([
  "source",
  "test",
  "receivedAt",
  "score",
  "band",
  "person.known",
  "person.owner",
  "account.known",
  "account.owner",
]);

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

function instant(value: unknown): number {
  const parsed = Date.parse(value as string);
  if (Number.isNaN(parsed))
    throw new BatonError("decide.instant", `"${String(value)}" is not an instant such as 2026-11-24T09:00:00Z.`);
  return parsed;
}
