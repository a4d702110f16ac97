import { useWords } from "@baton/ui";
import type { FC } from "hono/jsx";
import { Due } from "../when.tsx";

interface Props {
  id: string;
  name: string;
  /** What is said of it besides, as far as there is something. */
  about: readonly (string | null | undefined)[];
  /** The domain of its company, where the reader may look at that. */
  account?: string | undefined;
  due?: number | undefined;
  now: number;
  zone: string;
  /** It may be ticked, under this name of a form. */
  tick?: string;
}

/** A lead in a list. */
export const LeadRow: FC<Props> = ({ id, name, about, account, due, now, zone, tick }) => {
  const { say } = useWords();
  return (
    <li data-lead={id} class={tick ? "ticked" : undefined}>
      {tick && (
        <label class="tick">
          <input type="checkbox" name={tick} value={id} aria-label={say("board.choose", { name })} />
        </label>
      )}
      <div>
        <a href={`/leads/${id}`} dir="auto">
          {name}
        </a>
        <div class="more">
          {about.filter(Boolean).map((text) => (
            <span dir="auto">{text}</span>
          ))}
          {account !== undefined && (
            <a class="aside" href={`/accounts/${encodeURIComponent(account)}`}>
              {account}
            </a>
          )}
        </div>
      </div>
      <div class="side">{due !== undefined && <Due at={due} now={now} zone={zone} />}</div>
    </li>
  );
};
