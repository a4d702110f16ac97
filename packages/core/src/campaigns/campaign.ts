import { BatonError } from "../error/index.ts";
import { measureOf } from "../report/measures.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import type { Campaign, SaidCampaign } from "./model.ts";
import { carriedNames } from "./naming.ts";

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
  // Whoever was told of another start does not know of this one.
  const briefedAt = before?.starts === said.starts ? before?.briefedAt : undefined;
  return {
    ...said,
    changedAt: at,
    ...(briefedAt !== undefined && { briefedAt }),
    ...(formerly.length > 0 && { formerly }),
  };
}
