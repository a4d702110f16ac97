import { Document } from "@baton/ui";
import { type FC, type PropsWithChildren, useContext } from "hono/jsx";
import { PartContext } from "../live.tsx";

/** A page that stays as it is until its reader does something; only what is in it, where a form of it is sent without leaving it. */
export const Content: FC<PropsWithChildren<{ title: string }>> = ({ title, children }) => {
  const isPart = useContext(PartContext);
  if (isPart)
    return (
      <>
        <title>{title} · Baton</title>
        {children}
      </>
    );
  return (
    <Document title={title}>
      <main id="content" tabindex={-1}>
        {children}
      </main>
    </Document>
  );
};
