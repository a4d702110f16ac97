import { accountRecord, listedName } from "@baton/core/board";
import { BatonError } from "@baton/core/error";
import { csv } from "@baton/core/report";
import { teamNaming } from "@baton/core/visibility";
import { MessagePage } from "../../page/message-page.tsx";
import type { Serving } from "../env.ts";
import { AccountPage } from "./page.tsx";

/** What is known of a company, of its people, their leads and deals, as far as the reader sees these. */
export function accountRoutes({ on, show, relay }: Serving): void {
  on("GET /accounts/:domain", async (c, looking) => {
    const { rulebook, person, roles, words } = looking;
    const now = relay.time.now();
    try {
      const record = await accountRecord(relay, rulebook, person, c.req.param("domain") ?? "", now);
      if (c.req.query("as") !== "csv") return show(c, <AccountPage record={record} looking={looking} now={now} />);
      const { agreement } = rulebook;
      // What leaves Baton names nobody of sales but to those who answer for them.
      const answers = roles.includes("manager") || roles.includes("operator");
      const names = agreement.visibility === "names" || answers;
      const teamOf = names ? (team: string | null) => team : teamNaming(agreement);
      const lines = record.leads.map((lead) => ({
        lead: lead.id,
        name: listedName(lead, lead.contact),
        email: lead.contact ? lead.email : null,
        owner: names ? lead.owner : null,
        team: teamOf(lead.team),
        stage: lead.stage,
        campaign: lead.campaign,
        segment: lead.segment,
        receivedAt: lead.createdAt,
      }));
      const columns = ["lead", "name", "email", "owner", "team", "stage", "campaign", "segment", "receivedAt"];
      return c.body(csv(columns, lines), 200, { "Content-Type": "text/csv; charset=utf-8" });
    } catch (error) {
      if (!(error instanceof BatonError) || error.status !== 404) throw error;
      const text = words.say(error.code === "account.none" ? "board.account.noneText" : "board.account.unknownText");
      return show(c, <MessagePage title={words.say("board.account.unknown")} text={text} tone="calm" />, 404);
    }
  });
}
