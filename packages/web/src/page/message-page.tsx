import { Document } from "@baton/ui";

export interface MessageView {
  title: string;
  text: string;
  /** `bad`: it did not work · `good`: it did · `calm`: nothing to worry about. */
  tone: "good" | "bad" | "calm";
}

/** A page that only says something: that a link is forged or too old, that a lead is closed. */
export const renderMessagePage = ({ title, text, tone }: MessageView): string =>
  String(
    <Document title={title}>
      <main class="card message">
        <h1>{title}</h1>
        <p role={tone === "bad" ? "alert" : "status"}>{text}</p>
      </main>
    </Document>,
  );
