import { privacyApi } from "@baton/web/privacy";
import { handle } from "hono/aws-lambda";
import { apiKeys, invoked, privacyStore, relay } from "../deps.ts";

/** One person's data. */
export const handler = invoked(handle(privacyApi({ relay, store: privacyStore(), keys: apiKeys })));
