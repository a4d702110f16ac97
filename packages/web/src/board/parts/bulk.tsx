import { useWords } from "@baton/ui";
import type { FC, PropsWithChildren } from "hono/jsx";

/** A lead that stayed as it was, and why. */
export interface Stayed {
  lead: string;
  why: string;
}

/** Of those that stayed only so many are listed. */
const MOST_LISTED = 20;

/** What a form that takes several steps has done, and what goes on from there. */
export interface Done {
  /** In a sentence. */
  title: string;
  done: number;
  total: number;
  stayed: readonly Stayed[];
  /** Leads that are not in the list any more. */
  gone: readonly string[];
  /** The form that goes on, while there is more to do: what it says it does, and what has been done so far. */
  onward?: { does: string; state: string } | undefined;
  /** The form that takes all of it back, where that can be. */
  back?: { does: string; state: string } | undefined;
}

/**
 * How far something has come that takes several steps, each a form that carries what was done before: without JavaScript somebody sends
 * it on, with it it goes on by itself.
 */
export const Progress: FC<PropsWithChildren<Omit<Done, "gone"> & { path: string }>> = ({
  title,
  done,
  total,
  stayed,
  path,
  onward,
  back,
}) => {
  const { say } = useWords();
  return (
    <section class="card progress" aria-labelledby="progress-title">
      <h2 id="progress-title" role="status">
        {title}
      </h2>
      <progress aria-labelledby="progress-title" value={done + stayed.length} max={Math.max(total, 1)}></progress>
      {stayed.length > 0 && (
        <ul>
          {stayed.slice(0, MOST_LISTED).map(({ lead, why }) => (
            <li>
              <a href={`/leads/${lead}`}>{say("board.bulk.lead")}</a> {why}
            </li>
          ))}
          {stayed.length > MOST_LISTED && <li>{say("board.now.further", { count: stayed.length - MOST_LISTED })}</li>}
        </ul>
      )}
      <div class="choices">
        {onward && (
          <form method="post" action={path} hx-post={path} hx-trigger="load" hx-target="#content" hx-swap="innerHTML">
            <input type="hidden" name="do" value={onward.does} />
            <input type="hidden" name="state" value={onward.state} />
            <button type="submit" class="primary">
              {say("board.bulk.onward")}
            </button>
          </form>
        )}
        {back && (
          <form method="post" action={path}>
            <input type="hidden" name="do" value={back.does} />
            <input type="hidden" name="state" value={back.state} />
            <button type="submit">{say("board.bulk.back")}</button>
          </form>
        )}
      </div>
    </section>
  );
};
