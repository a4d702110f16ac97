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
  const { campaigns, relay, rulebook, person, links, now } = week;
  if (!isRep(week)) return [];
  const today = localDate(rulebook.zone(person), now);
  const soon = campaigns.filter(({ starts }) => starts !== undefined && starts > today && starts <= addDays(today, 8));
  week.after.push(...soon.map((campaign) => () => noteBriefed(relay, campaign, now)));
  return soon.map(({ name, starts, ends, promise, audience }) => ({
    title: `“${name}” starts on ${formatDate(starts!)}`,
    lines: [
      ...(promise === undefined ? [] : [{ left: "Promises", right: promise }]),
      ...(audience === undefined ? [] : [{ left: "For", right: audience }]),
      ...(ends === undefined ? [] : [{ left: "Until", right: formatDate(ends) }]),
    ],
    texts: [],
    link: { label: "Campaigns in your calendar", href: links.calendar(person) },
  }));
}

/** What came of somebody's own campaigns, and why. */
async function ownCampaigns(week: Week): Promise<RoundSection[]> {
  const { campaigns, person, folding, relay, reader, to, links, rulebook } = week;
  const sections: RoundSection[] = [];
  for (const campaign of campaigns.filter(({ owner }) => owner === person).slice(0, MOST_CAMPAIGNS)) {
    const asked = { from: addDays(to, 1 - CAMPAIGN_DAYS), to };
    const told = await campaignReport(folding, relay.store, campaign.id, campaign, asked, reader);
    if (told.received + told.won + told.opportunities === 0) continue;
    sections.push({
      title: campaign.name,
      lines: campaignLines(rulebook, told),
      texts: told.voice
        .flatMap(({ said }) => (said === null ? [] : [{ text: said, quoted: true as const }]))
        .slice(0, MOST_QUOTES),
      link: {
        label: "What became of each",
        href: `${links.campaign(campaign.id, person)}?from=${asked.from}&to=${asked.to}`,
      },
    });
  }
  return sections;
}

function campaignLines({ agreement }: Rulebook, told: CampaignReport): RoundSection["lines"] {
  const reason = (id: string) =>
    [...agreement.reasons, ...(agreement.lostReasons ?? [])].find((one) => one.id === id)?.name ??
    (id || "no reason given");
  const by = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([id, n]) => `${n} × ${reason(id)}`)
      .join(", ");
  const deemed = told.deemedAccepted > 0 ? `, ${told.deemedAccepted} of them because nobody said anything` : "";
  const all: [string, string | number][] = [
    ["Received in twelve weeks", told.received],
    ["Handed to sales", told.handedOver],
    ["Accepted", told.accepted === 0 ? 0 : `${told.accepted}${deemed}`],
    ["Handed back", by(told.rejected)],
    ["Opportunities", told.opportunities],
    ["Won", told.won === 0 ? 0 : `${told.won}${inWords(told.revenue.handRaise, ": ")}`],
    ["Lost", by(told.lost)],
    ["Cost per accepted lead", inWords(told.costPerAccepted ?? [], "")],
  ];
  return all
    .filter(([, right]) => right !== "" && right !== 0)
    .map(([left, right]) => ({ left, right: String(right) }));
}

const inWords = (money: readonly Money[], before: string): string =>
  money.length === 0 ? "" : `${before}${moneyInWords(money)}`;

/** Campaigns that leads of the week carried and nobody described: marketing does. */
async function undescribed(week: Week): Promise<RoundSection[]> {
  if (!isMarketer(week)) return [];
  const { folding, relay, from, to, reader } = week;
  const { campaigns, none } = await listCampaigns(folding, relay.store, { from, to }, reader);
  const unknown = campaigns.filter(({ described, received }) => !described && received > 0).slice(0, MOST_CAMPAIGNS);
  if (unknown.length + none.received === 0) return [];
  const share = (of: number | null) => (of === null ? "" : ` (${Math.round(of * 100)} %)`);
  return [
    {
      title: "Campaigns that nobody has described",
      lines: [
        ...unknown.map((one) => ({ left: one.id, right: `${one.received} leads${share(one.share)}` })),
        ...(none.received > 0 ? [{ left: "No campaign", right: `${none.received} leads${share(none.share)}` }] : []),
      ],
      texts: [{ text: "What they promise, and whose they are, is told to sales once it is described." }],
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
          title: "With you, without a clock",
          lines: [{ left: "Leads that you hold", right: String(count) }],
          texts: [],
        },
      ];
}

/** Somebody's own windows, which nobody else is told of. */
async function ownWindows(week: Week): Promise<RoundSection[]> {
  if (!isRep(week)) return [];
  const { n, of, open } = await numberOf(week, "windows-kept", `person:${week.person}`);
  if (!of) return [];
  return [
    {
      title: "Your week",
      lines: [
        { left: "Answered in time", right: `${n} of ${of}` },
        ...(open > 0 ? [{ left: "Still running", right: String(open) }] : []),
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
    if (of) lines.push({ left: team, right: `${n} of ${of} contacted in time` });
  }
  return lines.length === 0 ? [] : [{ title: "Your teams", lines, texts: [] }];
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
