import type { Agreement } from "../agreement/model.ts";
import { didYouMean } from "../agreement/suggest.ts";
import { BatonError } from "../error/index.ts";
import type { LeadSummary } from "../lead/summary.ts";
import { fold } from "../text/index.ts";
import type { ListedLead } from "./listed-lead-schema.ts";

/**
 * `unowned`: nobody could take it yet · `waiting`: for somebody to have room, as its rule says · `offered`: until somebody claims it · `held`: by marketing,
 * without a clock. All of these are open.
 */
export const leadStates = ["open", "unowned", "waiting", "offered", "held", "closed"] as const;
export type LeadState = (typeof leadStates)[number];

/** Which leads a list is to show; a part that is absent asks nothing. */
export interface LeadQuery {
  /** A person's id, or `""` for nobody's. */
  owner?: string | undefined;
  stage?: string | undefined;
  team?: string | undefined;
  source?: string | undefined;
  campaign?: string | undefined;
  state?: LeadState | undefined;
  overdue?: boolean | undefined;
}

export const listed = (lead: LeadSummary, now: number): ListedLead => ({
  ...lead,
  overdue: isOverdue(lead, now),
});

/** Stages that are no policy's. */
const ownStages = ["waiting", "offered", "held", "fetching", "unrouted", "closed"];

const isOverdue = ({ respondBy }: LeadSummary, now: number): boolean =>
  respondBy !== null && Date.parse(respondBy) <= now;

/** A query as the store takes it. Throws `lead.filter` for a value that no lead can have, with the nearest one. */
export function leadFilter(
  { people, teams, sources, sla }: Agreement,
  { owner, stage, team, source, campaign, state, overdue }: LeadQuery,
  now: number,
): { owner?: string; open?: boolean; where(lead: LeadSummary): boolean } {
  const stages = Object.values(sla).flatMap((policy) => policy.stages.map(({ name }) => name));
  known("owner", owner || undefined, Object.keys(people));
  known("stage", stage, [...stages, ...ownStages]);
  known("team", team, Object.keys(teams));
  known("source", source, Object.keys(sources));
  const holder = state === "unowned" || state === "waiting" || state === "offered" ? "" : owner;
  return {
    ...(holder !== undefined && { owner: holder }),
    ...(state !== undefined && { open: state !== "closed" }),
    where: (lead) =>
      is(stage, lead.stage) &&
      is(team, lead.team) &&
      is(source, lead.source) &&
      is(owner, lead.owner ?? "") &&
      (campaign === undefined || (lead.campaign !== null && fold(lead.campaign) === fold(campaign))) &&
      (overdue === undefined || isOverdue(lead, now) === overdue) &&
      inState(lead, state),
  };
}

const is = (wanted: string | undefined, has: string | null): boolean => wanted === undefined || wanted === has;

function inState(lead: LeadSummary, state: LeadState | undefined): boolean {
  switch (state) {
    case undefined:
    case "open":
    case "closed":
      // The store has told them apart.
      return true;
    case "unowned":
      return !["fetching", "waiting", "offered"].includes(lead.stage);
    case "waiting":
    case "offered":
    case "held":
      return lead.stage === state;
  }
}

function known(what: string, value: string | undefined, values: readonly string[]): void {
  if (value === undefined || values.includes(value)) return;
  throw new BatonError("lead.filter", `There is no ${what} "${value}"${didYouMean(value, values)}`);
}
