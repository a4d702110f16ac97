import { raw } from "hono/html";
import type { Child, FC, PropsWithChildren } from "hono/jsx";
import { useFrame, useWords } from "./frame.tsx";
import { sheet } from "./sheet.ts";

/**
 * A whole page. Alone it has its style sheet in it and loads nothing; within a frame it loads that, and has the frame around it. `count`
 * stands before the title: how much there is to do.
 */
export const Document: FC<PropsWithChildren<{ title: string; count?: number }>> = ({ title, count = 0, children }) => {
  const { language, say } = useWords();
  const frame = useFrame();
  return (
    <>
      {raw("<!doctype html>")}
      <html lang={language}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width,initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="format-detection" content="telephone=no" />
          <title>
            {count > 0 && `(${count}) `}
            {title} · Baton
          </title>
          {frame ? (
            <>
              {frame.settings && <meta name="htmx-config" content={frame.settings} />}
              {frame.styles.map(({ href, integrity }) => (
                <link rel="stylesheet" href={href} integrity={integrity} />
              ))}
              {frame.scripts.map(({ href, integrity }) => (
                <script src={href} integrity={integrity} defer></script>
              ))}
            </>
          ) : (
            <style>{raw(sheet)}</style>
          )}
        </head>
        <body>
          {frame?.header}
          <div class="page" id={frame && "page"} tabindex={frame && -1}>
            {!frame && (
              <header>
                <p class="brand">{say("brand")}</p>
              </header>
            )}
            {children}
          </div>
          {frame?.footer}
        </body>
      </html>
    </>
  );
};

/** What the last action did, or why it could not be done. */
export interface Said {
  tone: "good" | "bad";
  text: string;
}

/** That on top of a page; a failure is announced at once. */
export const Flash: FC<{ said: Said | undefined }> = ({ said }) =>
  said ? (
    <p class={`flash ${said.tone}`} role={said.tone === "bad" ? "alert" : "status"}>
      {said.text}
    </p>
  ) : null;

/** Answers of which one is chosen, or several. */
export const Choices: FC<{
  name: string;
  legend: string;
  of: readonly { id: string; name: string }[];
  required?: boolean;
  many?: boolean;
  chosen?: readonly string[];
}> = ({ name, legend, of, required = true, many = false, chosen = [] }) => (
  <fieldset>
    <legend>{legend}</legend>
    {of.map(({ id, name: shown }) => (
      <label class="choice">
        <input
          type={many ? "checkbox" : "radio"}
          name={name}
          value={id}
          required={required && !many}
          checked={chosen.includes(id)}
        />
        {shown}
      </label>
    ))}
  </fieldset>
);

/** A part of a page, by its heading. */
export const Card: FC<PropsWithChildren<{ id: string; title: string }>> = ({ id, title, children }) => (
  <section class="card" aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    {children}
  </section>
);

/** Numbers beside each other, each with what it is and a word about it. */
export const Figures: FC<{ of: { label: string; values: string[]; note?: string }[] }> = ({ of }) => (
  <dl class="figures">
    {of.map(({ label, values, note }) => (
      <div>
        <dt>{label}</dt>
        <dd>
          {values.map((value) => (
            <div>{value}</div>
          ))}
          {note && <small>{note}</small>}
        </dd>
      </div>
    ))}
  </dl>
);

/** A table with a caption; all but the first column are numbers. */
export const Table: FC<{ caption: string; columns: string[]; rows: Child[][] }> = ({ caption, columns, rows }) => (
  <section class="scroll" tabindex={0} aria-label={caption}>
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map((name, n) => (
            <th scope="col" class={n === 0 ? "" : "number"}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([first, ...others]) => (
          <tr>
            <th scope="row" dir="auto">
              {first}
            </th>
            {others.map((cell) => (
              <td class="number">{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
