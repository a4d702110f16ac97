import { snoozeLimit } from "../clock/index.ts";
import { type AttemptChannel, attemptChannels } from "../facts/codes.ts";
import type { ReadFact } from "../facts/facts.ts";
import { broken } from "../facts/tally.ts";
import { written } from "../fields/normalise.ts";
import { actionsFor } from "../lead/answers/actions.ts";
import { outcomes } from "../lead/answers/outcome.ts";
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

/** A lead as one reader sees it: times in their zone, reasons in words. */
export function leadView(
  rulebook: Rulebook,
  lead: Lead,
  facts: readonly ReadFact[],
  touches: readonly StoredTouch[],
  { reader, now, enclosed }: { reader: string; now: number; enclosed?: Enclosed | undefined },
): LeadView {
  const zone = rulebook.zone(reader);
  const at = (instant: string) => formatInstant(zone, Date.parse(instant), { withZone: false });
  const source = rulebook.agreement.sources[lead.source];
  const fetching = lead.stage === "fetching";
  const deadline = lead.clock && deadlineOf(zone, Date.parse(lead.clock.respondBy), now);
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
    ...optional("meetingAt", meeting === undefined ? undefined : formatInstant(zone, Date.parse(meeting))),
    details: [
      ...whereabouts(rulebook, lead),
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
    why: whyOf(rulebook, lead, reader),
    ...optional("ownerName", lead.owner === null ? undefined : nameOf(rulebook, lead.owner)),
    stage: lead.stage,
    ...(deadline && { deadline }),
    story: storyOf(timeline(rulebook, lead, facts, zone), touches).map((entry) => ({
      at: at(entry.at),
      text: entry.text,
    })),
  };
}

/** Where a lead is whose clock runs in its own contact hours, and how that is known. */
function whereabouts(rulebook: Rulebook, { clock, fields }: Lead): { label: string; value: string }[] {
  if (!clock || rulebook.agreement.sla[clock.policy]?.calendar !== "lead") return [];
  const found = rulebook.zoneOfLead(fields);
  const { timezone } = rulebook.agreement;
  if (clock.zone === undefined)
    return [{ label: "Time zone", value: `not known: contact hours are counted in ${timezone}` }];
  const by = found?.zone === clock.zone ? `, by its ${found.by === "phone" ? "phone number" : found.by}` : "";
  return [{ label: "Time zone", value: `${clock.zone}${by}` }];
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
  options: { reader: string; now: number; enclosed?: Enclosed } & Pick<
    ResponseView,
    "path" | "earlier" | "latest" | "flash"
  >,
): ResponseView {
  const { reader, now, enclosed } = options;
  return {
    lead: leadView(rulebook, lead, facts, touches, { reader, now, enclosed }),
    reader: { name: nameOf(rulebook, reader), role: roleOf(rulebook, lead, reader, now) },
    path: options.path,
    ...(options.earlier !== undefined && { earlier: options.earlier }),
    ...(options.latest !== undefined && { latest: options.latest }),
    actions: actionsFor(rulebook, lead, reader, now),
    ...undoOf(lead, rulebook.zone(reader), options),
    channels: attemptChannels.map((id) => ({ id, name: channelNames[id] })),
    rejectReasons: openReasons(rulebook, lead).map(({ id, name }) => ({ id, name })),
    snoozeChoices: snoozeChoices(rulebook, lead, reader, now),
    handOverTo: mayReceive(rulebook, lead, reader, now).map((id) => ({
      id,
      name: id === reader ? `${nameOf(rulebook, id)} (me)` : nameOf(rulebook, id),
    })),
    correctable: correctable(rulebook, lead).map((id) => ({
      id,
      name: labelOf(id),
      value: lead.fields[id] === undefined ? "" : written(lead.fields[id]),
    })),
    outcomes: [...outcomes],
    lostReasons: rulebook.agreement.lostReasons ?? [],
    ...currencyOf(rulebook, lead),
    ...(lead.request && { isRequest: true as const }),
    ...(lead.request?.kind === ACTION && { isAction: true as const }),
    requests: askable(rulebook, reader).map(({ id, name }) => ({ id, name })),
    leave: {
      said: absencesOf(rulebook, reader, now),
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

const channelNames: Record<AttemptChannel, string> = {
  call: "Called",
  email: "Wrote an e-mail",
  message: "Sent a message",
  meeting: "Went to see them",
};

function absencesOf(rulebook: Rulebook, reader: string, now: number): ResponseView["leave"]["said"] {
  const today = localDate(rulebook.zone(reader), now);
  return rulebook.absences
    .filter(({ person, until }) => person === reader && until >= today)
    .map(({ from, until }) => ({
      first: from,
      from: formatDate(from),
      until: formatDate(until),
      isNow: from <= today,
    }));
}

/** An hour, three hours, the next two openings of the reader's day, and the longest the agreement allows; none beyond it. */
function snoozeChoices(rulebook: Rulebook, lead: Lead, reader: string, now: number): ResponseView["snoozeChoices"] {
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
    .map((until) => ({ until: new Date(until).toISOString(), label: formatInstant(zone, until, { withZone: false }) }));
}

function whyOf(rulebook: Rulebook, lead: Lead, reader: string): string {
  if (lead.stage === "fetching") return beingFetched(lead);
  if (lead.request) return "";
  const last = lead.owners.at(-1);
  const rule =
    lead.decision.rule === null ? "No routing rule took this lead" : `The rule “${lead.decision.rule}” took this lead`;
  if (lead.stage === "offered") return `${rule}; whoever of ${lead.waiting?.team} claims it first has it.`;
  if (lead.waiting) return `${rule}; everybody it is for is full or away, so it waits for them.`;
  if (lead.owner === null) return `${rule}, and nobody could take it.`;
  const who = lead.owner === reader ? "you" : nameOf(rulebook, lead.owner);
  if (lead.owners.length === 1 && lead.owner === hostOf(rulebook.agreement, lead.source, decidedFields(lead)))
    return `The meeting was booked with ${who}.`;
  if (last?.how === "claimed") return `${rule}; ${who} claimed it first.`;
  if (last?.how === "routed" && lead.tally.windows.some(({ ended }) => ended?.result === "opportunity"))
    return `${rule}; it has become an opportunity, and went on to ${who}.`;
  if (last?.how === "taken") return `${rule}; it was then handed to ${who}.`;
  if (last?.how === "reassigned") {
    const before = lead.tally.windows.slice(0, -1);
    const why = before.some(broken) ? " because nobody before responded in time" : "";
    return `${rule}; it went on to ${who}${why}.`;
  }
  return `${rule}${whyThem(rulebook, lead, lead.owner === reader ? "you were" : `${who} was`)}.`;
}

/** Why the one of the team, as the end of a sentence; `they` is `you were` or `Ana Ruiz was`. */
function whyThem(rulebook: Rulebook, { decision: { team, candidates } }: Lead, they: string): string {
  const passed = candidates.flatMap(({ excluded }) => excluded ?? []);
  const chosen = candidates.find(({ excluded }) => !excluded);
  if (chosen?.standsIn !== undefined)
    return `, and ${they} there for ${nameOf(rulebook, chosen.standsIn)}, who is on leave`;
  if (team === null) return passed.length > 0 ? `; ${passed.length} could not take it` : "";
  const count = (code: Exclusion["code"]) => passed.filter((exclusion) => exclusion.code === code).length;
  const owed = count("turn") + 1;
  if (owed > 1) return `, and of ${owed} in ${team} who could take it ${they} owed the next turn`;
  if (count("familiar") > 0) return `, and in ${team} ${they} the one who knows this customer`;
  if (count("loaded") > 0) return `, and in ${team} ${they} the one with the fewest open leads`;
  return candidates.length > 1 ? `, and in ${team} ${they} the one who could take it` : "";
}

/** Why there is no more to say of a lead that so far is only a name of the provider's. */
function beingFetched({ source, fetching }: Lead): string {
  if (fetching?.state === "gone") return `Its details cannot be fetched from ${source}: ${sentence(fetching.message)}`;
  const soFar = fetching ? ` Not yet: ${sentence(fetching.message)}` : "";
  return `Its details are being fetched from ${source}.${soFar}`;
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
