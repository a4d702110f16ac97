import { BatonError } from "@baton/core/error";
import { localDate } from "@baton/core/zone";
import type { Said } from "@baton/ui";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { originOf } from "../../page/asked.ts";
import { reviewProps, takeAction } from "../../reading/review.ts";
import { ReviewPage } from "../../reading/review-page.tsx";
import { DayForm } from "../day-form.tsx";
import type { BoardEnv, Looking, Serving } from "../env.ts";

/** What both sides meet about, with the form by which they write down who does what; the meeting for the calendars of who takes part. */
export function reviewRoutes(serving: Serving): void {
  const { on, show, relay } = serving;
  const propsOf = (c: Context, { rulebook, person, words }: Looking) => {
    const at = c.req.query("at");
    return reviewProps({ ...serving, words }, rulebook, person, { path: "/review", ...(at && { at }) });
  };
  const page = async (c: Context<BoardEnv>, looking: Looking, said?: { flash: Said; status: ContentfulStatusCode }) => {
    const props = await propsOf(c, looking);
    const { say } = looking.words;
    const day = dayOf(looking, props.pack.at);
    return show(
      c,
      <ReviewPage {...props} {...(said && { flash: said.flash })}>
        <DayForm path="/review" label={say("board.review.day")} value={day} />
        {props.pack.with.includes(looking.person) && (
          <p class="plain">
            <a href={`/review?as=ics&at=${day}`}>{say("board.review.ics")}</a>
          </p>
        )}
      </ReviewPage>,
      said?.status,
    );
  };

  on("GET /review", async (c, looking) => {
    if (c.req.query("as") !== "ics") return page(c, looking);
    const { pack, agreement } = await propsOf(c, looking);
    const { say } = looking.words;
    if (!pack.with.includes(looking.person))
      throw new BatonError("review.notYours", say("board.review.notYours"), { status: 403 });
    const day = dayOf(looking, pack.at);
    const title = `${say("board.review.title")}: ${agreement.name}`;
    const url = `${originOf(c)}/review?at=${day}`;
    const { meetingCalendarOf } = await import("../../reading/calendar.ts");
    c.header("Content-Disposition", `attachment; filename="review-${day}.ics"`);
    return c.body(meetingCalendarOf(pack, { title, day, url, now: relay.time.now() }), 200, {
      "content-type": "text/calendar; charset=utf-8",
    });
  });

  on("POST /review", async (c, looking) => {
    const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    return page(c, looking, await takeAction(relay, looking.rulebook, looking.person, form, looking.words));
  });
}

/** The day of a meeting, where the agreement is. */
const dayOf = ({ rulebook }: Looking, at: string): string => localDate(rulebook.agreement.timezone, Date.parse(at));
