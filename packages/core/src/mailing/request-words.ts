import { windowMs } from "../clock/index.ts";
import { humanMs } from "../duration/index.ts";
import type { ReadFact } from "../facts/facts.ts";
import type { Lead, Notice, Request } from "../lead/lead.ts";
import { ACTION } from "../requests/action.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { nameOf } from "./build.ts";
import type { NoticeView } from "./view.ts";

const HAVE_DONE = "Please have it done, or say on its page what became of it.";

/** What a notice of a request says, and asks, in a sentence each. `by` is the end of the second, where there is a deadline. */
export function requestWords(
  rulebook: Rulebook,
  lead: Lead & { request: Request },
  facts: readonly ReadFact[],
  { kind, to, other, window }: Notice,
  by: string,
): Pick<NoticeView, "headline" | "ask"> {
  const { request, owner, clock, tally } = lead;
  const { title } = request;
  const name = (id: string | null | undefined) => (id == null ? undefined : nameOf(rulebook, id));
  const asker = nameOf(rulebook, request.by);
  const answer = `Please answer${by}.`;
  const somebody = `Please have somebody answer${by}, or answer yourself.`;
  const doIt = `Please do it, and say so${by}.`;
  switch (kind) {
    case "offered":
      return { headline: `${asker} asks your team: ${title}.`, ask: `Take it${by}.` };
    case "reassigned-to":
      return { headline: `${title} is yours to answer now${other ? `, from ${name(other)}` : ""}.`, ask: answer };
    case "reassigned-from":
      return {
        headline: `${title} has gone to ${name(other) ?? "somebody else"}.`,
        ask: "You need not do anything more.",
      };
    case "reminder":
      if (request.kind === ACTION) return { headline: `Not done yet: ${title}.`, ask: owner === to ? doIt : HAVE_DONE };
      return { headline: `${asker} still waits for an answer: ${title}.`, ask: owner === to ? answer : somebody };
    case "escalation": {
      const about = (window === undefined ? undefined : tally.windows[window])?.holder ?? other;
      const own = clock && (window === undefined || window === tally.windows.length - 1);
      if (request.kind === ACTION)
        return { headline: `${name(about) ?? "Nobody"} has not done by its day: ${title}.`, ask: HAVE_DONE };
      const within = own ? ` within ${humanMs(windowMs(rulebook, clock))} of working time` : " in time";
      return {
        headline: `${name(about) ?? "Nobody"} has ${about ? "not " : ""}answered ${asker}${within}: ${title}.`,
        ask: somebody,
      };
    }
    case "unowned":
      return { headline: `Nobody can answer ${asker} at the moment: ${title}.`, ask: somebody };
    case "review":
      return {
        headline: `${title} is still open with ${name(other) ?? "nobody"}, and nothing more is planned.`,
        ask: somebody,
      };
    case "undelivered":
      return { headline: `A mail to ${name(other) ?? "somebody"} about ${title} came back.`, ask: somebody };
    case "in-time":
      return {
        headline: `${name(other) ?? "Somebody"} had already answered ${asker} when you were told that nobody had.`,
        ask: "What you were told is withdrawn. You need not do anything more.",
      };
    case "answered":
      if (request.kind === ACTION)
        return {
          headline: `${name(request.answer?.by) ?? "Somebody"} has done it: ${title}.`,
          ask: "You need not do anything more. If it is not what was meant, say so once.",
        };
      return {
        headline: `${name(request.answer?.by) ?? "Somebody"} has answered: ${title}.`,
        ask: "You need not do anything more. If it is not what you asked, say so once.",
      };
    case "returned": {
      const why = facts.findLast(({ fact }) => fact.is === "request.returned")?.words?.note;
      return {
        headline: `${asker} needs something else${why ? `: “${why}”` : ""}.`,
        ask: `Please answer once more${by}.`,
      };
    }
    default:
      if (request.kind === ACTION) return { headline: `Written down in the review, for you: ${title}.`, ask: doIt };
      return { headline: `${asker} asks you: ${title}.`, ask: answer };
  }
}
