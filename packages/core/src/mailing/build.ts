import { inEnglish, type Words } from "@baton/words";
import { snoozeLimit } from "../clock/index.ts";
import { attemptChannels, outcomeIds } from "../facts/codes.ts";
import type { ReadFact } from "../facts/facts.ts";
import { broken } from "../facts/tally.ts";
import { written } from "../fields/normalise.ts";
import { actionsFor } from "../lead/answers/actions.ts";
import { correctable } from "../lead/answers/reassign.ts";
import { openReasons } from "../lead/answers/reject.ts";
import { undoableUntil } from "../lead/answers/undo.ts";
import { decidedFields } from "../lead/decision.ts";
import { displayName, type Lead } from "../lead/lead.ts";
import { mayReceive, roleOf } from "../lead/recipients.ts";
import { timeline } from "../lead/timeline.ts";
import type { StoredTouch } from "../person/person.ts";
import { ACTION } from "../requests/action.ts";
import { askable } from "../requests/ask.ts";
import { hostOf } from "../rules/choosing/choose.ts";
import type { Exclusion } from "../rules/exclusion.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { formatDate, formatInstant, formatTime, localDate } from "../zone/index.ts";
import { deadlineOf } from "./deadline.ts";
import type { Enclosed } from "./enclosed.ts";
import { storyOf } from "./story.ts";
import type { LeadView, ResponseView } from "./view.ts";

/** Fields shown in the contact block; all others are details. */
const contactFields = new Set([
  "name",
  "firstName",
  "lastName",
  "email",
  "phone",
  "company",
  "title",
  "country",
  "message",
  "campaign",
  "submittedAt",
  "meeting.at",
]);

/** A lead as one reader sees it: in their words, times in their zone. */
export function leadView(
  rulebook: Rulebook,
  lead: Lead,
  facts: readonly ReadFact[],
  touches: readonly StoredTouch[],
  {
    reader,
    now,
    enclosed,
    words = inEnglish,
  }: { reader: string; now: number; enclosed?: Enclosed | undefined; words?: Words | undefined },
): LeadView {
  const { language } = words;
  const zone = rulebook.zone(reader);
  const at = (instant: string) => formatInstant(zone, Date.parse(instant), { withZone: false, language });
  const source = rulebook.agreement.sources[lead.source];
  const fetching = lead.stage === "fetching";
  const deadline = lead.clock && deadlineOf(zone, Date.parse(lead.clock.respondBy), now, words);
  const text = (field: string) => (lead.fields[field] === undefined ? undefined : String(lead.fields[field]));
  const meeting = text("meeting.at");
  const optional = (key: keyof LeadView, value: string | undefined) => (value === undefined ? {} : { [key]: value });
  return {
    id: lead.id,
    name: displayName(lead),
    subject: lead.subject ?? firstKnown(lead),
    ...optional("firstName", text("firstName")),
    ...optional("email", text("email")),
    ...optional("phone", text("phone")?.replace(";ext=", " ext. ") ?? stringOf(lead.extra.phone?.value)),
    ...optional("company", text("company")),
    ...optional("title", text("title")),
    ...optional("country", text("country")),
    ...optional("language", text("language")),
    ...optional("message", lead.request?.text ?? text("message")),
    ...optional(
      "meetingAt",
      meeting === undefined ? undefined : formatInstant(zone, Date.parse(meeting), { language }),
    ),
    details: [
      ...whereabouts(rulebook, lead, words),
      ...Object.entries(lead.fields)
        .filter(([name]) => !contactFields.has(name))
        .map(([name, value]) => ({
          label: labelOf(name),
          value: name === "meeting.host" ? nameOf(rulebook, String(value)) : written(value),
        })),
      ...Object.entries(lead.extra)
        .filter(([name]) => !(name === "phone" && lead.fields.phone === undefined))
        .map(([name, { value, reason }]) => ({
          label: labelOf(name),
          value: `${stringOf(value)}${reason ? ` (${reason})` : ""}`,
        })),
    ],
    source: lead.source,
    ...optional("campaign", text("campaign")),
    ...optional("promise", enclosed ? enclosed.promise : source?.promise),
    ...(enclosed && {
      help: {
        ...(enclosed.message !== undefined && { message: enclosed.message }),
        playbook: enclosed.playbook,
        collateral: enclosed.collateral,
      },
    }),
    receivedAt: at(lead.createdAt),
    ...(!fetching &&
      !lead.request && { score: lead.score.total, ...(lead.score.band !== null && { band: lead.score.band }) }),
    reasons: fetching ? [] : lead.score.reasons,
    rule: fetching ? null : lead.decision.rule,
    why: whyOf(rulebook, lead, reader, words),
    ...optional("ownerName", lead.owner === null ? undefined : nameOf(rulebook, lead.owner)),
    stage: lead.stage,
    ...(deadline && { deadline }),
    story: storyOf(timeline(rulebook, lead, facts, zone, words), touches, words).map((entry) => ({
      at: at(entry.at),
      text: entry.text,
    })),
  };
}

/** Where a lead is whose clock runs in its own contact hours, and how that is known. */
function whereabouts(rulebook: Rulebook, { clock, fields }: Lead, { say }: Words): { label: string; value: string }[] {
  if (!clock || rulebook.agreement.sla[clock.policy]?.calendar !== "lead") return [];
  const found = rulebook.zoneOfLead(fields);
  const { timezone } = rulebook.agreement;
  const { zone } = clock;
  const label = say("lead.zone");
  if (zone === undefined) return [{ label, value: say("lead.zoneUnknown", { timezone }) }];
  return [{ label, value: found?.zone === zone ? say("lead.zoneBy", { zone, by: found.by }) : zone }];
}

/** Whom and which company mails name that have no subject of their own: as it was decided, so that threads hold. */
function firstKnown(lead: Lead): LeadView["subject"] {
  const fields = decidedFields(lead);
  return { name: displayName({ fields }), ...(fields.company !== undefined && { company: String(fields.company) }) };
}

/** The response page for one reader at one instant. */
export function responseView(
  rulebook: Rulebook,
  lead: Lead,
  facts: readonly ReadFact[],
  touches: readonly StoredTouch[],
  options: { reader: string; now: number; enclosed?: Enclosed; words?: Words } & Pick<
    ResponseView,
    "path" | "earlier" | "latest" | "flash"
  >,
): ResponseView {
  const { reader, now, enclosed, words = inEnglish } = options;
  const { say } = words;
  return {
    lead: leadView(rulebook, lead, facts, touches, { reader, now, enclosed, words }),
    reader: { name: nameOf(rulebook, reader), role: roleOf(rulebook, lead, reader, now) },
    path: options.path,
    ...(options.earlier !== undefined && { earlier: options.earlier }),
    ...(options.latest !== undefined && { latest: options.latest }),
    actions: actionsFor(rulebook, lead, reader, now),
    ...undoOf(lead, rulebook.zone(reader), options),
    channels: attemptChannels.map((id) => ({ id, name: say("lead.channel", { channel: id }) })),
    rejectReasons: openReasons(rulebook, lead).map(({ id, name }) => ({ id, name })),
    snoozeChoices: snoozeChoices(rulebook, lead, reader, now, words),
    handOverTo: mayReceive(rulebook, lead, reader, now).map((id) => ({
      id,
      name: id === reader ? say("lead.me", { name: nameOf(rulebook, id) }) : nameOf(rulebook, id),
    })),
    correctable: correctable(rulebook, lead).map((id) => ({
      id,
      name: labelOf(id),
      value: lead.fields[id] === undefined ? "" : written(lead.fields[id]),
    })),
    outcomes: outcomeIds.map((id) => ({ id, name: say("lead.outcome", { outcome: id }) })),
    lostReasons: rulebook.agreement.lostReasons ?? [],
    ...currencyOf(rulebook, lead),
    ...(lead.request && { isRequest: true as const }),
    ...(lead.request?.kind === ACTION && { isAction: true as const }),
    requests: askable(rulebook, reader).map(({ id, name }) => ({ id, name })),
    leave: {
      said: absencesOf(rulebook, reader, now, words),
      deputies: Object.entries(rulebook.agreement.people)
        .filter(([id]) => id !== reader)
        .map(([id, { name }]) => ({ id, name })),
    },
    ...(options.flash && { flash: options.flash }),
  };
}

function currencyOf({ agreement }: Rulebook, { tally }: Lead): Pick<ResponseView, "currency"> {
  const currency = tally.deals?.at(-1)?.amount?.currency ?? agreement.currency;
  return currency === undefined ? {} : { currency };
}

function undoOf(
  lead: Lead,
  zone: string,
  { reader, now }: { reader: string; now: number },
): Pick<ResponseView, "undo"> {
  const until = undoableUntil(lead, { person: reader, at: now });
  if (until === undefined) return {};
  return { undo: { action: lead.responses.at(-1)!.action, until: formatTime(zone, until) } };
}

function absencesOf(
  rulebook: Rulebook,
  reader: string,
  now: number,
  { language }: Words,
): ResponseView["leave"]["said"] {
  const today = localDate(rulebook.zone(reader), now);
  return rulebook.absences
    .filter(({ person, until }) => person === reader && until >= today)
    .map(({ from, until }) => ({
      first: from,
      from: formatDate(from, language),
      until: formatDate(until, language),
      isNow: from <= today,
    }));
}

/** An hour, three hours, the next two openings of the reader's day, and the longest the agreement allows; none beyond it. */
function snoozeChoices(
  rulebook: Rulebook,
  lead: Lead,
  reader: string,
  now: number,
  { language }: Words,
): ResponseView["snoozeChoices"] {
  const limit = lead.clock && snoozeLimit(rulebook, lead.clock, now);
  if (limit === undefined) return [];
  const zone = rulebook.zone(reader);
  const work = rulebook.workingTime(reader);
  const hour = 3_600_000;
  const tomorrow = work.nextOpening(now + 12 * hour);
  const instants = [now + hour, now + 3 * hour, tomorrow, work.nextOpening(tomorrow + 24 * hour), limit];
  return [...new Set(instants)]
    .filter((until) => until > now && until <= limit)
    .sort((a, b) => a - b)
    .map((until) => ({
      until: new Date(until).toISOString(),
      label: formatInstant(zone, until, { withZone: false, language }),
    }));
}

function whyOf(rulebook: Rulebook, lead: Lead, reader: string, words: Words): string {
  const { say } = words;
  if (lead.stage === "fetching") return beingFetched(lead, words);
  if (lead.request) return "";
  const last = lead.owners.at(-1);
  const rule = lead.decision.rule === null ? say("why.noRule") : say("why.rule", { rule: lead.decision.rule });
  if (lead.stage === "offered") return say("why.offered", { rule, team: lead.waiting?.team ?? "" });
  if (lead.waiting) return say("why.waiting", { rule });
  if (lead.owner === null) return say("why.nobody", { rule });
  const whose = { rule, self: lead.owner === reader ? "yes" : "no", who: nameOf(rulebook, lead.owner) };
  if (lead.owners.length === 1 && lead.owner === hostOf(rulebook.agreement, lead.source, decidedFields(lead)))
    return say("why.booked", whose);
  if (last?.how === "claimed") return say("why.claimed", whose);
  if (last?.how === "routed" && lead.tally.windows.some(({ ended }) => ended?.result === "opportunity"))
    return say("why.opportunity", whose);
  if (last?.how === "taken") return say("why.taken", whose);
  if (last?.how === "reassigned") {
    const unanswered = lead.tally.windows.slice(0, -1).some(broken) ? "yes" : "no";
    return say("why.reassigned", { ...whose, unanswered });
  }
  return whyThem(rulebook, lead, whose, words);
}

/** Why the one of the team. */
function whyThem(
  rulebook: Rulebook,
  { decision: { team, candidates } }: Lead,
  whose: { rule: string; self: string; who: string },
  { say }: Words,
): string {
  const passed = candidates.flatMap(({ excluded }) => excluded ?? []);
  const chosen = candidates.find(({ excluded }) => !excluded);
  if (chosen?.standsIn !== undefined)
    return say("why.standsIn", { ...whose, absent: nameOf(rulebook, chosen.standsIn) });
  if (team === null)
    return passed.length > 0 ? say("why.passedOver", { ...whose, count: passed.length }) : say("why.plain", whose);
  const counted = (code: Exclusion["code"]) => passed.filter((exclusion) => exclusion.code === code).length;
  const count = counted("turn") + 1;
  if (count > 1) return say("why.turn", { ...whose, team, count });
  if (counted("familiar") > 0) return say("why.familiar", { ...whose, team });
  if (counted("loaded") > 0) return say("why.fewest", { ...whose, team });
  return candidates.length > 1 ? say("why.only", { ...whose, team }) : say("why.plain", whose);
}

/** Why there is no more to say of a lead that so far is only a name of the provider's. */
function beingFetched({ source, fetching }: Lead, { say }: Words): string {
  if (fetching?.state === "gone") return say("why.gone", { source, message: sentence(fetching.message) });
  const text = say("why.fetching", { source });
  return fetching ? `${text} ${say("why.notYet", { message: sentence(fetching.message) })}` : text;
}

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

export const nameOf = (rulebook: Rulebook, id: string): string => rulebook.agreement.people[id]?.name ?? id;
const stringOf = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === "string" ? value : JSON.stringify(value);
const labelOf = (name: string): string =>
  name
    .replace(/^utm\./, "UTM ")
    .replace(/^clickId\./, "Click id ")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[._-]+/g, " ")
    .replace(/^./, (first) => first.toUpperCase());
