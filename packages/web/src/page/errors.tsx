import { BatonError } from "@baton/core/error";
import type { Context, Env, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { MessagePage } from "./message-page.tsx";

/** Has pages answer to another method and to what goes wrong; `failed` hears of what nobody expected. */
export function answerErrors<E extends Env>(app: Hono<E>, failed: (c: Context<E>, error: Error) => void): void {
  app.notFound((c) => {
    c.header("allow", "GET, HEAD, POST");
    return c.html(
      <MessagePage title="This did not work" text="A page is opened, or its form is sent." tone="bad" />,
      405,
    );
  });
  app.onError((error, c) => {
    const known = error instanceof BatonError;
    if (!known) failed(c, error);
    const text = known ? error.message : "Something went wrong on our side. Nothing was changed; please try again.";
    return c.html(
      <MessagePage title={known ? "This did not work" : "Sorry"} text={text} tone="bad" />,
      (known ? error.status : 500) as ContentfulStatusCode,
    );
  });
}
