import { useWords } from "@baton/ui";
import type { FC } from "hono/jsx";

/** From which day to which a page tells: a form that loads it anew. */
export const Period: FC<{ path: string; from: string; to: string }> = ({ path, from, to }) => {
  const { say } = useWords();
  return (
    <form class="fields period" action={path}>
      <div>
        <label class="label" for="period-from">
          {say("board.period.from")}
        </label>
        <input type="date" id="period-from" name="from" value={from} required />
      </div>
      <div>
        <label class="label" for="period-to">
          {say("board.period.to")}
        </label>
        <input type="date" id="period-to" name="to" value={to} required />
      </div>
      <button type="submit">{say("board.period.show")}</button>
    </form>
  );
};
