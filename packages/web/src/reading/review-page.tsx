import type { Agreement } from "@baton/core/agreement";
import type { Pack, PackPart } from "@baton/core/review";
import { Card, Document, Flash, type Said, useWords } from "@baton/ui";
import type { FC, PropsWithChildren } from "hono/jsx";

export interface ReviewProps {
  agreement: Agreement;
  pack: Pack;
  parts: readonly PackPart[];
  when: string;
  /** The days on which an action item may be due. */
  due: { from: string; to: string };
  /** Questions that are the reader's to answer. */
  asks: { name: string; href: string }[];
  path: string;
  flash?: Said;
}

/**
 * What both sides meet about, as one of them sees it, with the form by which they write down who does what. What it is given to hold
 * stands on top.
 */
export const ReviewPage: FC<PropsWithChildren<ReviewProps>> = ({
  agreement,
  pack,
  parts,
  when,
  due,
  asks,
  path,
  flash,
  children,
}) => {
  const { say } = useWords();
  return (
    <Document title={say("meet.title")}>
      <Flash said={flash} />
      <main id="content" tabindex={-1}>
        <header class="card">
          <h1>{say(pack.needed ? "meet.title" : "meet.none")}</h1>
          <p class="about" dir="auto">
            {when}, {pack.with.map((person) => agreement.people[person]?.name ?? person).join(", ")}
          </p>
          {!pack.needed && <p class="plain">{say("meet.nothingWaits")}</p>}
          {children}
        </header>
        {asks.length > 0 && (
          <Card id="asks" title={say("meet.yourWord")}>
            {asks.map(({ name, href }) => (
              <p dir="auto">
                <a href={href}>{say("meet.handedBack", { name })}</a>
              </p>
            ))}
          </Card>
        )}
        {parts.map(({ id, title, lines }) => (
          <Card id={`part-${id}`} title={title}>
            {lines.map(({ left, right, lead }) => (
              <div class="entry" data-lead={lead}>
                <p dir="auto">
                  <strong>{left}</strong>: {right}
                </p>
              </div>
            ))}
          </Card>
        ))}
        <Card id="write" title={say("meet.who")}>
          <form class="answer" method="post" action={path}>
            <label class="label" for="text">
              {say("meet.toDo")}
            </label>
            <input type="text" id="text" name="text" maxlength={280} required autocomplete="off" dir="auto" />
            <label class="label" for="owner">
              {say("meet.whoDoes")}
            </label>
            <select id="owner" name="owner" required>
              {Object.entries(agreement.people).map(([id, { name }]) => (
                <option value={id}>{name}</option>
              ))}
            </select>
            <label class="label" for="due">
              {say("meet.byDay")}
            </label>
            <input type="date" id="due" name="due" min={due.from} max={due.to} required />
            <button type="submit" class="primary">
              {say("meet.write")}
            </button>
          </form>
          <p class="plain">{say("meet.told")}</p>
        </Card>
      </main>
    </Document>
  );
};
