import { type Ask, asRead, type Field, LONGEST_LINE, type ShownAsk, scale } from "@baton/core/asks";
import { Choices, Document, Flash, type Said, useWords } from "@baton/ui";
import type { Words } from "@baton/words";
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
export const AskPage: FC<Props> = ({ ask: asked, shown, path, now, flash }) => {
  const words = useWords();
  const { say } = words;
  const ask = asRead(asked, words);
  const isOpen = shown !== undefined && Date.parse(ask.respondBy) > now;
  return (
    <Document title={shown?.title ?? say("question.title")}>
      <Flash said={flash} />
      <main>
        <section class="card">
          <h1 dir="auto">{shown?.title ?? say("question.settled")}</h1>
          {shown?.texts.map((text) => (
            <p class="plain" dir="auto">
              {text}
            </p>
          ))}
          {isOpen ? <Form ask={ask} path={path} /> : <p class="plain">{closedInWords(ask, say)}</p>}
        </section>
      </main>
    </Document>
  );
};

/** That nothing is asked any more, and what was answered; of a form only that it was. */
function closedInWords({ answer, choices = [], fields }: Ask, say: Words["say"]): string {
  if (!answer) return say("question.closed");
  if (fields) return say("question.closedGiven");
  const names = answer.text.split(",").map((id) => choices.find((choice) => choice.id === id)?.name ?? id);
  return say("question.closedSaid", { text: choices.length === 0 ? answer.text : names.join(", ") });
}

const Form: FC<{ ask: Ask; path: string }> = ({ ask, path }) => {
  const { choices, many, answer, fields } = ask;
  const { say } = useWords();
  const [only, ...others] = choices ?? [];
  if (only && others.length === 0 && !fields)
    return (
      <form class="answer" method="post" action={path}>
        <input type="hidden" name="answer" value={only.id} />
        {answer ? (
          <p class="plain">{say("question.youSaid", { text: only.name })}</p>
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
      {fields ? (
        fields.map((field) => <FieldOf ask={ask} field={field} />)
      ) : choices ? (
        <Choices name="answer" legend={say("question.yourAnswer")} of={choices} many={many ?? false} chosen={chosen} />
      ) : (
        <>
          <label class="label" for="answer">
            {say("question.sentence")}
          </label>
          <textarea id="answer" name="answer" rows={4} maxlength={280} required dir="auto">
            {answer?.text ?? ""}
          </textarea>
        </>
      )}
      <button type="submit" class="primary">
        {say(answer ? "question.replace" : "question.answer")}
      </button>
    </form>
  );
};

/** A field of a form, with what was given in it before. */
const FieldOf: FC<{ ask: Ask; field: Field }> = ({ ask, field: { id, label, is, required = false } }) => {
  const value = ask.answer?.given?.[id] ?? "";
  const { say } = useWords();
  if (is === "scale")
    return (
      <Choices
        name={id}
        legend={label}
        of={scale.map((point) => ({ id: point, name: point }))}
        required={required}
        chosen={[value]}
      />
    );
  return (
    <>
      <label class="label" for={id} dir="auto">
        {label}
      </label>
      {is === "choice" ? (
        <select id={id} name={id} required={required}>
          <option value="">{say("question.choose")}</option>
          {ask.choices?.map(({ id: choice, name }) => (
            <option value={choice} selected={choice === value}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <input
          type="text"
          id={id}
          name={id}
          value={value}
          maxlength={LONGEST_LINE}
          required={required}
          dir="auto"
          autocomplete="off"
        />
      )}
    </>
  );
};
