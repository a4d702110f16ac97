import { board } from "@baton/web/board";
import { getConnInfo, handle } from "hono/aws-lambda";
import { folding, inboundDomain, invoked, linkKey, oidc, relay, script } from "../deps.ts";

const pages = board({
  relay,
  folding,
  linkKey,
  oidc,
  inboundDomain,
  script,
  sourceOf: (c) => getConnInfo(c).remote.address ?? "",
});

/** The board, and whatever is asked for that nothing else answers. */
export const handler = invoked(handle(pages));
