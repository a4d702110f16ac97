import { html } from "hono/html";
import { document } from "./frame.ts";

export interface MessageView {
  title: string;
  text: string;
  /** `bad`: it did not work · `good`: it did · `calm`: nothing to worry about. */
  tone: "good" | "bad" | "calm";
}

/** A page that only says something: that a link is forged or too old, that a lead is closed. */
export function renderMessagePage({ title, text, tone }: MessageView): string {
  return document(
    `${title} · Baton`,
    html`<main class="card message"><h1>${title}</h1><p role="${tone === "bad" ? "alert" : "status"}">${text}</p></main>`,
  );
}
