import type { StoredAgreement } from "@baton/core/ports";
import { Card, Document, useWords } from "@baton/ui";
import type { FC } from "hono/jsx";
import type { Looking } from "../env.ts";
import { instantOf, Signatures } from "./signing.tsx";

interface Props {
  stored: StoredAgreement;
  /** Beside which version it is put, and how it differs, in words; undefined for the first without another. */
  beside: { version: number; changes: readonly string[] } | undefined;
  newest: number;
  looking: Looking;
}

/** One version: who published and signed it, how it differs from another, and its text. */
export const VersionPage: FC<Props> = ({ stored, beside, newest, looking }) => {
  const { say } = useWords();
  const { version, appliedAt, by, why, unsigned, signatures = [], text } = stored;
  const { people } = looking.rulebook.agreement;
  const title = say("board.agreement.nth", { version });
  const about = [
    instantOf(looking, appliedAt),
    by !== undefined && say("board.agreement.by", { name: people[by]?.name ?? by }),
    why,
  ].filter(Boolean);
  return (
    <Document title={title}>
      <main id="content" tabindex={-1}>
        <header class="card">
          <h1>{title}</h1>
          <p class="about" dir="auto">
            {about.join(" · ")}
          </p>
          {unsigned !== undefined && <p class="plain">{say("board.agreement.unsigned", { why: unsigned })}</p>}
          <Signatures of={signatures} looking={looking} />
          {newest > 1 && (
            <form class="choose" method="get" action={`/agreement/versions/${version}`}>
              <label class="label" for="beside">
                {say("board.agreement.beside")}
              </label>
              <input
                type="number"
                id="beside"
                name="beside"
                min={1}
                max={newest}
                required
                value={beside === undefined ? "" : String(beside.version)}
              />
              <button type="submit">{say("board.agreement.compare")}</button>
            </form>
          )}
        </header>
        {beside && (
          <Card id="difference" title={say("board.agreement.difference", { version: beside.version })}>
            {beside.changes.length === 0 ? (
              <p>{say("board.agreement.same")}</p>
            ) : (
              <ul class="said">
                {beside.changes.map((change) => (
                  <li dir="auto">{change}</li>
                ))}
              </ul>
            )}
          </Card>
        )}
        <Card id="text" title={say("board.agreement.text")}>
          <pre>{text}</pre>
        </Card>
        <p class="plain">
          <a href="/agreement">{say("board.agreement.back")}</a>
        </p>
      </main>
    </Document>
  );
};
