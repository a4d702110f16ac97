import { Document } from "@baton/ui";
import type { FC, PropsWithChildren } from "hono/jsx";

export interface MessageView {
  title: string;
  text: string;
  /** `bad`: it did not work · `good`: it did · `calm`: nothing to worry about. */
  tone: "good" | "bad" | "calm";
}

/** A page that only says something: that a link is forged or too old, that a lead is closed. */
export const MessagePage: FC<PropsWithChildren<MessageView>> = ({ title, text, tone, children }) => (
  <Document title={title}>
    <main id="content" class="card message" tabindex={-1}>
      <h1>{title}</h1>
      <p role={tone === "bad" ? "alert" : "status"}>{text}</p>
      {children}
    </main>
  </Document>
);
