import { useWords } from "@baton/ui";
import type { FC } from "hono/jsx";

/** Which day a page is of, with the button that shows it of another. */
export const DayForm: FC<{ path: string; label: string; value: string; max?: string }> = ({
  path,
  label,
  value,
  max,
}) => {
  const { say } = useWords();
  return (
    <form class="choose" method="get" action={path}>
      <label class="label" for="at">
        {label}
      </label>
      <input type="date" id="at" name="at" value={value} max={max} required />
      <button type="submit">{say("board.sheet.show")}</button>
    </form>
  );
};
