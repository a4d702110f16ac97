import type { BoardRole } from "@baton/core/board";
import type { Relay, Viewer } from "@baton/core/ports";
import type { Folding } from "@baton/core/report";
import type { Rulebook } from "@baton/core/rules";
import type { Oidc } from "@baton/core/signed";
import type { Words } from "@baton/words";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Page } from "../page/response-page.tsx";
import type { BoardRoute } from "./access.ts";
import type { ScriptFile } from "./assets.ts";

/** Who looks, as far as a page depends on it. */
export interface Looking {
  person: string;
  name: string;
  roles: readonly BoardRole[];
  rulebook: Rulebook;
  /** Their time zone. */
  zone: string;
  words: Words;
  viewer: Viewer;
  /** The session they look by. */
  session: string;
}

/** What the board's handlers know of a request. */
export interface BoardEnv {
  Variables: { looking: Looking };
}

/** What the board is made with. */
export interface BoardMeans {
  relay: Relay;
  folding(): Folding;
  linkKey(): string;
  /** The company's identity provider; undefined without one. */
  oidc(): Oidc | undefined;
  inboundDomain(): string | undefined;
  /** The text of a script that pages load. */
  script(name: ScriptFile): string;
  /** The IP address that a request comes from. */
  sourceOf(c: Context): string;
}

/** What a page's routes are given. */
export interface Serving extends BoardMeans {
  /** Serves a page, or takes its form, for those whom the table of access lets do so. */
  on(route: BoardRoute, work: (c: Context<BoardEnv>, looking: Looking) => Promise<Response>): void;
  /** Answers with a page in the reader's language and frame. */
  show(c: Context<BoardEnv>, page: Page, status?: ContentfulStatusCode): Promise<Response>;
}
