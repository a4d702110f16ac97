import type { Words } from "@baton/words";
import { noteBriefed } from "../campaigns/brief.ts";
import { listCampaigns } from "../campaigns/list.ts";
import { type CampaignReport, campaignReport } from "../campaigns/report.ts";
import { type Money, moneyInWords } from "../money/index.ts";
import type { MeasureId } from "../report/ids.ts";
import { measures } from "../report/measures.ts";
import { report } from "../report/report.ts";
import type { RoundSection } from "../rounds/mail.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { PERSON_DAYS } from "../visibility/fields.ts";
import { addDays } from "../zone/days.ts";
import { formatDate, localDate } from "../zone/index.ts";
import { asks, said } from "./asking.ts";
import { changed } from "./changed.ts";
import { induction } from "./induction.ts";
import { owed } from "./owed.ts";
import { comingAlong } from "./ride-alongs.ts";
import { sharedMessage } from "./shared-message.ts";
import { isMarketer, isRep, type Week } from "./week.ts";

/** What becomes of leads takes weeks, and of deals months: campaigns are told of by the leads of twelve weeks. */
const CAMPAIGN_DAYS = 84;
const MOST_CAMPAIGNS = 10;
const MOST_QUOTES = 3;

/** Everything that somebody hears of a week, each from its own part; nothing, where none has anything to say. */
export async function sectionsOf(week: Week): Promise<RoundSection[]> {
  const parts = [
    induction,
    asks,
    comingAlong,
    said,
    sharedMessage,
    changed,
    starting,
    ownCampaigns,
    undescribed,
    held,
    ownWindows,
    teams,
    owed,
  ];
  const found: RoundSection[] = [];
  for (const part of parts) found.push(...(await part(week)));
  return found;
}

/** Campaigns that start before the next Weekly, for whoever gets their leads. */
async function starting(week: Week): Promise<RoundSection[]> {
  const { campaigns, relay, rulebook, person, links, words, now } = week;
  const { say, language } = words;
  if (!isRep(week)) return [];
  const today = localDate(rulebook.zone(person), now);
  const soon = campaigns.filter(({ starts }) => starts !== undefined && starts > today && starts <= addDays(today, 8));
  week.after.push(...soon.map((campaign) => () => noteBriefed(relay, campaign, now)));
  return soon.map(({ name, starts, ends, promise, audience }) => ({
    title: say("week.starts", { name, day: formatDate(starts!, language) }),
    lines: [
      ...(promise === undefined ? [] : [{ left: say("week.promises"), right: promise }]),
      ...(audience === undefined ? [] : [{ left: say("week.for"), right: audience }]),
      ...(ends === undefined ? [] : [{ left: say("week.until"), right: formatDate(ends, language) }]),
    ],
    texts: [],
    link: { label: say("week.calendar"), href: links.calendar(person) },
  }));
}

/** What came of somebody's own campaigns, and why. */
async function ownCampaigns(week: Week): Promise<RoundSection[]> {
  const { campaigns, person, folding, relay, reader, to, links, rulebook, words } = week;
  const sections: RoundSection[] = [];
  for (const campaign of campaigns.filter(({ owner }) => owner === person).slice(0, MOST_CAMPAIGNS)) {
    const asked = { from: addDays(to, 1 - CAMPAIGN_DAYS), to };
    const told = await campaignReport(folding, relay.store, campaign.id, campaign, asked, reader);
    if (told.received + told.won + told.opportunities === 0) continue;
    sections.push({
      title: campaign.name,
      lines: campaignLines(rulebook, told, words),
      texts: told.voice
        .flatMap(({ said }) => (said === null ? [] : [{ text: said, quoted: true as const }]))
        .slice(0, MOST_QUOTES),
      link: {
        label: words.say("week.whatBecame"),
        href: `${links.campaign(campaign.id, person)}?from=${asked.from}&to=${asked.to}`,
      },
    });
  }
  return sections;
}

function campaignLines({ agreement }: Rulebook, told: CampaignReport, { say, language }: Words): RoundSection["lines"] {
  const reason = (id: string) =>
    [...agreement.reasons, ...(agreement.lostReasons ?? [])].find((one) => one.id === id)?.name ??
    (id || say("week.noReason"));
  const by = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([id, n]) => `${n} × ${reason(id)}`)
      .join(", ");
  const { accepted, deemedAccepted: deemed } = told;
  const all: [string, string | number][] = [
    [say("week.received"), told.received],
    [say("week.handedToSales"), told.handedOver],
    [say("week.accepted"), accepted > 0 && deemed > 0 ? say("week.deemed", { count: accepted, deemed }) : accepted],
    [say("week.handedBack"), by(told.rejected)],
    [say("week.opportunities"), told.opportunities],
    [say("week.won"), told.won === 0 ? 0 : `${told.won}${inWords(told.revenue.handRaise, ": ", language)}`],
    [say("week.lost"), by(told.lost)],
    [say("week.costPerAccepted"), inWords(told.costPerAccepted ?? [], "", language)],
  ];
  return all
    .filter(([, right]) => right !== "" && right !== 0)
    .map(([left, right]) => ({ left, right: String(right) }));
}

const inWords = (money: readonly Money[], before: string, language: Words["language"]): string =>
  money.length === 0 ? "" : `${before}${moneyInWords(money, language)}`;

/** Campaigns that leads of the week carried and nobody described: marketing does. */
async function undescribed(week: Week): Promise<RoundSection[]> {
  if (!isMarketer(week)) return [];
  const { folding, relay, from, to, reader } = week;
  const { campaigns, none } = await listCampaigns(folding, relay.store, { from, to }, reader);
  const unknown = campaigns.filter(({ described, received }) => !described && received > 0).slice(0, MOST_CAMPAIGNS);
  if (unknown.length + none.received === 0) return [];
  const { say } = week.words;
  const leads = ({ received: count, share }: { received: number; share: number | null }) =>
    share === null ? say("week.leads", { count }) : say("week.leadsShare", { count, share: Math.round(share * 100) });
  return [
    {
      title: say("week.undescribed"),
      lines: [
        ...unknown.map((one) => ({ left: one.id, right: leads(one) })),
        ...(none.received > 0 ? [{ left: say("week.noCampaign"), right: leads(none) }] : []),
      ],
      texts: [{ text: say("week.describeThem") }],
    },
  ];
}

/** Leads that somebody holds without a clock. */
async function held(week: Week): Promise<RoundSection[]> {
  if (!isMarketer(week)) return [];
  let count = 0;
  for await (const { stage } of week.relay.store.openLeads(week.person)) if (stage === "held") count += 1;
  return count === 0
    ? []
    : [
        {
          title: week.words.say("week.withYou"),
          lines: [{ left: week.words.say("week.youHold"), right: String(count) }],
          texts: [],
        },
      ];
}

/** Somebody's own windows, which nobody else is told of. */
async function ownWindows(week: Week): Promise<RoundSection[]> {
  if (!isRep(week)) return [];
  const { n, of, open } = await numberOf(week, "windows-kept", `person:${week.person}`);
  if (!of) return [];
  const { say } = week.words;
  return [
    {
      title: say("week.label"),
      lines: [
        { left: say("week.inTime"), right: say("week.nOf", { n, of }) },
        ...(open > 0 ? [{ left: say("week.running"), right: String(open) }] : []),
      ],
      texts: [],
    },
  ];
}

/** How the teams did that somebody manages. */
async function teams(week: Week): Promise<RoundSection[]> {
  const own = Object.entries(week.rulebook.agreement.teams).filter(([, { manager }]) => manager === week.person);
  const lines: RoundSection["lines"] = [];
  for (const [team] of own) {
    const { n, of } = await numberOf(week, "contact-in-time", `team:${team}`);
    if (of) lines.push({ left: team, right: week.words.say("week.teamInTime", { n, of }) });
  }
  return lines.length === 0 ? [] : [{ title: week.words.say("week.teams"), lines, texts: [] }];
}

async function numberOf(
  { folding, from, to, reader }: Week,
  id: MeasureId,
  where: string,
): Promise<{ n: number; of: number | null; open: number }> {
  const { total } = await report(
    folding,
    measures[id],
    { from, to, where },
    { ...reader, names: true, personDays: PERSON_DAYS },
  );
  return total;
}
