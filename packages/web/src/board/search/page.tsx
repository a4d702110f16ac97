import type { Found } from "@baton/core/board";
import { Document, useWords } from "@baton/ui";
import type { FC } from "hono/jsx";
import type { Looking } from "../env.ts";

interface Props {
  /** What was asked for; empty for nothing yet. */
  asked: string;
  found: Found | undefined;
  looking: Looking;
}

/** Leads that were found, the newest first. */
export const SearchPage: FC<Props> = ({ asked, found, looking }) => {
  const { say } = useWords();
  const { people } = looking.rulebook.agreement;
  const title = asked === "" ? say("board.search.title") : say("board.search.for", { asked });
  return (
    <Document title={title}>
      <main id="content" tabindex={-1}>
        <div class="head">
          <h1 dir="auto">{title}</h1>
        </div>
        {found === undefined ? (
          <p class="none">{say("board.search.hint")}</p>
        ) : found.leads.length === 0 ? (
          <p class="none">{say(found.next === null ? "board.search.none" : "board.search.noneYet")}</p>
        ) : (
          <ol class="rows">
            {found.leads.map(({ id, name, company, email, owner, stage, contact }) => (
              <li data-lead={id}>
                <div>
                  <a href={`/leads/${id}`} dir="auto">
                    {name ?? company ?? (contact ? email : null) ?? id}
                  </a>
                  <div class="more">
                    {[
                      name === null ? null : company,
                      contact && name !== null ? email : null,
                      owner === null ? say("board.nobody") : (people[owner]?.name ?? owner),
                      stage === "closed" ? say("board.closed") : null,
                    ]
                      .filter(Boolean)
                      .map((text) => (
                        <span dir="auto">{text}</span>
                      ))}
                  </div>
                </div>
              </li>
            ))}
          </ol>
        )}
        {found?.next && (
          <p class="hint">
            <a href={`/search?q=${encodeURIComponent(asked)}&cursor=${encodeURIComponent(found.next)}`}>
              {say("board.search.older")}
            </a>
          </p>
        )}
      </main>
    </Document>
  );
};
