import { z } from "zod";
import { BatonError } from "../error/index.ts";
import { measureOf } from "../report/measures.ts";
import type { Naming } from "../report/naming.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { fold } from "../text/index.ts";
import { isDay } from "../zone/days.ts";

const text = (most: number) => z.string().trim().min(1).max(most);
const day = z.string().refine(isDay, "expected a day such as 2026-11-24");
const names = z.array(text(200)).max(100).optional();

/** A campaign as marketing describes it: a record, which changes without a new version of the agreement. */
export const campaignSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u, "letters, digits, `.`, `_` and `-` only")
      .describe("For good; what leads carry under this name is its own."),
    name: text(200).describe("What people call it. It may change."),
    owner: text(100).describe("Whose campaign it is: a person of the agreement."),
    promise: text(500).optional().describe("What it promises; whoever gets a lead of it reads that."),
    audience: text(500).optional().describe("Whom it is for."),
    starts: day.optional(),
    ends: day.optional().describe("Its last day."),
    askFrom: day
      .optional()
      .describe("From when on reps are asked its question; ten working days before the start, if absent."),
    question: text(280).optional().describe("What marketing wants to know of sales before it starts."),
    message: text(200).optional().describe("Which of the agreed messages it carries."),
    goal: z
      .strictObject({ measure: text(100), atLeast: z.number() })
      .optional()
      .describe("What it is to reach, by a measure."),
    match: z
      .strictObject({ utm: names, source: names, provider: names })
      .optional()
      .describe(
        "What else is its own: leads and touches that carry one of these names (`utm`) or ids of ad platforms (`provider`), and leads of these sources that carry no campaign that is described.",
      ),
  })
  .meta({ id: "Campaign" });
export type SaidCampaign = z.infer<typeof campaignSchema>;

/** A campaign as it is kept. Instants are ISO 8601. */
export interface Campaign extends SaidCampaign {
  changedAt: string;
  /** What it was called before, with until when. */
  formerly?: { name: string; until: string }[];
}

const MOST_NAMES = 20;

/**
 * A campaign as it is from now on. Throws `campaign.owner`, `campaign.dates`, `measure.unknown` or `campaign.match`, where another one
 * matches the same.
 */
export function described(
  { agreement: { people } }: Rulebook,
  others: readonly Campaign[],
  said: SaidCampaign,
  now: number,
): Campaign {
  const refuse = (code: string, message: string) => new BatonError(`campaign.${code}`, message, { status: 422 });
  if (!Object.hasOwn(people, said.owner)) throw refuse("owner", `"${said.owner}" is nobody of the agreement.`);
  if (said.starts !== undefined && said.ends !== undefined && said.ends < said.starts)
    throw refuse("dates", `It ends on ${said.ends}, before it starts on ${said.starts}.`);
  if (said.goal) measureOf(said.goal.measure);
  const mine = new Set(carriedNames(said));
  for (const other of others) {
    if (other.id === said.id) continue;
    const both =
      carriedNames(other).find((name) => mine.has(name)) ??
      said.match?.source?.find((source) => other.match?.source?.includes(source));
    if (both !== undefined) throw refuse("match", `"${both}" is matched by the campaign ${other.id} already.`);
  }
  const before = others.find(({ id }) => id === said.id);
  const at = new Date(now).toISOString();
  const renamed = before && before.name !== said.name ? [{ name: before.name, until: at }] : [];
  const formerly = [...(before?.formerly ?? []), ...renamed].slice(-MOST_NAMES);
  return { ...said, changedAt: at, ...(formerly.length > 0 && { formerly }) };
}

/** What leads and touches of a campaign carry, folded. */
const carriedNames = ({ id, match }: SaidCampaign): string[] =>
  [id, ...(match?.utm ?? []), ...(match?.provider ?? [])].map(fold);

/** Which campaign what is carried belongs to: one that has the name, else the one of the source, else what it is called. */
export function namingOf(campaigns: readonly Campaign[]): Naming {
  const byName = new Map(campaigns.flatMap((campaign) => carriedNames(campaign).map((name) => [name, campaign.id])));
  const bySource = new Map(campaigns.flatMap(({ id, match }) => (match?.source ?? []).map((source) => [source, id])));
  return (campaign, source) =>
    (campaign === null ? undefined : byName.get(fold(campaign))) ??
    (source === null ? undefined : bySource.get(source)) ??
    campaign;
}
