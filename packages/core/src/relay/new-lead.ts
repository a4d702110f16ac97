import type { Agreement } from "../agreement/model.ts";
import { start } from "../clock/index.ts";
import { clockStart, decide } from "../decide/index.ts";
import type { Delivery } from "../delivery/index.ts";
import type { Lead } from "../lead/index.ts";
import type { StoredTouch } from "../person/index.ts";
import type { Means } from "../route/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import type { LoadChange } from "../store/index.ts";
import { ownersOf, receipt } from "./decision.ts";
import { takes } from "./load.ts";
import type { Met } from "./meet.ts";
import { addNotice } from "./notices.ts";
import type { Relay } from "./relay.ts";

/**
 * The first notice is queued again only when its queue has given it up, which takes twenty minutes: until it is queued, its
 * delivery stays pending, and sees to it. Most leads then stay in the due index where they are when it is sent.
 */
const RETRY_MS = 30 * 60_000;

/** One hand-raise to be decided and committed. */
export interface Raised {
  /** The lead's id. */
  id: string;
  delivery: Delivery;
  /** Typed fields, and the reading of the store the decision will rest on. */
  met: Met;
  touches: readonly StoredTouch[];
  test: boolean;
  /** Receipt as far as the clock is concerned, epoch ms. */
  clockFrom: number;
  /** Notices it has had before it was decided: an id is never used again. */
  noticeCount: number;
}

/** Decides a lead and starts its clock. Answers it as its first commit has it, with the load its owner takes on. */
export async function newLead(
  relay: Relay,
  rulebook: Rulebook,
  { id, delivery, met, touches, test, clockFrom, noticeCount }: Raised,
  means: Pick<Means, "ticket" | "loads">,
): Promise<{ lead: Lead; load?: LoadChange }> {
  const { agreement } = rulebook;
  const { typed, known } = met;
  const now = relay.time.now();
  const receivedAt = Date.parse(delivery.receivedAt);
  const source = agreement.sources[delivery.source];
  const fields =
    source?.campaign && typed.fields.campaign === undefined
      ? { ...typed.fields, campaign: source.campaign }
      : typed.fields;
  const person = { known: met.person?.known ?? false, ...(met.person?.owner && { owner: met.person.owner }) };
  const owners = ownersOf(met);
  const { score, route, choice } = await decide(
    rulebook,
    fields,
    { source: delivery.source, test, receivedAt, person, account: known.account, touches },
    test
      ? { at: now, ticket: async () => 1, loads: async () => ({}), known: owners }
      : { at: now, known: owners, ...means },
  );
  const lead: Lead = {
    id,
    revision: 1,
    source: delivery.source,
    provider: delivery.provider,
    delivery: delivery.id,
    test,
    fields,
    extra: typed.extra,
    ...(met.identities.length > 0 && {
      person: { id: met.person?.id ?? met.identities[0]!, known: person.known, identities: identitiesOf(met) },
    }),
    ...(met.person?.lead !== undefined && met.person.lead !== id && { previous: met.person.lead }),
    createdAt: delivery.receivedAt,
    score,
    decision: receipt(rulebook, route, choice, now),
    owner: choice.owner,
    owners: choice.owner ? [{ person: choice.owner, from: new Date(now).toISOString(), how: "routed" }] : [],
    stage: "unrouted",
    responses: [],
    notices: [],
    noticeCount,
    counted: false,
    ...keptBy(agreement),
  };
  if (test) {
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
  if (choice.owner !== null) addNotice(lead, { kind: "handover", to: choice.owner }, now, RETRY_MS);
  else if (rulebook.topManager) addNotice(lead, { kind: "unowned", to: rulebook.topManager }, now, RETRY_MS);
  const load = choice.owner === null ? undefined : takes(rulebook, choice, choice.owner, now);
  return { lead: { ...lead, counted: load !== undefined }, ...(load && { load }) };
}

/** How long leads of an agreement are kept. */
export const keptBy = ({ retention }: Agreement): Pick<Lead, "keptDays"> =>
  retention?.leadDays === undefined ? {} : { keptDays: retention.leadDays };

const identitiesOf = ({ person, identities }: Met): string[] => [
  ...new Set([...(person?.identities ?? []), ...identities]),
];
