import type { FactOf } from "../facts/facts.ts";
import type { LeadStore } from "../ports/leads.ts";
import type { AskStore } from "../ports/loop/asks.ts";
import { Cube } from "../report/cube.ts";
import { asCarried, type Naming } from "../report/dimensions.ts";
import type { Folding } from "../report/fold.ts";
import type { Reader } from "../report/query.ts";
import { freshDays } from "../report/report.ts";
import { addDays, addMonths } from "../zone/days.ts";
import { localDate } from "../zone/index.ts";

/** What somebody of sales said of a lead, without anybody's name. */
export interface Voice {
  at: string;
  campaign: string | null;
  segment: string | null;
  promise: "yes" | "no" | "unsure" | null;
  said: string | null;
  /** What marketing made of what was said in that month. */
  used?: string;
}

/** A voice, and whose it is. */
interface Heard extends Voice {
  by: string;
}

/** Leads of so long before a month may be spoken of in it, in days. */
const SPOKEN_OF_DAYS = 90;
/** Voices of a month that are looked at. */
const MOST_OF_MONTH = 200;

/** Whether sales said anything of leads of that day. */
export const spoke = (cube: Cube, isOwn: (...carried: Parameters<Naming>) => boolean): boolean =>
  cube.campaigns("feedback-given").some(([from, { kept }]) => kept > 0 && isOwn(...from));

interface Wanted {
  naming: Naming;
  wanted: { campaign?: string | undefined; segment?: string | undefined };
  limit: number;
}
type Days = readonly { day: string; spoke: boolean }[];
type Voices = Pick<LeadStore, "facts"> & Pick<AskStore, "asksAbout">;

/** What sales said of leads of some days, of the latest days first, with what came of it. */
export async function voices(folding: Folding, store: Voices, days: Days, wanted: Wanted): Promise<Voice[]> {
  const heard = await heardOf(folding, store, days, wanted);
  const subjects = new Set(heard.flatMap((one) => subjectOf(one) ?? []));
  const used = new Map<string, string>();
  for (const subject of subjects)
    for (const { answer } of await store.asksAbout(subject)) if (answer) used.set(subject, answer.text);
  return heard.map(({ by: _by, ...voice }) => {
    const made = used.get(subjectOf(voice) ?? "");
    return { ...voice, ...(made !== undefined && { used: made }) };
  });
}

const subjectOf = ({ at, campaign }: Voice): string | undefined =>
  campaign === null ? undefined : `voice/${campaign}/${at.slice(0, 7)}`;

/** Who said something in a month of the leads of some campaigns, by campaign; of those only of which somebody did. */
export async function monthWriters(
  folding: Folding,
  store: Voices,
  campaigns: readonly string[],
  month: string,
  { zone, naming = asCarried }: Reader,
): Promise<Map<string, string[]>> {
  const now = folding.time.now();
  const range = { from: addDays(`${month}-01`, -SPOKEN_OF_DAYS), to: addDays(`${addMonths(month, 1)}-01`, -1) };
  const isOwn = (...carried: Parameters<Naming>) => campaigns.includes(naming(...carried) ?? "");
  const days: { day: string; spoke: boolean }[] = [];
  for (const { day, text } of await freshDays(folding, { ...range, today: localDate(zone, now), now })) {
    const cube = text === undefined ? undefined : Cube.read(text);
    if (cube) days.push({ day, spoke: spoke(cube, isOwn) });
  }
  const heard = await heardOf(folding, store, days, { naming, wanted: {}, limit: MOST_OF_MONTH });
  const own = heard.filter(({ at, campaign }) => at.startsWith(month) && campaigns.includes(campaign ?? ""));
  const by = Map.groupBy(own, ({ campaign }) => campaign!);
  return new Map([...by].map(([id, said]) => [id, [...new Set(said.map((one) => one.by))].sort()]));
}

async function heardOf(
  { store }: Folding,
  leads: Pick<LeadStore, "facts">,
  days: Days,
  { naming, wanted, limit }: Wanted,
): Promise<Heard[]> {
  const found: Heard[] = [];
  for (const { day } of days.filter((one) => one.spoke).reverse()) {
    for await (const { rows } of store.rows(day)) {
      for (const row of rows) {
        if (row.is !== "lead" || row.out !== null || !row.feedback) continue;
        const campaign = naming(row.campaign, row.source);
        if (wanted.campaign !== undefined && campaign !== wanted.campaign) continue;
        if (wanted.segment !== undefined && (row.segment ?? "") !== wanted.segment) continue;
        const said = await lastSaid(leads, row.lead);
        if (said) found.push({ ...said, campaign, segment: row.segment ?? null });
      }
    }
    if (found.length >= limit) break;
  }
  return found.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, limit);
}

/** What sales said of a lead last, and who did. */
export async function lastSaid(
  leads: Pick<LeadStore, "facts">,
  lead: string,
): Promise<Pick<Heard, "at" | "by" | "promise" | "said"> | undefined> {
  for (const { facts, words } of (await leads.facts(lead)).reverse()) {
    const n = facts.findLastIndex(({ is }) => is === "lead.feedback");
    const fact = facts[n] as FactOf<"lead.feedback"> | undefined;
    if (fact) return { at: fact.at, by: fact.by, promise: fact.promise ?? null, said: words?.[n]?.said ?? null };
  }
  return undefined;
}
