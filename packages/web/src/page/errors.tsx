import { BatonError } from "@baton/core/error";
import { ReaderProvider } from "@baton/ui";
import { inEnglish, type Words } from "@baton/words";
import type { Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { MessagePage, type MessageView } from "./message-page.tsx";

/** Whose page it is, once that is known. */
export interface ReaderEnv {
  Variables: { words?: Words };
}

/** Has pages answer to another method and to what goes wrong, in the words of who reads; `failed` hears of what nobody expected. */
export function answerErrors<E extends ReaderEnv>(app: Hono<E>, failed: (c: Context<E>, error: Error) => void): void {
  const page = (words: Words, said: Pick<MessageView, "title" | "text">) => (
    <ReaderProvider value={{ words }}>
      <MessagePage {...said} tone="bad" />
    </ReaderProvider>
  );
  app.notFound((c) => {
    c.header("allow", "GET, HEAD, POST");
    const { say } = inEnglish;
    return c.html(page(inEnglish, { title: say("page.error.title"), text: say("page.error.method") }), 405);
  });
  app.onError((error, c) => {
    const words: Words = c.get("words") ?? inEnglish;
    const { say } = words;
    if (error instanceof BatonError)
      return c.html(
        page(words, { title: say("page.error.title"), text: error.message }),
        error.status as ContentfulStatusCode,
      );
    failed(c, error);
    return c.html(page(words, { title: say("page.error.sorry"), text: say("page.error.ours") }), 500);
  });
}
