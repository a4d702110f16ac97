import { responsePages } from "@baton/web/page";
import { Hono } from "hono";
import { handle } from "hono/aws-lambda";
import { folding, inboundDomain, invoked, keyReader, linkKey, relay } from "../deps.ts";

const pages = responsePages({ relay, inboundDomain, linkKey });

/** Pages to be read take no part in the cold start of those that stop a clock. */
async function reading() {
  const { readingPages } = await import("@baton/web/reading");
  return readingPages({ relay, folding, reader: keyReader, linkKey });
}

/** The pages that mails link to: of one lead for one person, of a question, and of what came of a campaign. */
export const handler = invoked(
  handle(
    new Hono().all("/r/*", (c) => pages.fetch(c.req.raw)).all("*", async (c) => (await reading()).fetch(c.req.raw)),
  ),
);
