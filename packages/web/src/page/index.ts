import { BatonError, loggable } from "@baton/core/error";
import { operatorOf } from "@baton/core/health";
import { type Answer, actions, respond } from "@baton/core/lead";
import { askFor } from "@baton/core/requests";
import { comeBack, currentAbsences, goAway } from "@baton/core/roster";
import type { Rulebook } from "@baton/core/rules";
import { type Links, links } from "@baton/core/signed";
import { formatDate } from "@baton/core/zone";
import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { answerErrors } from "./errors.tsx";
import { pageHeaders } from "./headers.ts";
import { type PageMeans, type PageOptions, responsePage } from "./response-page.tsx";

type Env = { Variables: { lead?: string } };

/** The page of one lead for one person. Opening it changes nothing: mail scanners open every link. */
export function responsePages(means: PageMeans & { linkKey(): string }) {
  const { relay, linkKey } = means;
  let verifying: Links | undefined;
  /** Whose page of which lead a link opens; none for somebody who has left, whose mails are still in their inbox. */
  const opened = async (c: Context<Env, "/r/:token">) => {
    verifying ??= links(linkKey());
    const { lead, person } = verifying.verify(c.req.param("token"), relay.time.now());
    c.set("lead", lead);
    refuseLeft(await relay.rulebooks.active(), person);
    const page = (also: Omit<PageOptions, "path"> = {}) =>
      responsePage(means, lead, person, { path: c.req.path, ...also });
    return { lead, person, page };
  };

  const app = new Hono<Env>();
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(pageHeaders)) c.header(name, value);
  });

  app.get("/r/:token", async (c) => {
    const { page } = await opened(c);
    const before = /^[1-9]\d{0,5}$/.exec(c.req.query("before") ?? "")?.[0];
    return c.html(await page({ before: before === undefined ? undefined : Number(before) }));
  });

  app.post("/r/:token", async (c) => {
    const { lead, person, page } = await opened(c);
    // What is no form says nothing.
    const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    const leave = await leaveIn(relay, form, person);
    if (leave !== undefined) return c.html(await page({ flash: leave.flash }), leave.status);
    if (form.field && !form.value)
      return c.html(await page({ flash: { tone: "bad", text: "Please say what is right; a dash for nothing." } }), 422);
    const asked = await requestIn(relay, form, { lead, by: person });
    if (asked !== undefined) return c.html(await page({ flash: asked.flash }), asked.status);
    const answer = answerIn(form, person);
    if (!answer) return c.html(await page({ flash: { tone: "bad", text: "Please choose what happened." } }), 422);
    try {
      const { said } = await respond(relay, lead, answer);
      return c.html(await page({ flash: { tone: "good", text: said }, after: answer.action }));
    } catch (error) {
      if (!(error instanceof BatonError) || error.status === 404) throw error;
      return c.html(await page({ flash: { tone: "bad", text: error.message } }), error.status as ContentfulStatusCode);
    }
  });

  answerErrors(app, (c, error) =>
    relay.log("error", "the response page failed", { lead: c.get("lead"), ...loggable(error) }),
  );
  return app;
}

/** Throws for a person who is not in the agreement any more, and says whom to ask. */
function refuseLeft(rulebook: Rulebook, person: string): void {
  const { people, name } = rulebook.agreement;
  if (Object.hasOwn(people, person)) return;
  const operator = operatorOf(rulebook);
  const asked = operator === undefined ? undefined : people[operator];
  const whom = asked ? ` Please ask ${asked.name}, ${asked.email}.` : "";
  throw new BatonError("link.left", `The person this link was for is not in “${name}” any more.${whom}`, {
    status: 403,
  });
}

type Flash = { tone: "good" | "bad"; text: string };

/** Takes what somebody says of their own leave by a form of the page, and answers what to tell them; undefined when it says nothing of it. */
async function leaveIn(
  relay: PageMeans["relay"],
  form: Readonly<Record<string, unknown>>,
  person: string,
): Promise<{ flash: Flash; status: 200 | ContentfulStatusCode } | undefined> {
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
      return good("Noted: that leave is over, and leads come to you.");
    }
    const deputy = field("deputy") || undefined;
    const said = { person, from: field("from"), until: field("until"), deputy, by: person };
    const { from, until } = await goAway(relay, said);
    return good(`Noted: you are away from ${formatDate(from)} to ${formatDate(until)}. Your manager hears of it.`);
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    return { flash: { tone: "bad", text: error.message }, status: error.status as ContentfulStatusCode };
  }
}

/** Asks the other side for what somebody needs, by a form of the page, and answers what to tell them; undefined when it asks for nothing. */
async function requestIn(
  relay: PageMeans["relay"],
  form: Readonly<Record<string, unknown>>,
  { lead, by }: { lead: string; by: string },
): Promise<{ flash: Flash; status: 200 | ContentfulStatusCode } | undefined> {
  const field = (name: string): string => (typeof form[name] === "string" ? form[name].trim() : "");
  if (field("action") !== "request") return undefined;
  try {
    const { owner } = await askFor(relay, { kind: field("kind"), lead, text: field("text"), by });
    const { people } = (await relay.rulebooks.active()).agreement;
    const text =
      owner === null
        ? "Asked. Nobody can answer now; a manager was told."
        : `Asked. ${people[owner]?.name ?? owner} was told.`;
    return { flash: { tone: "good", text }, status: 200 };
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    return { flash: { tone: "bad", text: error.message }, status: error.status as ContentfulStatusCode };
  }
}

/** A dash says that a field has no value. */
const corrected = (field: string | undefined, value: string | undefined): Answer["fields"] =>
  field === undefined ? undefined : { [field]: value === "-" ? null : value };

/** What somebody said by a form of the page; undefined without an action that there is. */
function answerIn(form: Readonly<Record<string, unknown>>, by: string): Answer | undefined {
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
