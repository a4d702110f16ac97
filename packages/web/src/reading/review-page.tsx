import type { Agreement } from "@baton/core/agreement";
import type { Pack, PackPart } from "@baton/core/review";
import { Card, Document, Flash, type Said, useWords } from "@baton/ui";
import type { FC } from "hono/jsx";

/** What both sides meet about, as one of them sees it, with the form by which they write down who does what. */
export const ReviewPage: FC<{
  agreement: Agreement;
  pack: Pack;
  parts: readonly PackPart[];
  when: string;
  /** The days on which an action item may be due. */
  due: { from: string; to: string };
  /** Questions that are the reader's to answer. */
  asks: { title: string; href: string }[];
  path: string;
  flash?: Said;
}> = ({ agreement, pack, parts, when, due, asks, path, flash }) => {
  const { say } = useWords();
  return (
    <Document title={say("meet.title")}>
      <Flash said={flash} />
      <main>
        <header class="card">
          <h1>{say(pack.needed ? "meet.title" : "meet.none")}</h1>
          <p class="about" dir="auto">
            {when}, {pack.with.map((person) => agreement.people[person]?.name ?? person).join(", ")}
          </p>
          {!pack.needed && <p class="plain">{say("meet.nothingWaits")}</p>}
        </header>
        {asks.length > 0 && (
          <Card id="asks" title={say("meet.yourWord")}>
            {asks.map(({ title, href }) => (
              <p dir="auto">
                <a href={href}>{title}</a>
              </p>
            ))}
          </Card>
        )}
        {parts.map(({ title, lines }, n) => (
          <Card id={`part-${n}`} title={title}>
            {lines.map(({ left, right }) => (
              <div class="entry">
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
