import { BatonError } from "@baton/core/error";
import { type Action, type Answer, actions, respond } from "@baton/core/lead";
import type { Relay } from "@baton/core/ports";
import { askFor } from "@baton/core/requests";
import { comeBack, currentAbsences, goAway } from "@baton/core/roster";
import { formatDate } from "@baton/core/zone";
import type { Said } from "@baton/ui";
import { inEnglish, type Words } from "@baton/words";
import type { ContentfulStatusCode } from "hono/utils/http-status";

type Form = Readonly<Record<string, unknown>>;

/** What became of a form that somebody sent: what to tell them, and how it is answered. */
export interface Taken {
  flash: Said;
  status: 200 | ContentfulStatusCode;
  /** What was said to the lead. */
  after?: Action;
}

/**
 * Takes a form of a lead's page: what its reader says to the lead, asks of the other side, or says of their own leave. Throws for a lead
 * that is no longer stored.
 */
export async function takeForm(
  relay: Relay,
  form: Form,
  { lead, person, words = inEnglish }: { lead: string; person: string; words?: Words },
): Promise<Taken> {
  const { say } = words;
  const leave = await leaveIn(relay, form, person, words);
  if (leave !== undefined) return leave;
  if (form.field && !form.value) return refused(say("page.form.sayRight"));
  const asked = await requestIn(relay, form, { lead, by: person, words });
  if (asked !== undefined) return asked;
  const answer = answerIn(form, person);
  if (!answer) return refused(say("page.form.choose"));
  try {
    const { said } = await respond(relay, lead, answer, words);
    return { flash: { tone: "good", text: said }, status: 200, after: answer.action };
  } catch (error) {
    if (error instanceof BatonError && error.status === 404) throw error;
    return failed(error);
  }
}

const refused = (text: string): Taken => ({ flash: { tone: "bad", text }, status: 422 });

/** What to tell of what could not be done; throws again what nobody expected. */
function failed(error: unknown): Taken {
  if (!(error instanceof BatonError)) throw error;
  return { flash: { tone: "bad", text: error.message }, status: error.status as ContentfulStatusCode };
}

/** Takes what somebody says of their own leave by a form of the page, and answers what to tell them; undefined when it says nothing of it. */
async function leaveIn(relay: Relay, form: Form, person: string, { say, language }: Words): Promise<Taken | undefined> {
  const field = (name: string): string => (typeof form[name] === "string" ? form[name].trim() : "");
  const action = field("action");
  if (action !== "away" && action !== "back") return undefined;
  const good = (text: string) => ({ flash: { tone: "good" as const, text }, status: 200 as const });
  try {
    if (action === "back") {
      const own = (await currentAbsences(relay)).find(
        (absence) => absence.person === person && absence.from === field("from"),
      );
      if (own) await comeBack(relay, own.id);
      return good(say("page.leave.overNoted"));
    }
    const deputy = field("deputy") || undefined;
    const said = { person, from: field("from"), until: field("until"), deputy, by: person };
    const { from, until } = await goAway(relay, said);
    const days = { from: formatDate(from, language), until: formatDate(until, language) };
    return good(say("page.leave.awayNoted", days));
  } catch (error) {
    return failed(error);
  }
}

/** Asks the other side for what somebody needs, by a form of the page, and answers what to tell them; undefined when it asks for nothing. */
async function requestIn(
  relay: Relay,
  form: Form,
  { lead, by, words: { say } }: { lead: string; by: string; words: Words },
): Promise<Taken | undefined> {
  const field = (name: string): string => (typeof form[name] === "string" ? form[name].trim() : "");
  if (field("action") !== "request") return undefined;
  try {
    const { owner } = await askFor(relay, { kind: field("kind"), lead, text: field("text"), by });
    const { people } = (await relay.rulebooks.active()).agreement;
    const text =
      owner === null ? say("page.form.askedNobody") : say("page.form.asked", { name: people[owner]?.name ?? owner });
    return { flash: { tone: "good", text }, status: 200 };
  } catch (error) {
    return failed(error);
  }
}

/** A dash says that a field has no value. */
const corrected = (field: string | undefined, value: string | undefined): Answer["fields"] =>
  field === undefined ? undefined : { [field]: value === "-" ? null : value };

/** What somebody said by a form of the page; undefined without an action that there is. */
function answerIn(form: Form, by: string): Answer | undefined {
  const field = (name: string): string | undefined => {
    const value = form[name];
    return (typeof value === "string" && value.trim()) || undefined;
  };
  const action = actions.find((known) => known === field("action"));
  return (
    action && {
      action,
      by,
      reason: field("reason") ?? field("outcome"),
      lost: field("lost"),
      amount: field("amount"),
      currency: field("currency"),
      deal: field("deal"),
      promise: field("promise"),
      said: field("said"),
      to: field("to"),
      until: field("until"),
      channel: field("channel"),
      fields: corrected(field("field"), field("value")),
      note: field("note"),
    }
  );
}
