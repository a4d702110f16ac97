import { NO_CLOCK, type Route } from "../agreement/model.ts";
import { type Facts, literal } from "../condition/condition.ts";
import type { Duration } from "../duration/index.ts";
import { factsOf, type LeadContext } from "../fields/facts.ts";
import type { FieldValue } from "../fields/normalise.ts";
import { type TableValues, tableFacts } from "../tables/fields.ts";
import { fold } from "../text/index.ts";
import type { Choice, Means } from "./choosing/choice.ts";
import { choose, hostOf } from "./choosing/choose.ts";
import { ownersIn } from "./known.ts";
import type { Rulebook, Score } from "./rulebook.ts";
import type { Sort } from "./sorting.ts";
import { reachOf } from "./targets.ts";

/** What the rules of an agreement say of one lead, whoever is there to take it. */
export interface Ruling {
  /** What the routing rules were asked about, `score` and `band` among it. */
  facts: Facts;
  score: Score;
  /** What segment and motion it is of. */
  sort: Sort;
  route: Route | undefined;
  /** What tables say of it; absent where no rule asks. */
  tables: TableValues | undefined;
}

/** What an agreement makes of one lead at one instant. */
export interface Verdict extends Ruling {
  choice: Choice;
  /** Until when nobody but those who were asked can get the lead, epoch ms, where nobody could take it and its rule has it wait. */
  waitsUntil: number | undefined;
}

/** Scores and routes. `at` (epoch ms) is when touches are weighed. */
export async function judge(
  rulebook: Rulebook,
  fields: Record<string, FieldValue>,
  known: LeadContext,
  at: number,
): Promise<Ruling> {
  const facts = await factsOf(fields, known, rulebook.asked, rulebook.agreement.fields);
  Object.assign(facts, rulebook.received(known.receivedAt));
  const tables = assuming(known, known.tables ?? (await rulebook.lookUp(facts)));
  for (const [field, value] of tableFacts(tables ?? {})) facts[field] = literal(value);
  const score = rulebook.score(facts, known.touches, at);
  facts.score = score.total;
  if (score.band !== null) facts.band = fold(score.band);
  const sort = rulebook.sort(facts);
  return { facts, score, sort, route: rulebook.route(facts), tables };
}

/** What tables say, with what is assumed of them. */
function assuming({ assumedOfTables: assumed }: LeadContext, found: TableValues | undefined): TableValues | undefined {
  if (!assumed) return found;
  const tables = { ...found };
  for (const [table, columns] of Object.entries(assumed)) {
    const all = Object.entries({ ...tables[table], ...columns });
    tables[table] = Object.fromEntries(
      all.filter((entry): entry is [string, string | number | boolean] => entry[1] !== null),
    );
  }
  return tables;
}

/** Scores, routes and finds the owner. Besides `means`, which takes turns and reads loads, it depends on its arguments alone. */
export async function decide(
  rulebook: Rulebook,
  fields: Record<string, FieldValue>,
  known: LeadContext,
  means: Omit<Means, "window" | "host" | "fields" | "rule" | "claims">,
): Promise<Verdict> {
  const ruling = await judge(rulebook, fields, known, means.at);
  const { route } = ruling;
  const { targets, until } = route ? reachOf(route, known.receivedAt, means.at) : { targets: [], until: undefined };
  const host = hostOf(rulebook.agreement, known.source, fields);
  const window = firstWindow(rulebook, route);
  const owners = { ...means.known, ...ownersIn(ruling.tables) };
  const claims = { over: [], last: until === undefined };
  const choice = await choose(rulebook, targets, {
    ...means,
    known: owners,
    fields,
    rule: route,
    host,
    window,
    claims,
  });
  const isTaken = choice.owner !== null || choice.offered !== undefined;
  return { ...ruling, choice, waitsUntil: isTaken ? undefined : until };
}

/** The policy whose clock runs for the leads of a rule; none where it gives no clock. */
export const policyOf = ({ sla }: Pick<Route, "sla">): string | undefined => (sla === NO_CLOCK ? undefined : sla);

/** The window in which the owner of a rule's leads has to answer first. */
export const firstWindow = (rulebook: Rulebook, route: Route | undefined): Duration | undefined =>
  route && rulebook.agreement.sla[route.sla]?.stages[0]?.within;

/** Providers try for so long to deliver (Meta the longest); an instant before that is no submission of what has just come. */
const LONGEST_DELIVERY_MS = 36 * 3_600_000;

/** When the person acted, as far as that can be believed, epoch ms; undefined for what is none, or long before the receipt. */
export function submittedBefore(receivedAt: number, submittedAt: FieldValue | undefined): number | undefined {
  const at = typeof submittedAt === "string" ? Date.parse(submittedAt) : Number.NaN;
  return at >= receivedAt - LONGEST_DELIVERY_MS ? Math.min(receivedAt, at) : undefined;
}

/** Where a policy's clock starts for a lead: at receipt, or when the person acted, which is never after receipt and at most 1 h before it. */
export function clockStart(
  clockFrom: "received" | "submitted",
  receivedAt: number,
  submittedAt: FieldValue | undefined,
): number {
  if (clockFrom === "received") return receivedAt;
  return Math.max(receivedAt - 3_600_000, submittedBefore(receivedAt, submittedAt) ?? receivedAt);
}
