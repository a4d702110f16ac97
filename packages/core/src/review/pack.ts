import { inEnglish, type Words } from "@baton/words";
import pMap from "p-map";
import { type Agreement, JUDGED } from "../agreement/model.ts";
import { sideOf } from "../agreement/side.ts";
import type { Ask } from "../asks/model.ts";
import { DAY_MS } from "../duration/index.ts";
import { BatonError } from "../error/index.ts";
import { namedPlainly } from "../lead/lead.ts";
import type { Relay } from "../ports/relay.ts";
import { resultOf } from "../report/cell.ts";
import type { Folding } from "../report/fold.ts";
import type { MeasureId } from "../report/ids.ts";
import { measures } from "../report/measures.ts";
import { ACTION } from "../requests/action.ts";
import { type ListedRequest, listedRequest } from "../requests/list.ts";
import { rideAlongs } from "../ride-alongs/standing.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { closesAt } from "../sheet/closing.ts";
import { Numbers } from "../sheet/numbers.ts";
import { lastWhole, upTo } from "../sheet/periods.ts";
import { figureAsOf, promisedIn } from "../sheet/promised.ts";
import { figureInWords } from "../sheet/words.ts";
import { addDays, isDay } from "../zone/days.ts";
import { dayStart, localDate } from "../zone/index.ts";
import { examples } from "./examples.ts";
import { lastTold, meetingFrom, reviewers } from "./meeting.ts";
import type { ActionItem, Marked, OpenPromise, Pack } from "./model.ts";

/** What a pack shows at most. */
const MOST = { rules: 3, marked: 10, requests: 20, periods: 31, learned: 20 };
const AT_ONCE = { concurrency: 16 };
/** Requests that are looked at for what is open. */
const LOOKED_AT = 500;
/** An action item is due within a year; what is longer ago is nobody's any more. */
const RECENT_MS = 400 * DAY_MS;
/** Acceptance takes weeks to show, and few leads say nothing of a rule. */
const ACCEPTANCE = { days: 84, few: 10 };

type Making = Pick<Relay, "store" | "time">;

/**
 * The pack of the first meeting on a day or after it, today by default, with what came of things since its reader was told last (ISO 8601);
 * by default since anybody may have been; what is said of them in `words`. Throws `review.none` or `review.at`.
 */
export async function packOf(
  relay: Making,
  folding: Folding,
  rulebook: Rulebook,
  day?: string,
  { told, words = inEnglish }: { told?: string | undefined; words?: Words } = {},
): Promise<Pack> {
  const { agreement } = rulebook;
  const now = relay.time.now();
  const today = localDate(agreement.timezone, now);
  if (day !== undefined && !isDay(day)) throw new BatonError("review.at", `"${day}" is not a day such as 2026-11-26.`);
  const meeting = meetingFrom(agreement, day ?? today);
  if (!meeting)
    throw new BatonError("review.none", "The agreement says nothing of when both sides meet: review.", { status: 404 });
  const yesterday = addDays(meeting.day, -1);
  const period = { from: meeting.before, to: yesterday < today ? yesterday : today };
  // Of a meeting that is over, what had been asked by the end of its day.
  const asOf = Math.min(now, dayStart(agreement.timezone, addDays(meeting.day, 1)));
  const requests = await recentRequests(relay, rulebook, { asOf, now });
  const [together, marked, promises, rules, campaigns, rides] = await Promise.all([
    examples(relay, folding, rulebook, period, words),
    markedOnes(relay, rulebook, now),
    openPromises(relay, folding, rulebook, period, words),
    worstRules(folding, rulebook, period.to),
    campaignsOf(relay, rulebook, today),
    agreement.rideAlongs && rideAlongs(relay, agreement, [meeting.before, period.to]),
  ]);
  const overdue = requests
    .map(({ listed }) => listed)
    .filter(({ kind, respondBy }) => kind !== ACTION && respondBy !== null && isPast(respondBy, asOf));
  const last = new Date(lastTold(rulebook, meeting)).toISOString();
  const since = told !== undefined && told < last ? told : last;
  const actionItems = actionItemsOf(rulebook, requests, since);
  const isNews = ({ at }: { at: string }) => at >= since && Date.parse(at) <= asOf;
  const late = actionItems.some(({ done, due }) => !done && due < today);
  return {
    at: new Date(meeting.start).toISOString(),
    minutes: agreement.review!.minutes,
    with: reviewers(agreement),
    period,
    together,
    marked: marked.slice(0, MOST.marked),
    overdueRequests: overdue.slice(0, MOST.requests),
    promises,
    rules,
    ...campaigns,
    actionItems,
    ...(rides && { rideAlongs: { ...rides, learned: rides.learned.filter(isNews).slice(0, MOST.learned) } }),
    needed: marked.length + overdue.length + promises.length > 0 || late,
  };
}

const isPast = (instant: string, now: number): boolean => Date.parse(instant) <= now;

/** A request, and when it is due where somebody set that. */
interface Found {
  listed: ListedRequest;
  due: string | undefined;
}

async function recentRequests(
  { store }: Making,
  rulebook: Rulebook,
  { asOf, now }: { asOf: number; now: number },
): Promise<Found[]> {
  const { items } = await store.leads({
    requests: true,
    since: new Date(asOf - RECENT_MS).toISOString(),
    until: new Date(asOf).toISOString(),
    limit: LOOKED_AT,
  });
  const leads = await pMap(items, ({ id }) => store.lead(id), AT_ONCE);
  return leads.flatMap((lead) =>
    lead ? [{ listed: listedRequest(rulebook, lead, now), due: lead.request?.due }] : [],
  );
}

/** Open action items, and those that were done since an instant, the earliest due first. */
function actionItemsOf(rulebook: Rulebook, requests: readonly Found[], since: string): ActionItem[] {
  return requests
    .flatMap(({ listed: { id, kind, text = "", to, answeredAt, answer }, due }): ActionItem[] => {
      if (kind !== ACTION || due === undefined || (answeredAt !== undefined && answeredAt < since)) return [];
      const day = localDate(to === null ? rulebook.agreement.timezone : rulebook.zone(to), Date.parse(due) - 1);
      const done = answeredAt !== undefined;
      return [{ id, text, owner: to, due: day, done, ...(done && answer !== undefined && { said: answer }) }];
    })
    .sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : a.id < b.id ? -1 : 1));
}

/** Who may be asked of a rejection: whoever speaks for a side, or has nobody above them there. */
function heads(agreement: Agreement): string[] {
  const { people, teams } = agreement;
  const managers = new Set([
    ...Object.values(people).map(({ manager }) => manager),
    ...Object.values(teams).map(({ manager }) => manager),
  ]);
  const isTop = (person: string) => {
    const above = people[person]!.manager;
    return above === undefined || sideOf(agreement, above) !== sideOf(agreement, person);
  };
  return Object.keys(people).filter((person) => managers.has(person) || isTop(person));
}

/** Rejections that were marked and are not settled, as those know of them who are asked. */
async function markedOnes({ store }: Making, { agreement }: Rulebook, now: number): Promise<Marked[]> {
  const asks = await pMap(heads(agreement), (person) => store.asksOf(person), AT_ONCE);
  const open = asks
    .flat()
    .filter(({ subject, respondBy }) => subject.startsWith("rejection/") && Date.parse(respondBy) > now);
  const found: Marked[] = [];
  for (const id of new Set(open.map(({ subject }) => subject.slice("rejection/".length)))) {
    const lead = await store.lead(id);
    const { review, reason } = lead?.tally.closed ?? {};
    if (!lead || lead.forgottenAt !== undefined || review?.is !== "marked") continue;
    found.push({ lead: id, name: namedPlainly(lead.fields), reason: reason ?? null, asked: review.asked ?? {} });
  }
  return found;
}

/** Promises of periods that ended since the meeting before and that were not kept, or that people have to judge. */
async function openPromises(
  { store, time }: Making,
  folding: Folding,
  rulebook: Rulebook,
  { from, to }: Pack["period"],
  words: Words,
): Promise<OpenPromise[]> {
  const { agreement } = rulebook;
  const since = addDays(from, -1);
  const promised = promisedIn(agreement).map((one) => ({
    ...one,
    periods: upTo(one.per, lastWhole(one.per, to), MOST.periods).filter((period) => period.to >= since),
  }));
  const first = promised.flatMap(({ periods }) => periods.map((period) => period.from)).sort()[0];
  if (first === undefined) return [];
  // Whether there ever was anything is asked of some time before.
  const days = { from: addDays(first, -ACCEPTANCE.days), to };
  const numbers = await Numbers.read(folding, days, agreement.timezone);
  const found: OpenPromise[] = [];
  for (const one of promised) {
    const { id, side, target, periods } = one;
    const books = await store.books(
      one.per,
      periods.map(({ name }) => name),
    );
    for (const period of periods) {
      const closed = books[period.name]?.figures[id];
      const figure =
        closed?.measure === target.measure ? closed : await figureAsOf(store, numbers, one, period, agreement.timezone);
      const unit = target.measure === JUDGED ? "judged" : measures[target.measure as MeasureId].unit;
      const waits = unit === "judged" && figure.open > 0 && closesAt(rulebook, period) > time.now();
      if (figure.met === false || waits)
        found.push({
          of: side ?? "both",
          name: target.name,
          period: period.name,
          met: figure.met,
          result: figureInWords(figure, unit, words),
        });
    }
  }
  return found;
}

async function worstRules(folding: Folding, { agreement }: Rulebook, to: string): Promise<Pack["rules"]> {
  const days = { from: addDays(to, 1 - ACCEPTANCE.days), to };
  const numbers = await Numbers.read(folding, days, agreement.timezone);
  return [...numbers.by("acceptance-rate", "rule", days)]
    .flatMap(([rule, cell]) => {
      const { value, n, of } = resultOf(measures["acceptance-rate"], cell);
      return rule === null || typeof value !== "number" || of === null || of < ACCEPTANCE.few || value === 1
        ? []
        : [{ rule, value, n, of }];
    })
    .sort((a, b) => a.value - b.value || b.of - a.of)
    .slice(0, MOST.rules);
}

async function campaignsOf(
  { store }: Making,
  { agreement: { messages = [] } }: Rulebook,
  today: string,
): Promise<Pick<Pack, "campaignsWithoutMessage" | "messagesWithoutCampaign">> {
  if (messages.length === 0) return { campaignsWithoutMessage: [], messagesWithoutCampaign: [] };
  const running = (await store.campaigns()).filter(
    ({ starts, ends }) => (starts === undefined || starts <= today) && (ends === undefined || ends >= today),
  );
  const carried = new Set(running.map(({ message }) => message));
  return {
    campaignsWithoutMessage: running.filter(({ message }) => message === undefined).map(({ id }) => id),
    messagesWithoutCampaign: messages.filter(({ id }) => !carried.has(id)).map(({ id }) => id),
  };
}

/** Questions about marked rejections of a pack that somebody is asked and has not answered. */
export async function ownWord(
  { store, time }: Making,
  { marked }: Pick<Pack, "marked">,
  person: string,
): Promise<{ ask: Ask; name: string }[]> {
  const open = (await store.asksOf(person)).filter(
    ({ answer, respondBy }) => !answer && Date.parse(respondBy) > time.now(),
  );
  return marked.flatMap(({ lead, name }) => {
    const ask = open.find(({ subject }) => subject === `rejection/${lead}`);
    return ask ? [{ ask, name }] : [];
  });
}
