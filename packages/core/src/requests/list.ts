import type { Lead } from "../lead/lead.ts";
import type { Page } from "../ports/leads.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { returnableUntil } from "./answers.ts";

/** `answered`: whoever asked may still send it back · `returned`: it was, and is open again · `closed`: it was answered for good. */
export const requestStates = ["open", "answered", "returned", "closed"] as const;
export type RequestState = (typeof requestStates)[number];

/** A request as lists show it. Instants are ISO 8601. */
export interface ListedRequest {
  id: string;
  kind: string;
  /** The lead it is about. */
  lead: string | null;
  by: string;
  /** Who has to answer it, or has; null while nobody can. */
  to: string | null;
  state: RequestState;
  askedAt: string;
  /** Until when an answer is due; null once there is one. */
  respondBy: string | null;
  answeredAt?: string;
  /** What was asked and answered; absent when it was erased. */
  text?: string;
  answer?: string;
}

/** Which requests are listed; a part that is absent asks nothing. */
export interface RequestQuery {
  state?: RequestState | undefined;
  to?: string | undefined;
  by?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** Pages of requests that are looked at, of which some may be none that was asked for. */
const MOST_PAGES = 5;

/** Requests, newest first. A page may have fewer than were asked for before the last one. */
export async function listRequests(
  { store, rulebooks, time }: Pick<Relay, "store" | "rulebooks" | "time">,
  { state, to, by, limit, cursor }: RequestQuery,
): Promise<Page<ListedRequest>> {
  const rulebook = await rulebooks.active();
  const now = time.now();
  const items: ListedRequest[] = [];
  let next = cursor ?? null;
  for (let page = 0; page < MOST_PAGES && items.length < limit; page++) {
    const found = await store.leads({
      requests: true,
      until: new Date(now).toISOString(),
      limit: limit - items.length,
      ...(next !== null && { cursor: next }),
      where: ({ owner }) => to === undefined || owner === to,
    });
    const leads = await Promise.all(found.items.map(({ id }) => store.lead(id)));
    const listed = leads.flatMap((lead) => (lead ? [listedRequest(rulebook, lead, now)] : []));
    items.push(
      ...listed.filter((one) => (state === undefined || one.state === state) && (by === undefined || one.by === by)),
    );
    next = found.next;
    if (next === null) break;
  }
  return { items, next };
}

/** A request as it is listed at an instant (epoch ms). */
export function listedRequest(rulebook: Rulebook, lead: Lead, now: number): ListedRequest {
  const { id, tally, owner, createdAt, clock, request } = lead;
  const state = stateOf(rulebook, lead, now);
  const answered = state === "answered" || state === "closed" ? tally.closed : undefined;
  return {
    id,
    kind: tally.request!.kind,
    lead: tally.request!.lead,
    by: tally.request!.by,
    to: owner,
    state,
    askedAt: createdAt,
    respondBy: clock?.respondBy ?? null,
    ...(answered?.as === "answered" && { answeredAt: answered.at }),
    ...(request && { text: request.text }),
    ...(request?.answer && (answered || request.returnedAt !== undefined) && { answer: request.answer.text }),
  };
}

function stateOf(rulebook: Rulebook, lead: Lead, now: number): RequestState {
  if (!lead.closed) return lead.request?.returnedAt === undefined ? "open" : "returned";
  const until = returnableUntil(rulebook, lead);
  return until !== undefined && now < until ? "answered" : "closed";
}
