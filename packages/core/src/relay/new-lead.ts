import type { Agreement } from "../agreement/model.ts";
import { start } from "../clock/index.ts";
import { clockStart, decide } from "../decide/index.ts";
import { type Delivery, personId } from "../delivery/index.ts";
import type { LeadFields } from "../fields/index.ts";
import type { Lead } from "../lead/index.ts";
import type { Means } from "../route/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import type { Known, LoadChange } from "../store/index.ts";
import { takes } from "./load.ts";
import { addNotice } from "./notices.ts";
import type { Relay } from "./relay.ts";

/** A lead before its decision: typed fields, and the reading of the store its decision will rest on. */
export interface Draft extends LeadFields {
  test: boolean;
  known: Known;
}

/** One lead to be decided and committed. */
export interface Task {
  id: string;
  /** The delivery as the commit leaves it. */
  delivery: Delivery;
  draft: Draft;
  /** Receipt as far as the clock is concerned, epoch ms. */
  clockFrom: number;
}

/** Decides a lead and starts its clock. Answers it as its first commit has it, with the load its owner takes on. */
export async function newLead(
  relay: Relay,
  rulebook: Rulebook,
  { id, delivery, draft: typed, clockFrom }: Task,
  means: Pick<Means, "ticket" | "loads">,
): Promise<{ lead: Lead; load?: LoadChange }> {
  const { agreement } = rulebook;
  const { known } = typed;
  const now = relay.time.now();
  const receivedAt = Date.parse(delivery.receivedAt);
  const source = agreement.sources[delivery.source];
  const fields =
    source?.campaign && typed.fields.campaign === undefined
      ? { ...typed.fields, campaign: source.campaign }
      : typed.fields;
  const owners = {
    ...(known.person.owner && { "person.owner": known.person.owner }),
    ...(known.account.owner && { "account.owner": known.account.owner }),
  };
  const { score, route, choice } = await decide(
    rulebook,
    fields,
    { source: delivery.source, test: typed.test, receivedAt, person: known.person, account: known.account },
    typed.test
      ? { at: now, ticket: async () => 1, loads: async () => ({}), known: owners }
      : { at: now, known: owners, ...means },
  );
  const person = personId(fields);
  const lead: Lead = {
    id,
    revision: 1,
    source: delivery.source,
    provider: delivery.provider,
    delivery: delivery.id,
    test: typed.test,
    fields,
    extra: typed.extra,
    ...(person && { person: { id: person, known: known.person.known } }),
    createdAt: delivery.receivedAt,
    score,
    decision: {
      version: rulebook.version,
      at: new Date(now).toISOString(),
      rule: route?.name ?? null,
      to: route?.to ?? null,
      policy: route?.sla ?? null,
      team: choice.team ?? teamOf(agreement, route),
      candidates: choice.candidates,
      tickets: choice.tickets,
    },
    owner: choice.owner,
    owners: choice.owner ? [{ person: choice.owner, from: new Date(now).toISOString(), how: "routed" }] : [],
    stage: "unrouted",
    responses: [],
    notices: [],
    noticeCount: 0,
    counted: false,
  };
  if (typed.test) {
    return {
      lead: {
        ...lead,
        owner: null,
        owners: [],
        stage: "closed",
        closed: { at: lead.createdAt, as: "test" },
        decision: { ...lead.decision, tickets: {} },
      },
    };
  }

  const policy = route && agreement.sla[route.sla];
  const stage = policy?.stages[0];
  if (route && policy && stage) {
    lead.stage = stage.name;
    const at = clockStart(policy.clockFrom, clockFrom, fields.submittedAt);
    lead.clock = start(rulebook, { policy: route.sla, stage, holder: choice.owner ?? rulebook.topManager, at });
  }
  if (choice.owner !== null) addNotice(lead, { kind: "handover", to: choice.owner }, now);
  else if (rulebook.topManager) addNotice(lead, { kind: "unowned", to: rulebook.topManager }, now);
  const load = choice.owner === null ? undefined : takes(rulebook, choice, choice.owner, now);
  return { lead: { ...lead, counted: load !== undefined }, ...(load && { load }) };
}

/** The team a lead belongs to though nobody was picked: the rule's team, else the one named by `else`. */
function teamOf(agreement: Agreement, route: Agreement["routing"][number] | undefined): string | null {
  return [route?.to, route?.else].find((name) => name !== undefined && agreement.teams[name]) ?? null;
}
