import { BatonError, loggable } from "@baton/core/error";
import type { Log } from "@baton/core/ports";
import type { ErrorHandler, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** Answers of the API that say no, all of one shape. */

export const unauthorized = {
  error: { code: "api.unauthorized", message: "Send the API key as `Authorization: Bearer …`." },
};

export const unknownRoute: NotFoundHandler = (c) =>
  c.json(
    { error: { code: "api.unknown", message: `There is no ${c.req.method} ${c.req.path}; see /api/openapi.json.` } },
    404,
  );

export const failed =
  (log: Log): ErrorHandler =>
  (error, c) => {
    if (error instanceof BatonError) {
      const { code, message, details } = error;
      return c.json(
        { error: { code, message, ...(details !== undefined && { details }) } },
        error.status as ContentfulStatusCode,
      );
    }
    if (error instanceof HTTPException) {
      // Thrown with an answer of its own by the key's check only, which calls some refusals a bad request.
      if (error.res) {
        // The scheme, as a 401 has to name it: RFC 9110, 11.6.1; what is wrong with the key: RFC 6750, 3.
        const sent = c.req.header("authorization") === undefined ? "" : ', error="invalid_token"';
        return c.json(unauthorized, 401, { "www-authenticate": `Bearer realm="Baton"${sent}` });
      }
      return c.json({ error: { code: "request.invalid", message: error.message } }, error.status);
    }
    const health = c.req.path === "/health";
    log("error", health ? "the store does not answer" : "the API failed", loggable(error));
    return c.json(
      {
        error: {
          code: health ? "store.unavailable" : "internal.error",
          message: health ? "The store does not answer." : "Something went wrong on our side.",
        },
      },
      health ? 503 : 500,
    );
  };
