import { BatonError, loggable } from "@baton/core/error";
import { type Answer, actions, respond } from "@baton/core/lead";
import { type Links, links } from "@baton/core/signed";
import { Hono } from "hono";
import { handle } from "hono/aws-lambda";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { linkKey, log, relay, time } from "../../../../functions/deps.ts";
import { invoked } from "../../../aws/src/lambda/log.ts";
import { pageHeaders, renderMessagePage } from "./lead-page.ts";
import { page } from "./response-page.ts";

let verifying: Links | undefined;
function claimOf(token: string) {
  verifying ??= links(linkKey());
  return verifying.verify(token, time.now());
}

/** The page of one lead for one person. Opening it changes nothing: mail scanners open every link. */
const app = new Hono<{ Variables: { lead?: string } }>();

app.use(async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(pageHeaders)) c.header(name, value);
});

app.get("/r/:token", async (c) => {
  const { lead, person } = claimOf(c.req.param("token"));
  c.set("lead", lead);
  return c.html(await page(lead, person, c.req.path));
});

app.post("/r/:token", async (c) => {
  const { lead, person } = claimOf(c.req.param("token"));
  c.set("lead", lead);
  const form = await c.req.parseBody();
  const field = (name: string) =>
    typeof form[name] === "string" && form[name].trim() !== "" ? form[name].trim() : undefined;
  const action = actions.find((known) => known === field("action"));
  if (!action)
    return c.html(await page(lead, person, c.req.path, { tone: "bad", text: "Please choose what happened." }), 422);
  const answer: Answer = {
    action,
    by: person,
    reason: field("reason") ?? field("outcome"),
    to: field("to"),
    until: field("until"),
    note: field("note"),
  };
  try {
    const { said } = await respond(relay, lead, answer);
    return c.html(await page(lead, person, c.req.path, { tone: "good", text: said }));
  } catch (error) {
    if (!(error instanceof BatonError) || error.status === 404) throw error;
    return c.html(
      await page(lead, person, c.req.path, { tone: "bad", text: error.message }),
      error.status as ContentfulStatusCode,
    );
  }
});

app.onError((error, c) => {
  const known = error instanceof BatonError;
  if (!known) log("error", "the response page failed", { lead: c.get("lead"), ...loggable(error) });
  const text = known ? error.message : "Something went wrong on our side. Nothing was changed; please try again.";
  return c.html(
    renderMessagePage({ title: known ? "This did not work" : "Sorry", text, tone: "bad" }),
    (known ? error.status : 500) as ContentfulStatusCode,
  );
});

export const handler = invoked(handle(app));
