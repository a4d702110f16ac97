import { responsePages } from "@baton/web/page";
import { handle } from "hono/aws-lambda";
import { inboundDomain, invoked, linkKey, relay } from "../deps.ts";

/** The page of one lead for one person, which mails link to. */
export const handler = invoked(handle(responsePages({ relay, inboundDomain, linkKey })));
