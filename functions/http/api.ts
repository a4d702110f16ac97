import { api } from "@baton/web/api";
import { handle } from "hono/aws-lambda";
import { apiKeys, folding, invoked, keyReader, reception, sourceSecrets } from "../deps.ts";

/** Everything under `/api` but one person's data, and whether the service is up. */
export const handler = invoked(
  handle(
    api({
      relay: reception(),
      folding: folding(),
      reader: keyReader,
      keys: apiKeys,
      secretNames: () => Object.keys(sourceSecrets()),
    }),
  ),
);
