import type { Replayed } from "@baton/core/board";
import { Document, useWords } from "@baton/ui";
import { type FC, useContext } from "hono/jsx";
import type { Looking } from "../env.ts";
import { PartContext } from "../live.tsx";
import { clockTime } from "../when.tsx";
import type { Progress } from "./progress.ts";

interface Props {
  progress: Progress;
  /** What became of those that were queued last. */
  replayed: readonly Replayed[];
  /** Where the page is found again. */
  path: string;
  /** Whether they take longer than they should. */
  isSlow: boolean;
  looking: Looking;
  now: number;
}

/** What becomes of deliveries that are read once more. With JavaScript it follows and goes on by itself; without, there is a button. */
export const ReplayPage: FC<Props> = (props) => {
  const { say } = useWords();
  if (useContext(PartContext)) return <Inside {...props} />;
  return (
    <Document title={say("board.sources.replay")}>
      <main id="content" tabindex={-1}>
        <Inside {...props} />
      </main>
    </Document>
  );
};

const Inside: FC<Props> = ({ progress, replayed, path, isSlow, looking, now }) => {
  const { say } = useWords();
  const count = (state: Replayed["state"]) => replayed.filter((one) => one.state === state).length;
  const out = progress.out + count("out");
  const still = progress.still + count("still");
  const of = progress.out + progress.still + replayed.length + progress.left;
  const waits = count("waits") > 0;
  const follow = { "hx-target": "#content", "hx-swap": "innerHTML" };
  return (
    <>
      <div class="head">
        <h1>{say("board.sources.replay")}</h1>
        <p role="status">{say("board.sources.progress", { read: out + still, of, out, still })}</p>
      </div>
      <progress value={out + still} max={of} aria-label={say("board.sources.replay")}></progress>
      <ol class="rows">
        {replayed.map((one) => (
          <Row of={one} looking={looking} now={now} />
        ))}
      </ol>
      {waits ? (
        <div class="choose" {...(!isSlow && { "hx-get": path, "hx-trigger": "load delay:700ms", ...follow })}>
          {isSlow && <p>{say("board.sources.slow")}</p>}
          <a class="button" href={path}>
            {say("board.sources.lookAgain")}
          </a>
        </div>
      ) : (
        progress.after !== undefined && (
          <form
            class="choose"
            method="post"
            action="/sources"
            hx-post="/sources"
            hx-trigger="submit, load delay:100ms"
            {...follow}
          >
            <p>{say("board.sources.further", { count: progress.left })}</p>
            {Object.entries({
              action: "replay",
              at: progress.at,
              after: progress.after,
              out,
              still,
              source: progress.source,
              reason: progress.reason,
            }).map(([name, value]) => value !== undefined && <input type="hidden" name={name} value={value} />)}
            <button type="submit" class="primary">
              {say("board.sources.goOn")}
            </button>
          </form>
        )
      )}
      <p class="plain">
        <a href="/sources#quarantine">{say("board.sources.back")}</a>
      </p>
    </>
  );
};

const Row: FC<{ of: Replayed; looking: Looking; now: number }> = ({ of, looking, now }) => {
  const { say, language } = useWords();
  const { id, source, receivedAt, state, outcome, reason, leads } = of;
  const became =
    state === "waits"
      ? say("board.sources.waits")
      : state === "still"
        ? say("board.sources.still", { reason: reason ?? "" })
        : [say(`board.sources.out.${outcome}`), reason].filter(Boolean).join(": ");
  return (
    <li>
      <div>
        <a href={`/sources/deliveries/${id}`}>
          {source}, {clockTime(language, looking.zone, Date.parse(receivedAt), now)}
        </a>
        <div class="more">
          <span dir="auto">{became}</span>
        </div>
      </div>
      <div class="side">
        {leads.map((lead) => (
          <a href={`/leads/${lead}`} data-lead={lead}>
            {say("board.sources.openLead")}
          </a>
        ))}
      </div>
    </li>
  );
};
