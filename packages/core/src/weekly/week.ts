import type { Words } from "@baton/words";
import { sideOf } from "../agreement/side.ts";
import type { Campaign } from "../campaigns/model.ts";
import { namingOf } from "../campaigns/naming.ts";
import type { Relay } from "../ports/relay.ts";
import type { Folding } from "../report/fold.ts";
import type { Reader } from "../report/query.ts";
import type { RoundLinks, Sending } from "../rounds/mail.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { addDays } from "../zone/days.ts";
import { localDate } from "../zone/index.ts";

/** What a Weekly is made of. */
export interface Week {
  relay: Relay;
  folding: Folding;
  rulebook: Rulebook;
  reader: Reader;
  links: RoundLinks;
  campaigns: Campaign[];
  person: string;
  /** Of the person. */
  words: Words;
  /** The last day that is over, and the first of the seven up to it, where the agreement is. */
  from: string;
  to: string;
  now: number;
  /** When it was due, and the one before, ISO 8601: what happened between them is news. */
  due: string;
  since: string;
  /** What is noted once it is sent. */
  after: (() => Promise<void>)[];
}

export const isRep = ({ rulebook: { agreement }, person }: Week): boolean =>
  sideOf(agreement, person) === "sales" &&
  Object.values(agreement.teams).some(({ members }) => members.some((member) => member.person === person));

export const isMarketer = ({ rulebook, person }: Week): boolean => sideOf(rulebook.agreement, person) === "marketing";

/** What somebody's Weekly of today is made of. */
export async function weekOf({
  relay,
  folding,
  rulebook,
  links,
  person,
  words,
  due,
  before,
  now,
}: Sending): Promise<Week> {
  const since = before ?? new Date(Date.parse(due) - 7 * 86_400_000).toISOString();
  const zone = rulebook.agreement.timezone;
  const to = addDays(localDate(zone, now), -1);
  const campaigns = await relay.store.campaigns();
  const reader = { zone, names: false, naming: namingOf(campaigns) };
  return {
    relay,
    folding,
    rulebook,
    reader,
    links,
    campaigns,
    person,
    words,
    from: addDays(to, -6),
    to,
    now,
    due,
    since,
    after: [],
  };
}
