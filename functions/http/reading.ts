import { readingPages } from "@baton/web/reading";
import { handle } from "hono/aws-lambda";
import { folding, invoked, keyReader, linkKey, relay } from "../deps.ts";

/** Pages behind links in mails: questions, and what became of campaigns. */
export const handler = invoked(handle(readingPages({ relay, folding, reader: keyReader, linkKey })));
