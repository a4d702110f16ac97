import type { Ask, ShownAsk } from "@baton/core/asks";
import { Choices, Document, Flash, type Said } from "@baton/ui";
import type { FC } from "hono/jsx";

interface Props {
  ask: Ask;
  /** Undefined where there is nothing to ask any more. */
  shown: ShownAsk | undefined;
  path: string;
  now: number;
  flash?: Said;
}

/** A question to one person, with the form that answers it. */
export const AskPage: FC<Props> = ({ ask, shown, path, now, flash }) => {
  const isOpen = shown !== undefined && Date.parse(ask.respondBy) > now;
  return (
    <Document title={shown?.title ?? "A question"}>
      <Flash said={flash} />
      <main>
        <section class="card">
          <h1 dir="auto">{shown?.title ?? "This question is settled"}</h1>
          {shown?.texts.map((text) => (
            <p class="plain" dir="auto">
              {text}
            </p>
          ))}
          {isOpen ? (
            <Form ask={ask} path={path} />
          ) : (
            <p class="plain">This question is closed.{ask.answer && ` You answered: “${inWords(ask)}”`}</p>
          )}
        </section>
      </main>
    </Document>
  );
};

const inWords = ({ answer, choices = [] }: Ask): string =>
  choices.length === 0
    ? (answer?.text ?? "")
    : (answer?.text ?? "")
        .split(",")
        .map((id) => choices.find((choice) => choice.id === id)?.name ?? id)
        .join(", ");

const Form: FC<{ ask: Ask; path: string }> = ({ ask, path }) => {
  const { choices, many, answer } = ask;
  const [only, ...others] = choices ?? [];
  if (only && others.length === 0)
    return (
      <form class="answer" method="post" action={path}>
        <input type="hidden" name="answer" value={only.id} />
        {answer ? (
          <p class="plain">You said: {only.name}</p>
        ) : (
          <button type="submit" class="primary">
            {only.name}
          </button>
        )}
      </form>
    );
  const chosen = answer?.text.split(",") ?? [];
  return (
    <form class="answer" method="post" action={path}>
      {choices ? (
        <Choices name="answer" legend="Your answer" of={choices} many={many ?? false} chosen={chosen} />
      ) : (
        <>
          <label class="label" for="answer">
            In a sentence (280 characters, without names)
          </label>
          <textarea id="answer" name="answer" rows={4} maxlength={280} required dir="auto">
            {answer?.text ?? ""}
          </textarea>
        </>
      )}
      <button type="submit" class="primary">
        {answer ? "Replace my answer" : "Answer"}
      </button>
    </form>
  );
};
