import type { Ask } from "@baton/core/asks";
import { Card, Document, sheet } from "@baton/ui";
import type { FC } from "hono/jsx";

/** A question to one person, with the form that answers it. */
export const AskPage: FC<{ ask: Ask; path: string; now: number; flash?: { tone: "good" | "bad"; text: string } }> = ({
  ask,
  path,
  now,
  flash,
}) => {
  const isOpen = Date.parse(ask.respondBy) > now;
  return (
    <Document title="A question · Baton" style={sheet}>
      {flash && (
        <p class={`flash ${flash.tone}`} role={flash.tone === "bad" ? "alert" : "status"}>
          {flash.text}
        </p>
      )}
      <main>
        <section class="card">
          <h1 dir="auto">{ask.question}</h1>
          {isOpen ? (
            <form method="post" action={path}>
              <label class="label" for="answer">
                In a sentence (280 characters, without names)
              </label>
              <textarea id="answer" name="answer" rows={4} maxlength={280} required dir="auto">
                {ask.answer?.text ?? ""}
              </textarea>
              <button type="submit">{ask.answer ? "Replace my answer" : "Answer"}</button>
            </form>
          ) : (
            <p class="plain">This question is closed.{ask.answer && ` You answered: “${ask.answer.text}”`}</p>
          )}
        </section>
        {ask.used && (
          <Card id="used" title="What came of it">
            <p dir="auto">{ask.used.text}</p>
          </Card>
        )}
      </main>
    </Document>
  );
};
