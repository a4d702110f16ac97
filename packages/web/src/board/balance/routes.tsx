import { sideOf } from "@baton/core/board";
import { csv } from "@baton/core/report";
import { sheetColumns, sheetLines, sheetOf } from "@baton/core/sheet";
import { SheetPage } from "../../reading/sheet-page.tsx";
import { DayForm } from "../day-form.tsx";
import type { Serving } from "../env.ts";

/** What both sides promised each other and what came of it, of any day, as a page or as CSV. */
export function sheetRoutes({ on, show, relay, folding }: Serving): void {
  on("GET /sheet", async (c, { rulebook, person, words: { say } }) => {
    const { agreement } = rulebook;
    const sheet = await sheetOf(folding(), relay.store, rulebook, c.req.query("at") || undefined);
    if (c.req.query("as") === "csv") {
      c.header("Content-Disposition", `attachment; filename="balance-sheet-${sheet.at}.csv"`);
      return c.body(csv(sheetColumns, sheetLines(sheet)), 200, { "content-type": "text/csv; charset=utf-8" });
    }
    return show(
      c,
      <SheetPage agreement={agreement} sheet={sheet} side={sideOf(agreement, person)}>
        <DayForm path="/sheet" label={say("board.sheet.day")} value={sheet.at} />
        <p class="plain">
          <a href={`/sheet?as=csv&at=${sheet.at}`}>{say("board.sheet.csv")}</a>
        </p>
      </SheetPage>,
    );
  });
}
