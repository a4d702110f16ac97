import { inEnglish } from "@baton/words";
import pMap from "p-map";
import { JUDGED } from "../agreement/model.ts";
import { askOnce, sendIn } from "../asks/ask.ts";
import { showAsk } from "../asks/kinds.ts";
import type { Ask } from "../asks/model.ts";
import { lastQuarters } from "../campaigns/collateral.ts";
import type { Campaign } from "../campaigns/model.ts";
import { monthWriters } from "../campaigns/voice.ts";
import { otherSide, sides } from "../facts/codes.ts";
import type { RoundSection } from "../rounds/mail.ts";
import { closesAt, openPeriods } from "../sheet/closing.ts";
import { noteEffort } from "../sheet/effort.ts";
import { agreedFrom, judgedSubject, judgements } from "../sheet/judged.ts";
import { advanceSurveys, askOf } from "../survey/run.ts";
import { addDays, addMonths } from "../zone/days.ts";
import { dayStart, localDate } from "../zone/index.ts";
import { mayComeAlong } from "./ride-alongs.ts";
import { isRep, type Week } from "./week.ts";

/** Questions of one Weekly, and won deals. */
const MOST = { asks: 3, wins: 5 };
/** What is longer ago is over. */
const RECENT_MS = 120 * 86_400_000;
const AT_ONCE = { concurrency: 8 };
/** For so long marketing may say what came of what it was told, in days. */
const ANSWER_DAYS = 21;

/** What somebody is asked, that most pressing first, and which deals were won that they had a part in. */
export async function asks(week: Week): Promise<RoundSection[]> {
  for (const ask of [campaignQuestions, whatWasUsed, whatWasHeard, whatHelped, whatWasKept, whatWeSay, mayComeAlong])
    await ask(week);
  const { relay, rulebook, person, words, links, now, due } = week;
  const all = await relay.store.asksOf(person);
  const open = all
    .filter(({ respondBy, answer, sentIn }) => Date.parse(respondBy) > now && !answer && (sentIn ?? due) === due)
    .sort((a, b) => (a.respondBy < b.respondBy ? -1 : a.respondBy > b.respondBy ? 1 : a.subject < b.subject ? -1 : 1));
  const left = { ...MOST };
  const sections: RoundSection[] = [];
  for (const ask of open) {
    const kind = ask.subject.startsWith("win/") ? "wins" : "asks";
    if (left[kind] === 0) continue;
    const shown = await showAsk(relay, rulebook, ask, words);
    if (!shown) continue;
    // Sent again after a failure, it asks what it asked.
    if ((await sendIn(relay, ask, due)).sentIn !== due) continue;
    left[kind] -= 1;
    if (kind === "asks")
      week.after.push(() =>
        noteEffort(relay, { id: `question.${ask.subject}.${person}`, person, at: now, effort: "question" }),
      );
    sections.push({
      title: shown.title,
      lines: [],
      texts: shown.texts.map((text) => ({ text })),
      ...(ask.choices?.length !== 0 && { link: { label: shown.label, href: links.ask(ask.subject, person) } }),
    });
  }
  return sections;
}

/** When reps are asked a campaign's question, if today: up to its start, from ten working days before. */
function asksToday({ rulebook, person, now }: Week, { question, starts, ends, askFrom }: Campaign): boolean {
  if (question === undefined) return false;
  const today = localDate(rulebook.zone(person), now);
  const first = askFrom ?? (starts === undefined ? undefined : addDays(starts, -14));
  return (first === undefined || today >= first) && today < (starts ?? ends ?? addDays(today, 1));
}

/** What marketing wants to know before campaigns start. */
async function campaignQuestions(week: Week): Promise<void> {
  if (!isRep(week)) return;
  const { relay, rulebook, person, campaigns, now } = week;
  const zone = rulebook.agreement.timezone;
  for (const campaign of campaigns.filter((one) => asksToday(week, one))) {
    const closes = campaign.starts ?? addDays(localDate(zone, now), 14);
    const respondBy = new Date(dayStart(zone, closes)).toISOString();
    await askOnce(relay, { subject: `campaign/${campaign.id}`, person, question: campaign.question!, respondBy });
  }
}

const answerBy = ({ now }: Week): string => new Date(now + ANSWER_DAYS * 86_400_000).toISOString();

/** Once a campaign has started its owner says what was done with what sales answered. */
async function whatWasUsed(week: Week): Promise<void> {
  const { relay, rulebook, person, campaigns, now } = week;
  const today = localDate(rulebook.zone(person), now);
  for (const { id, owner, question, starts } of campaigns) {
    if (owner !== person || question === undefined || (starts !== undefined && starts > today)) continue;
    if (await relay.store.ask(`used/${id}`, person)) continue;
    const tell = (await relay.store.asksAbout(`campaign/${id}`))
      .filter(({ answer }) => answer)
      .map((one) => one.person);
    if (tell.length === 0) continue;
    await askOnce(relay, { subject: `used/${id}`, person, question: `“${question}”`, respondBy: answerBy(week), tell });
  }
}

/** Once a month, in their first Weekly of one, owners of campaigns say what they make of what sales told of their leads in the last. */
async function whatWasHeard(week: Week): Promise<void> {
  const { relay, folding, person, campaigns, due, since, reader } = week;
  if (due.slice(0, 7) === since.slice(0, 7)) return;
  const month = addMonths(due.slice(0, 7), -1);
  const own = campaigns.filter(({ owner }) => owner === person).map(({ id }) => id);
  if (own.length === 0) return;
  for (const [id, tell] of await monthWriters(folding, relay.store, own, month, reader))
    await askOnce(relay, { subject: `voice/${id}/${month}`, person, question: "", respondBy: answerBy(week), tell });
}

/** Once a quarter whoever gets leads says which collateral they used in the last one. */
async function whatHelped(week: Week): Promise<void> {
  const { relay, person, to } = week;
  if (!isRep(week)) return;
  const [, last] = lastQuarters(to);
  const all = await relay.store.collateral();
  if (all.length === 0 || (await relay.store.ask(`collateral/${last}`, person))) return;
  await askOnce(relay, {
    subject: `collateral/${last}`,
    person,
    question: inEnglish.say("week.collateral", { quarter: last!.slice(5), year: last!.slice(0, 4) }),
    respondBy: answerBy(week),
    choices: all.map(({ id, name }) => ({ id, name })),
    many: true,
  });
}

/** Whoever signs says of what the other side promised in a period that is over whether it was kept, until that is closed. */
async function whatWasKept({ relay, rulebook, person, to, now }: Week): Promise<void> {
  const { signers, commitments } = rulebook.agreement;
  const first = await agreedFrom(relay.store, rulebook.agreement.timezone);
  for (const side of sides) {
    if (signers?.[otherSide(side)] !== person) continue;
    for (const { name, per } of commitments[side].filter(({ measure }) => measure === JUDGED)) {
      for (const period of openPeriods(rulebook, per, to, now).filter((one) => one.to >= first)) {
        const subject = judgedSubject(side, period.name, name);
        if ((await relay.store.asksAbout(subject)).some(({ answer }) => answer)) continue;
        const respondBy = new Date(closesAt(rulebook, period)).toISOString();
        await askOnce(relay, { subject, person, question: "", respondBy, choices: judgements });
      }
    }
  }
}

/** Now and then everybody with a side says what they say of what is sold. */
async function whatWeSay({ relay, rulebook, person }: Week): Promise<void> {
  await askOf(relay, await advanceSurveys(relay, rulebook), person);
}

/** What came of what somebody said, and who thanks them. */
export async function said(week: Week): Promise<RoundSection[]> {
  const { relay, rulebook, person, words, campaigns, now, since, due } = week;
  const { say } = words;
  const { people } = rulebook.agreement;
  const isNews = ({ answer }: Ask) => answer !== undefined && answer.at >= since && answer.at < due;
  const own = await relay.store.asksOf(person);
  const isRecent = ({ askedAt }: Ask) => Date.parse(askedAt) > now - RECENT_MS;
  const recent = own.filter(isRecent);
  const last = addMonths(due.slice(0, 7), -1);
  const heard = isRep(week) ? [last, addMonths(last, -1)] : [];
  const about = [
    ...recent
      .filter(({ subject, answer }) => subject.startsWith("campaign/") && answer)
      .map(({ subject }) => subject.replace("campaign", "used")),
    ...campaigns.filter(runsLately(week)).flatMap(({ id }) => heard.map((month) => `voice/${id}/${month}`)),
  ];
  const texts: string[] = [];
  for (const ask of (await pMap(about, (subject) => relay.store.asksAbout(subject), AT_ONCE)).flat()) {
    if (!isNews(ask) || !ask.tell?.includes(person)) continue;
    const [kind, id] = ask.subject.split("/");
    const mine = kind === "used" && own.find(({ subject }) => subject === `campaign/${id}`)?.answer;
    const name = campaigns.find((campaign) => campaign.id === id)?.name ?? id;
    const by = people[ask.person]?.name ?? ask.person;
    const { text } = ask.answer!;
    texts.push(
      mine
        ? say("week.youSaid", { name: name ?? "", mine: mine.text, by, text })
        : say("week.saidBy", { name: name ?? "", by, text }),
    );
  }
  const wins = recent.filter(({ subject }) => subject.startsWith("win/"));
  for (const other of (await pMap(wins, ({ subject }) => relay.store.asksAbout(subject), AT_ONCE)).flat()) {
    if (other.person === person || !isNews(other)) continue;
    const shown = await showAsk(relay, rulebook, { ...other, person }, words);
    if (shown) texts.push(say("week.thanks", { by: people[other.person]?.name ?? other.person, title: shown.title }));
  }
  return texts.length === 0 ? [] : [{ title: say("week.saidDid"), lines: [], texts: texts.map((text) => ({ text })) }];
}

/** Campaigns that run, or ended not long ago. */
const runsLately =
  ({ to }: Week) =>
  ({ ends }: Campaign): boolean =>
    ends === undefined || ends >= addDays(to, -RECENT_MS / 86_400_000);
