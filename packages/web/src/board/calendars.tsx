import { useWords } from "@baton/ui";
import type { FC } from "hono/jsx";

/** Addresses that a calendar program reads from. */
export interface Calendars {
  due: string;
  campaigns: string;
}

/** Where somebody's calendar program reads when things are due; whoever has an address can read it. */
export const CalendarsCard: FC<{ of: Calendars }> = ({ of }) => {
  const { say } = useWords();
  return (
    <details class="card">
      <summary>{say("board.calendars.title")}</summary>
      <p>{say("board.calendars.text")}</p>
      {(["due", "campaigns"] as const).map((name) => (
        <p>
          <label class="label" for={`calendar-${name}`}>
            {say(`board.calendars.${name}`)}
          </label>
          <input type="text" id={`calendar-${name}`} value={of[name]} readonly />
        </p>
      ))}
    </details>
  );
};
