import type { Agreement } from "@baton/core/agreement";
import type { Pack, PackPart } from "@baton/core/review";
import { Card, Document, Flash, type Said } from "@baton/ui";
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
}> = ({ agreement, pack, parts, when, due, asks, path, flash }) => (
  <Document title="Review">
    <Flash said={flash} />
    <main>
      <header class="card">
        <h1>{pack.needed ? "Review" : "Review: no meeting needed"}</h1>
        <p class="about" dir="auto">
          {when}, {pack.with.map((person) => agreement.people[person]?.name ?? person).join(", ")}
        </p>
        {!pack.needed && <p class="plain">Nothing waits for a word of both sides.</p>}
      </header>
      {asks.length > 0 && (
        <Card id="asks" title="Your word">
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
      <Card id="write" title="Who does what by when">
        <form class="answer" method="post" action={path}>
          <label class="label" for="text">
            What is to be done
          </label>
          <input type="text" id="text" name="text" maxlength={280} required autocomplete="off" dir="auto" />
          <label class="label" for="owner">
            Who does it
          </label>
          <select id="owner" name="owner" required>
            {Object.entries(agreement.people).map(([id, { name }]) => (
              <option value={id}>{name}</option>
            ))}
          </select>
          <label class="label" for="due">
            By which day
          </label>
          <input type="date" id="due" name="due" min={due.from} max={due.to} required />
          <button type="submit" class="primary">
            Write it down
          </button>
        </form>
        <p class="plain">They are told, reminded, and it stands in the next review.</p>
      </Card>
    </main>
  </Document>
);
