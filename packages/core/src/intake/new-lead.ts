import type { Agreement } from "../agreement/model.ts";
import { start } from "../clock/index.ts";
import type { Delivery } from "../delivery/index.ts";
import { assign, holdWithoutClock } from "../lead/assign.ts";
import { begin, type Draft, note, notify } from "../lead/change/draft.ts";
import { takes, unlimited } from "../lead/change/load.ts";
import { noTurn, noteDecision, ownersOf, receipt } from "../lead/decision.ts";
import type { Lead } from "../lead/lead.ts";
import { close, offeredTo, startOffer, startWaiting, startWindow, zoneOf } from "../lead/stages.ts";
import { subjectOf } from "../lead/subject.ts";
import type { Identified } from "../person/identify.ts";
import { type StoredTouch, seenAgain } from "../person/person.ts";
import type { Relay } from "../ports/relay.ts";
import type { Means } from "../rules/choosing/choice.ts";
import { hostOf } from "../rules/choosing/choose.ts";
import { clockStart, decide } from "../rules/judge.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { localDate } from "../zone/index.ts";
import { originOf } from "./origin.ts";

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
  met: Identified;
  touches: readonly StoredTouch[];
  test: boolean;
  /** Receipt as far as the clock is concerned, epoch ms. */
  clockFrom: number;
  /** The lead as it was listed before its details were known. */
  listed: Lead | undefined;
}

/** Decides a lead and starts its clock. Answers the draft of its first commit, with the load its owner takes on. */
export async function newLead(
  relay: Relay,
  rulebook: Rulebook,
  { id, delivery, met, touches, test, clockFrom, listed }: Raised,
  means: Pick<Means, "turn" | "loads">,
): Promise<Draft> {
  const { agreement } = rulebook;
  const { typed, known: found } = met;
  const now = relay.time.now();
  const receivedAt = Date.parse(delivery.receivedAt);
  const source = agreement.sources[delivery.source];
  const fields =
    source?.campaign && typed.fields.campaign === undefined
      ? { ...typed.fields, campaign: source.campaign }
      : typed.fields;
  const person = { known: met.person?.known ?? false, ...(met.person?.owner && { owner: met.person.owner }) };
  const known = { source: delivery.source, test, receivedAt, person, account: found.account, touches };
  const { person: becomes } = seenAgain(met, { at: delivery.receivedAt });
  const owners = ownersOf(met);
  const { score, sort, route, tables, choice, waitsUntil } = await decide(
    rulebook,
    fields,
    known,
    test
      ? { at: now, turn: async () => noTurn, loads: async () => ({}), known: owners }
      : { at: now, known: owners, ...means },
  );
  const made = { known, score, sort, route, tables, choice: test ? { ...choice, turns: {} } : choice };
  const draft = begin(
    listed,
    {
      id,
      source: delivery.source,
      provider: delivery.provider,
      delivery: delivery.id,
      test,
      fields,
      extra: typed.extra,
      ...(met.identities.length > 0 && {
        person: { id: becomes.id, known: person.known, identities: becomes.identities },
      }),
      ...(touches.length > 0 && { touched: true }),
      ...(met.person?.lead !== undefined && met.person.lead !== id && { previous: met.person.lead }),
      createdAt: delivery.receivedAt,
      score,
      decision: receipt(rulebook, made, now),
      owner: null,
      owners: [],
      stage: "unrouted",
      responses: [],
      notices: [],
      noticeCount: listed?.noticeCount ?? 0,
      counted: false,
      ...keptBy(agreement),
    },
    now,
  );
  draft.lead.subject = subjectOf(rulebook, draft.lead);
  if (listed)
    note(draft, { is: "lead.fetched", provider: delivery.provider, ...originOf(fields, source, touches, receivedAt) });
  else noteReceipt(draft, agreement, touches);
  noteDecision(rulebook, draft);
  if (test) {
    close(rulebook, draft, { at: receivedAt, result: "test", by: null });
    return draft;
  }

  const { owner } = choice;
  if (choice.offered !== undefined) {
    startOffer(rulebook, draft, choice.offered, offeredTo(choice));
    return draft;
  }
  if (waitsUntil !== undefined) {
    startWaiting(draft, waitsUntil);
    return draft;
  }
  const policy = route && agreement.sla[route.sla];
  if (owner !== null) {
    const isHost = owner === hostOf(agreement, delivery.source, fields);
    const loads = isHost ? unlimited(rulebook, draft.lead, owner) : takes(rulebook, choice, owner, now);
    if (policy) {
      assign(rulebook, draft, { to: owner, how: "routed", loads });
      notify(draft, { kind: "handover", to: owner }, RETRY_MS);
    } else holdWithoutClock(rulebook, draft, { to: owner, how: "routed", loads });
  } else if (rulebook.topManager) notify(draft, { kind: "unowned", to: rulebook.topManager }, RETRY_MS);
  const stage = policy?.stages[0];
  if (policy && stage) {
    const at = clockStart(policy.clockFrom, clockFrom, fields.submittedAt);
    const holder = owner ?? rulebook.topManager;
    startWindow(
      rulebook,
      draft,
      start(rulebook, { policy: route.sla, stage, holder, zone: zoneOf(rulebook, draft.lead), at }),
    );
  }
  return draft;
}

/** Notes that a lead was received, which is the first fact of each. */
export function noteReceipt(
  draft: Draft,
  { timezone, sources }: Agreement,
  touches: readonly StoredTouch[],
  foundBy?: string,
): void {
  const { source, provider, delivery, createdAt, test, previous, fields } = draft.lead;
  const at = Date.parse(createdAt);
  note(
    draft,
    {
      is: "lead.received",
      source,
      provider,
      delivery,
      zone: timezone,
      day: localDate(timezone, at),
      ...(test && { test }),
      ...(foundBy !== undefined && { foundBy }),
      ...(previous !== undefined && { previous }),
      ...originOf(fields, sources[source], touches, at),
    },
    { at },
  );
}

/** How long leads of an agreement are kept. */
export const keptBy = ({ retention }: Agreement): Pick<Lead, "keptDays"> =>
  retention?.leadDays === undefined ? {} : { keptDays: retention.leadDays };
