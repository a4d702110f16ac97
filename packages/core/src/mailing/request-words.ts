import type { Words } from "@baton/words";
import { windowMs } from "../clock/index.ts";
import { humanMs } from "../duration/index.ts";
import type { ReadFact } from "../facts/facts.ts";
import type { Lead, Notice, Request } from "../lead/lead.ts";
import { ACTION } from "../requests/action.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { nameOf } from "./build.ts";
import type { NoticeView } from "./view.ts";

/** What a notice of a request says, and asks, in a sentence each. `by` is the end of the second, where there is a deadline. */
export function requestWords(
  rulebook: Rulebook,
  lead: Lead & { request: Request },
  facts: readonly ReadFact[],
  { kind, to, other: from, window }: Notice,
  { by, words }: { by: string; words: Words },
): Pick<NoticeView, "headline" | "ask"> {
  const { request, owner, clock, tally } = lead;
  const { say, language } = words;
  const { title } = request;
  const isAction = request.kind === ACTION;
  const name = (id: string | null | undefined) => (id == null ? undefined : nameOf(rulebook, id));
  const asker = nameOf(rulebook, request.by);
  const other = name(from);
  const told = { asker, title };
  const answer = say("request.answer", { by });
  const haveAnswered = say("request.haveAnswered", { by });
  const doIt = say("request.do", { by });
  switch (kind) {
    case "offered":
      return { headline: say("request.asksTeam", told), ask: say("request.take", { by }) };
    case "reassigned-to":
      return {
        headline:
          other === undefined ? say("request.yoursNow", { title }) : say("request.yoursNowFrom", { title, other }),
        ask: answer,
      };
    case "reassigned-from":
      return {
        headline:
          other === undefined
            ? say("notice.goneToSomebody", { name: title })
            : say("notice.goneTo", { name: title, other }),
        ask: say("request.nothingMore"),
      };
    case "reminder":
      if (isAction)
        return { headline: say("request.notDone", told), ask: owner === to ? doIt : say("request.haveDone") };
      return { headline: say("request.waiting", told), ask: owner === to ? answer : haveAnswered };
    case "escalation": {
      const about = name((window === undefined ? undefined : tally.windows[window])?.holder ?? from);
      if (isAction)
        return {
          headline:
            about === undefined ? say("request.missedDayNobody", told) : say("request.missedDay", { ...told, about }),
          ask: say("request.haveDone"),
        };
      const own = clock && (window === undefined || window === tally.windows.length - 1);
      const within = own ? humanMs(windowMs(rulebook, clock), language) : undefined;
      return { headline: missed(words, told, about, within), ask: haveAnswered };
    }
    case "unowned":
      return { headline: say("request.nobodyCan", told), ask: haveAnswered };
    case "review":
      return {
        headline:
          other === undefined
            ? say("notice.stillOpenNobody", { name: title })
            : say("notice.stillOpen", { name: title, other }),
        ask: haveAnswered,
      };
    case "undelivered":
      return {
        headline:
          other === undefined
            ? say("request.undeliveredSomebody", told)
            : say("request.undelivered", { ...told, other }),
        ask: haveAnswered,
      };
    case "in-time":
      return {
        headline: other === undefined ? say("request.inTimeSomebody", told) : say("request.inTime", { ...told, other }),
        ask: say("notice.toldWithdrawn"),
      };
    case "answered": {
      const who = { title, by: name(request.answer?.by) ?? say("fact.somebody") };
      return isAction
        ? { headline: say("request.done", who), ask: say("request.doneCheck") }
        : { headline: say("request.answered", who), ask: say("request.answeredCheck") };
    }
    case "returned": {
      const why = facts.findLast(({ fact }) => fact.is === "request.returned")?.words?.note;
      return {
        headline: why ? say("request.returnedSaying", { asker, why }) : say("request.returned", { asker }),
        ask: say("request.answerOnceMore", { by }),
      };
    }
    default:
      if (isAction) return { headline: say("request.writtenDown", told), ask: doIt };
      return { headline: say("request.asksYou", told), ask: answer };
  }
}

/** That whoever it is did not answer, or nobody did; within a window that is still theirs, or else in time. */
function missed(
  { say }: Words,
  told: { asker: string; title: string },
  about: string | undefined,
  within: string | undefined,
): string {
  if (about === undefined)
    return within === undefined
      ? say("request.missedNobody", told)
      : say("request.missedNobodyWithin", { ...told, within });
  return within === undefined
    ? say("request.missed", { ...told, about })
    : say("request.missedWithin", { ...told, about, within });
}
