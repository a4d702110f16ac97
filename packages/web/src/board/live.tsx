import { Document } from "@baton/ui";
import { createContext, type FC, type PropsWithChildren, useContext } from "hono/jsx";

/** Whether only what is in the page is wanted: by a browser that has the page and asks what has changed. */
export const PartContext = createContext(false);

interface Props {
  title: string;
  /** How much there is to do. */
  count?: number;
  path: string;
  /** Names what the page shows, as its ETag does. */
  tag: string;
  /** When it was made, epoch ms: the browser counts down from there, whatever its own clock says. */
  now: number;
}

/** A page that follows what changes: the browser asks for its content again, and puts what is new in the place of what it was. */
export const Live: FC<PropsWithChildren<Props>> = ({ title, count = 0, path, tag, now, children }) => {
  const isPart = useContext(PartContext);
  const made = <template id="made" data-now={now}></template>;
  if (isPart)
    return (
      <>
        <title>
          {count > 0 && `(${count}) `}
          {title} · Baton
        </title>
        {made}
        {children}
      </>
    );
  return (
    <Document title={title} count={count}>
      <main id="content" tabindex={-1} data-live={tag} hx-get={path} hx-trigger="refresh" hx-swap="innerMorph">
        {made}
        {children}
      </main>
    </Document>
  );
};
