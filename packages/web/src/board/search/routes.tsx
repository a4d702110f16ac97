import { searchLeads } from "@baton/core/board";
import type { Serving } from "../env.ts";
import { SearchPage } from "./page.tsx";

/** Leads by what somebody remembers of them: a name, a company, an e-mail address or an id. */
export function searchRoutes({ on, show, relay }: Serving): void {
  on("GET /search", async (c, looking) => {
    const asked = (c.req.query("q") ?? "").trim();
    const found =
      asked === ""
        ? undefined
        : await searchLeads(relay, looking.rulebook, looking.person, asked, {
            now: relay.time.now(),
            cursor: c.req.query("cursor"),
          });
    return show(c, <SearchPage asked={asked} found={found} looking={looking} />);
  });
}
