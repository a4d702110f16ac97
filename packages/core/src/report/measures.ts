import { didYouMean } from "../agreement/suggest.ts";
import { BatonError } from "../error/index.ts";
import { verdicts } from "../facts/codes.ts";
import { ACTION } from "../requests/action.ts";
import { type MeasureId, measureIds, measureUnits } from "./ids.ts";
import {
  accepted,
  amounts,
  answeredInTime,
  contactedInTime,
  firstContact,
  handedBack,
  isDeemed,
  kept,
  ofDeals,
  ofLeads,
  ofWindows,
  only,
  spentOn,
  windowKept,
} from "./judging.ts";
import type { Measure } from "./measure.ts";

const FEW_ANSWERS = 10;
const FEW_ANSWERED = 0.3;

/** What each measure means. */
const defined: { [Id in MeasureId]: Omit<Measure, "unit"> & { id: Id } } = {
  "qualified-leads": {
    id: "qualified-leads",
    side: "marketing",
    better: "more",
    definition:
      "Leads received whose score at the first decision reached the agreement's `qualified`. Tests, merged, withdrawn and forgotten leads count nowhere; open are those that are not decided yet.",
    judge: ofLeads(({ qualified, version }) => {
      if (version === null) return "open";
      return qualified === null ? undefined : kept(qualified);
    }),
  },
  "acceptance-rate": {
    id: "acceptance-rate",
    side: "marketing",
    better: "more",
    definition:
      "Of the qualified leads that were handed to a salesperson and are decided, but for those that sales found itself: those that were not rejected for bad data or as no fit. Decided are leads that were closed, rejected ones once marketing cannot ask any more to look at them together, and those of which nobody said anything until the time to say what came of them was over: these count as accepted. One that both sides found should not have been rejected counts as accepted. Leads rejected for timing or as duplicates, and those of which the sides could not agree, are in neither; open are those that are not decided.",
    judge: ofLeads(accepted),
  },
  "context-completeness": {
    id: "context-completeness",
    side: "marketing",
    better: "more",
    definition:
      "Of the leads that were handed to a salesperson: those whose first hand-over lacked nothing of what the agreement's `handover.needs` lists; without such a list, of a name, a working address or number, a company, and a reason in the person's own words or something they did before.",
    judge: ofLeads(({ sales }) => (sales ? kept(sales.lacks.length === 0) : undefined)),
  },
  "contact-in-time": {
    id: "contact-in-time",
    side: "sales",
    better: "more",
    definition:
      "Of the leads handed to sales whose first contact window is over or answered: those that somebody of sales contacted, tried to reach or rejected before the deadline that its first owner was given. Handing a lead on does not restart it, and a pause does not lengthen it. Leads whose first window Baton or a mail broke, and those that nobody could reach, as no address or number was known, are in neither. By person: of the contact windows of that person that ended or ran out, those that were kept; one that was handed on before its end is in neither. Open are those that still run.",
    judge: ofWindows(contactedInTime),
  },
  "windows-kept": {
    id: "windows-kept",
    side: "both",
    better: "more",
    definition:
      "Of all windows of all stages that somebody had and that ended or ran out: those that did not run out without a response. A window that was handed on before its end is in neither; open are those that still run. Windows are counted, not leads; action items of reviews are in none.",
    bySide: true,
    judge: ofWindows((row) => (row.person === null || row.request === ACTION ? undefined : windowKept(row))),
  },
  "disposition-in-time": {
    id: "disposition-in-time",
    side: "sales",
    better: "more",
    definition:
      "Of the leads whose first window to say what came of them is over or ended: those where sales said so before its end. By person: of all such windows of that person. One that was handed on before its end is in neither; open are those that still run.",
    judge: ofWindows((row, counting) => {
      const { kind, side, first, person } = row;
      if (kind !== "disposition" || side !== "sales") return undefined;
      return (counting === "holders" ? person !== null : first) ? windowKept(row) : undefined;
    }),
  },
  "requests-in-time": {
    id: "requests-in-time",
    side: "both",
    better: "more",
    definition:
      "Of the requests between the sides whose first window is over or answered: those that were answered before the deadline that was given first. Handing one on does not restart it, and a pause does not lengthen it; one that was sent back, as the answer was none, counts once more from then. By person: of all such windows of that person. Open are those that still run.",
    bySide: true,
    judge: ofWindows(answeredInTime),
  },
  "time-to-contact": {
    id: "time-to-contact",
    side: "sales",
    better: "less",
    definition:
      "Time until sales first contacted a lead: the median, and `p90`, which nine in ten do not exceed, in working time from the beginning of the first contact window; `elapsed` is how long the customer waited since the lead was received. `n` of `of` leads were contacted. Those whose window ran out, or that were closed, without a contact took longer than any, so a percentile that falls among them is null; leads rejected without a contact are in neither, and open are those that still wait. Up to a hundred durations are exact, more within 0.4 %; the nearest rank counts.",
    judge: ofWindows(firstContact),
    spent(row) {
      const contact = row.is === "window" ? row.contact : null;
      // Whoever was contacted before the window began did not wait in it.
      return { workedMs: contact?.workedMs ?? 0, elapsedMs: contact?.elapsedMs ?? 0 };
    },
  },
  "received-leads": {
    id: "received-leads",
    side: "marketing",
    better: "more",
    definition: "Leads that were received on these days. Tests, merged, withdrawn and forgotten leads count nowhere.",
    judge: ofLeads(() => "kept"),
  },
  "handed-over": {
    id: "handed-over",
    side: "marketing",
    better: "more",
    definition: "Leads received on these days that were handed to a salesperson, whenever that was.",
    judge: ofLeads(({ sales }) => only(sales !== null)),
  },
  "accepted-leads": {
    id: "accepted-leads",
    side: "marketing",
    better: "more",
    definition:
      "The leads that `acceptance-rate` counts as accepted, those deemed so because nobody said anything among them; open are those that are not decided.",
    judge: ofLeads(accepted),
  },
  "deemed-accepted": {
    id: "deemed-accepted",
    side: "sales",
    better: "less",
    definition:
      "The accepted leads of which nobody said anything until the time to say what came of them was over, and that still are open.",
    judge: ofLeads((row) => only(isDeemed(row))),
  },
  "rejected-leads": {
    id: "rejected-leads",
    side: "marketing",
    better: "less",
    definition:
      "Leads received on these days that sales handed back, by the agreed reason that was given for it. Those of which both sides found that they should not have been, or could not agree, are none.",
    judge: ofLeads((row) => only(handedBack(row))),
  },
  "parked-rate": {
    id: "parked-rate",
    side: "marketing",
    better: "less",
    definition:
      "Of the qualified leads that were handed to a salesperson and are decided: those that were handed back because the time was not right.",
    judge: ofLeads((row) => {
      const { qualified, sales, closed } = row;
      if (qualified && sales && closed?.as === "rejected" && closed.cause === "timing") return "kept";
      const standing = accepted(row, "leads");
      return standing && (standing === "open" ? "open" : "missed");
    }),
  },
  "valid-contact": {
    id: "valid-contact",
    side: "marketing",
    better: "more",
    definition:
      "Of the leads that were handed to a salesperson and contacted or closed: those that were not handed back for bad data.",
    judge: ofLeads((row) => {
      const { sales, contact, closed } = row;
      if (!sales || closed?.review === "contested") return undefined;
      return contact || closed ? kept(!(handedBack(row) && closed?.cause === "data")) : "open";
    }),
  },
  "promise-match": {
    id: "promise-match",
    side: "marketing",
    better: "more",
    definition:
      "Of the contacted leads of which sales said whether they came for what had been promised: those that did. Who cannot say is in neither, open are those of which nothing was said. There is no value under ten answers, or where less than 30 % were answered.",
    judge: ofLeads(({ contact, feedback }) => {
      if (!contact) return undefined;
      if (!feedback?.promise) return "open";
      return feedback.promise === "unsure" ? undefined : kept(feedback.promise === "yes");
    }),
    enough: ({ kept: yes, missed: no, open }) =>
      yes + no >= FEW_ANSWERS && (yes + no) / (yes + no + open) >= FEW_ANSWERED,
  },
  "feedback-given": {
    id: "feedback-given",
    side: "sales",
    better: "more",
    definition:
      "Of the leads that a salesperson had and that are closed: those of which sales said whether they came for what had been promised, or what they said.",
    judge: ofLeads(({ sales, closed, feedback }) => {
      if (!sales) return undefined;
      return feedback ? "kept" : closed ? "missed" : "open";
    }),
  },
  "observed-contacts": {
    id: "observed-contacts",
    side: "sales",
    better: "more",
    definition: "Of the leads that were contacted: those whose first contact another system shows.",
    judge: ofLeads(({ contact }) => (contact ? kept(contact.evidence === "observed") : undefined)),
  },
  opportunities: {
    id: "opportunities",
    side: "both",
    better: "more",
    definition:
      "Deals of the leads of these days, whether open, won or lost by now. One that is reported several times counts once.",
    judge: ofDeals(() => "kept"),
  },
  pipeline: {
    id: "pipeline",
    side: "both",
    better: "more",
    definition: "What open deals are worth, by currency; `n` is how many these are, also those without an amount.",
    judge: ofDeals(({ state }) => only(state === "open")),
    money: amounts(({ state }) => state === "open"),
  },
  "won-deals": {
    id: "won-deals",
    side: "both",
    better: "more",
    definition: "Deals of the leads of these days that are won. One that is reported several times counts once.",
    judge: ofDeals(({ state }) => only(state === "won")),
  },
  "won-revenue": {
    id: "won-revenue",
    side: "both",
    better: "more",
    definition:
      "What deals that are won are worth, by currency. By campaign each counts for that of its lead; the report of a campaign splits it by other models too.",
    judge: ofDeals(({ state }) => only(state === "won")),
    money: amounts(({ state }) => state === "won"),
  },
  "win-rate": {
    id: "win-rate",
    side: "both",
    better: "more",
    definition: "Of the deals that are won or lost: those that are won; open are those that are neither.",
    judge: ofDeals(({ state }) => (state === "open" ? "open" : kept(state === "won"))),
  },
  "lost-by-reason": {
    id: "lost-by-reason",
    side: "both",
    better: "less",
    definition: "Deals of the leads of these days that are lost, by the agreed reason that was given for it.",
    judge: ofDeals(({ state }) => only(state === "lost")),
  },
  spend: {
    id: "spend",
    side: "marketing",
    better: "less",
    definition: "What was spent on campaigns, by currency: of a longer period each day has its share.",
    judge: () => undefined,
    money: spentOn,
  },
  "cost-per-accepted": {
    id: "cost-per-accepted",
    side: "marketing",
    better: "less",
    definition:
      "What was spent on campaigns on these days, by currency, for each accepted lead that was received then.",
    each: true,
    judge: ofLeads((row) => only(accepted(row, "leads") === "kept")),
    money: spentOn,
  },
  "cost-per-won": {
    id: "cost-per-won",
    side: "both",
    better: "less",
    definition:
      "What was spent on campaigns on these days, by currency, for each deal of the leads received then that is won.",
    each: true,
    judge: ofDeals(({ state }) => only(state === "won")),
    money: spentOn,
  },
  "customer-events": {
    id: "customer-events",
    side: "both",
    better: "more",
    definition:
      "What customers did on these days after the sale: renewed, churned, complained, rated or referred somebody; which of these it was is the reason.",
    judge: (row) => only(row.is === "customer"),
  },
  "pulled-over": {
    id: "pulled-over",
    side: "sales",
    better: "more",
    definition:
      "Leads received on these days that marketing had, or nobody, and that somebody of sales took over with a reason.",
    judge: ofLeads(({ pulled }) => only(pulled === true)),
  },
  "self-sourced": {
    id: "self-sourced",
    side: "sales",
    better: "more",
    definition: "Leads of these days that somebody of sales found, and that no campaign or form led to Baton.",
    judge: ofLeads(({ selfSourced }) => only(selfSourced === true)),
  },
  "recycled-accepted": {
    id: "recycled-accepted",
    side: "both",
    better: "more",
    definition:
      "Of the leads that had been parked, came back and are decided again: those that were accepted, as `acceptance-rate` counts.",
    judge: ofLeads((row) => (row.recycled ? accepted(row, "leads") : undefined)),
  },
  "parked-leads": {
    id: "parked-leads",
    side: "both",
    better: "less",
    definition:
      "Leads received on these days that sales has handed back for the time being: parked, or because the time was not right.",
    judge: ofLeads(({ closed }) =>
      only(closed?.as === "rejected" && (closed.parked === true || closed.cause === "timing")),
    ),
  },
  "rejections-upheld": {
    id: "rejections-upheld",
    side: "sales",
    better: "more",
    definition:
      "Of the leads that were rejected for bad data or as no fit, while marketing could ask to look at them together and that time is over: all but those that both sides found should not have been. Those of which they could not agree are in neither, and open are those that may still be asked for or are being looked at. No verdict where nobody asked for any.",
    judge: ofLeads(({ closed }) => {
      const review = closed?.review;
      if (review === undefined || review === "contested") return undefined;
      return review === "possible" || review === "marked" ? "open" : kept(review !== "withdrawn");
    }),
    looked: (row) =>
      row.is === "lead" && row.out === null && verdicts.some((as) => as !== "stood" && as === row.closed?.review),
  },
  "attempts-made": {
    id: "attempts-made",
    side: "sales",
    better: "more",
    definition:
      "Of the leads that sales tried to reach and never did: those that were tried as often as the agreement asks. Open are those that are still being tried.",
    judge: ofLeads(({ sales, contact, closed, tries }) => {
      if (!sales || contact || !tries) return undefined;
      if (tries.made >= tries.of) return "kept";
      return closed ? "missed" : "open";
    }),
  },
  briefed: {
    id: "briefed",
    side: "marketing",
    better: "more",
    definition:
      "Of the described campaigns that started on these days: those of which sales had been told before, in a Weekly. Of what is described later, or too late for one, it had not.",
    judge: (row) => (row.is === "campaign" ? kept(row.briefed) : undefined),
  },
  "mails-sent": {
    id: "mails-sent",
    side: "both",
    better: "less",
    definition:
      "Mails that Baton sent to people of the agreement on these days, but for those that hand over a lead: reminders, escalations, requests, weeks, packs, signatures.",
    bySide: true,
    judge: (row) => only(row.is === "effort" && row.effort === "mail"),
  },
  "questions-asked": {
    id: "questions-asked",
    side: "both",
    better: "less",
    definition: "Questions that were put to people of the agreement in their Weeklies on these days.",
    bySide: true,
    judge: (row) => only(row.is === "effort" && row.effort === "question"),
  },
  "meeting-minutes": {
    id: "meeting-minutes",
    side: "both",
    better: "less",
    definition:
      "Minutes that people of the agreement spent in reviews on these days, each of them counted: a meeting of half an hour with four people is 120. A review of which the pack said that no meeting is needed is none.",
    bySide: true,
    counts: (row) => (row.is === "effort" ? (row.minutes ?? 0) : 0),
    judge: (row) => only(row.is === "effort" && row.effort === "meeting"),
  },
};

/** Every measure there is, with what it means. */
export const measures = Object.fromEntries(
  measureIds.map((id) => [id, { ...defined[id], unit: measureUnits[id] }]),
) as Record<MeasureId, Measure>;

/** Throws `measure.unknown`, which names the nearest one. */
export function measureOf(id: string): Measure {
  if (Object.hasOwn(measures, id)) return measures[id as MeasureId];
  throw new BatonError("measure.unknown", `There is no measure "${id}"${didYouMean(id, measureIds)}`, { status: 404 });
}
