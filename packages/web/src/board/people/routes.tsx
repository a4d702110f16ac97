import {
  answersFor,
  type Given,
  type HandOver,
  handOver,
  MOST_AT_ONCE,
  openOfPerson,
  peopleOf,
  takeBack,
} from "@baton/core/board";
import { BatonError } from "@baton/core/error";
import { csv } from "@baton/core/report";
import { comeBack, currentAbsences, goAway } from "@baton/core/roster";
import { progressForms } from "@baton/core/signed";
import type { Said } from "@baton/ui";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { BoardEnv, Looking, Serving } from "../env.ts";
import type { Done, Stayed } from "../parts/bulk.tsx";
import { type Sent, sentBy } from "../parts/form.ts";
import { dayInWords } from "../when.tsx";
import { PeoplePage } from "./page.tsx";
import { PersonPage } from "./person-page.tsx";

/** A hand-over that is under way. */
interface Handing extends HandOver {
  total: number;
  given: Given[];
  left: Stayed[];
  cursor: string | null;
}

/** A hand-over that is being taken back: what is left of it. */
interface Taking {
  of: string;
  why: string;
  total: number;
  rest: Given[];
  back: number;
  stayed: Stayed[];
}

/** Those whom somebody answers for: how much they have, whether they are there, and their leave; and the hand-over of what one of them has. */
export function peopleRoutes({ on, show, relay, linkKey }: Serving): void {
  const now = () => relay.time.now();
  const list = async (c: Context<BoardEnv>, looking: Looking, flash?: Said) => {
    // As it is by now: leave may just have been entered.
    const rulebook = await relay.rulebooks.active();
    const people = await peopleOf(relay, rulebook, looking.person, now());
    return show(c, <PeoplePage people={people} looking={{ ...looking, rulebook }} now={now()} flash={flash} />);
  };

  on("GET /people", async (c, looking) => {
    if (c.req.query("as") !== "csv") return list(c, looking);
    const people = await peopleOf(relay, looking.rulebook, looking.person, now());
    const lines = people.map(({ person, name, open, overdue, capacity, onDuty, nextOnDuty, leave }) => ({
      person,
      name,
      open,
      overdue,
      capacity: capacity.open ?? null,
      onDuty,
      nextOnDuty: nextOnDuty === undefined ? null : new Date(nextOnDuty).toISOString(),
      awayFrom: leave[0]?.from ?? null,
      awayUntil: leave[0]?.until ?? null,
      deputy: leave[0]?.deputy ?? null,
    }));
    const columns = "person name open overdue capacity onDuty nextOnDuty awayFrom awayUntil deputy".split(" ");
    return c.body(csv(columns, lines), 200, { "Content-Type": "text/csv; charset=utf-8" });
  });

  on("POST /people", async (c, looking) => {
    const { say, language } = looking.words;
    const sent = await sentBy(c);
    const nameOf = (id: string) => looking.rulebook.agreement.people[id]?.name ?? id;
    const mine = (id: string) => {
      if (!answersFor(looking.rulebook, looking.person).includes(id))
        throw new BatonError("person.unknown", say("board.people.unknown"), { status: 404 });
    };
    try {
      if (sent.field("back") !== "") {
        const absence = (await currentAbsences(relay)).find(({ id }) => id === sent.field("back"));
        if (!absence) throw new BatonError("absence.unknown", say("board.people.leaveUnknown"), { status: 404 });
        mine(absence.person);
        await comeBack(relay, absence.id);
        return list(c, looking, { tone: "good", text: say("board.people.back", { name: nameOf(absence.person) }) });
      }
      mine(sent.field("person"));
      const absence = await goAway(relay, {
        person: sent.field("person"),
        from: sent.field("from"),
        until: sent.field("until"),
        deputy: sent.field("deputy") || undefined,
        by: looking.person,
      });
      const text = say("board.people.awayNoted", {
        name: nameOf(absence.person),
        from: dayInWords(language, absence.from),
        until: dayInWords(language, absence.until),
      });
      return list(c, looking, { tone: "good", text });
    } catch (error) {
      if (!(error instanceof BatonError)) throw error;
      c.status(error.status as ContentfulStatusCode);
      return list(c, looking, { tone: "bad", text: error.message });
    }
  });

  const onePage = async (c: Context<BoardEnv>, looking: Looking, also: { done?: Done; flash?: Said } = {}) => {
    const person = c.req.param("person") ?? "";
    const { rulebook, words } = looking;
    const open = await openOfPerson(relay, rulebook, { reader: looking.person, person, now: now() }).catch(
      (error: unknown) => {
        if (!(error instanceof BatonError) || error.code !== "person.unknown") throw error;
        throw new BatonError(error.code, words.say("board.people.unknown"), { status: 404 });
      },
    );
    // A list may not know yet what has just gone from it.
    const gone = new Set(also.done?.gone);
    const props = { person, looking, now: now(), open: open.filter(({ id }) => !gone.has(id)), ...also };
    return show(c, <PersonPage {...props} />);
  };

  on("GET /people/:person", (c, looking) => onePage(c, looking));

  on("POST /people/:person", async (c, looking) => {
    const { say } = looking.words;
    const forms = progressForms(linkKey());
    const by = looking.person;
    const person = c.req.param("person") ?? "";
    const sign = <State,>(kind: string, state: State) => forms.sign({ kind, person: by, at: now(), state });
    const opened = <State extends { of: string }>(sent: Sent, kind: string): State => {
      const state = forms.open<State>(sent.field("state"), { kind, person: by, now: now() });
      if (state.of !== person) throw new BatonError("form.forged", say("board.bulk.old"), { status: 422 });
      return state;
    };

    const hand = async (so: Handing): Promise<Done> => {
      const { handed, left, next, meant } = await handOver(relay, looking.rulebook, by, {
        ...so,
        cursor: so.cursor ?? undefined,
      });
      const state: Handing = {
        ...so,
        total: so.cursor === null ? meant : so.total,
        given: [...so.given, ...handed],
        left: [...so.left, ...left],
        cursor: next,
      };
      const counts = { count: state.given.length, total: state.total, stayed: state.left.length };
      return {
        title: say("board.people.handed", counts),
        done: state.given.length,
        total: state.total,
        stayed: state.left,
        gone: state.given.map(({ lead }) => lead),
        ...(next !== null && { onward: { does: "go-on", state: sign("hand-over", state) } }),
        ...(state.given.length > 0 && {
          back: {
            does: "take-back",
            state: sign("take-back", {
              of: so.of,
              why: say("board.people.takenBackWhy"),
              total: state.given.length,
              rest: state.given,
              back: 0,
              stayed: [],
            } satisfies Taking),
          },
        }),
      };
    };

    const take = async (so: Taking): Promise<Done> => {
      const given = so.rest.slice(0, MOST_AT_ONCE);
      const rest = so.rest.slice(MOST_AT_ONCE);
      const { back, stayed } = await takeBack(relay, by, { of: so.of, given, why: so.why });
      const state: Taking = {
        ...so,
        rest,
        back: so.back + back.length,
        stayed: [
          ...so.stayed,
          ...stayed.map(({ lead, why }) => ({
            lead,
            why: typeof why === "string" ? say(`board.bulk.${why}`) : why.text,
          })),
        ],
      };
      return {
        title: say("board.people.takenBack", { count: state.back, total: so.total, stayed: state.stayed.length }),
        done: state.back,
        total: so.total,
        stayed: state.stayed,
        gone: [],
        ...(rest.length > 0 && { onward: { does: "take-back", state: sign("take-back", state) } }),
      };
    };

    const sent = await sentBy(c);
    const asked = async (): Promise<Done> => {
      const does = sent.field("do");
      if (does === "go-on") return hand(opened<Handing>(sent, "hand-over"));
      if (does === "take-back") return take(opened<Taking>(sent, "take-back"));
      const ticked = sent.all("lead");
      if (does !== "all" && ticked.length === 0)
        throw new BatonError("handOver.which", say("board.people.whichOnes"), { status: 422 });
      const only = does === "all" ? {} : { only: ticked };
      const so = { of: person, to: sent.all("to"), why: sent.field("why"), ...only };
      return hand({ ...so, total: 0, given: [], left: [], cursor: null });
    };
    try {
      return await onePage(c, looking, { done: await asked() });
    } catch (error) {
      if (!(error instanceof BatonError) || error.status === 404) throw error;
      c.status(error.status as ContentfulStatusCode);
      return onePage(c, looking, { flash: { tone: "bad", text: error.message } });
    }
  });
}
