import { type Ask, type Field, LONGEST_LINE, type ShownAsk, scale } from "@baton/core/asks";
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
            <p class="plain">This question is closed.{ask.answer && ` You answered${inWords(ask)}`}</p>
          )}
        </section>
      </main>
    </Document>
  );
};

/** What was answered; of a form only that it was. */
function inWords({ answer, choices = [], fields }: Ask): string {
  const text = answer?.text ?? "";
  if (fields) return " it.";
  if (choices.length === 0) return `: “${text}”`;
  const names = text.split(",").map((id) => choices.find((choice) => choice.id === id)?.name ?? id);
  return `: “${names.join(", ")}”`;
}

const Form: FC<{ ask: Ask; path: string }> = ({ ask, path }) => {
  const { choices, many, answer, fields } = ask;
  const [only, ...others] = choices ?? [];
  if (only && others.length === 0 && !fields)
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
      {fields ? (
        fields.map((field) => <FieldOf ask={ask} field={field} />)
      ) : choices ? (
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

/** A field of a form, with what was given in it before. */
const FieldOf: FC<{ ask: Ask; field: Field }> = ({ ask, field: { id, label, is, required = false } }) => {
  const value = ask.answer?.given?.[id] ?? "";
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
          <option value="">Choose</option>
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
