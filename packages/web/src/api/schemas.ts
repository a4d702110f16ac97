import { type Hook, z } from "@hono/zod-openapi";
import type { Env } from "hono";

/** Shapes of the API, for validation and for `/api/openapi.json` alike. */

export const failure = z
  .object({ error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }) })
  .openapi("Error");

export const answer = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { "application/json": { schema } },
});

/** A request's body, which has to be there. */
export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { "application/json": { schema } },
});

/** What the gateway answers by itself, to any request. */
export const throttled = {
  429: answer("The gateway takes no more requests at once; try again.", z.object({ message: z.string() })),
};

/** Instants of years that have four digits, so that they sort as text and something can be counted from them. */
export const instantText = z.string().refine((text) => {
  const instant = Date.parse(text);
  return instant >= EARLIEST && instant <= LATEST;
}, "expected an instant such as 2026-11-24T09:00:00Z");
const EARLIEST = Date.parse("0001-01-01T00:00:00Z");
const LATEST = Date.parse("9998-12-31T23:59:59Z");

/** An e-mail address as people type it: the longest has 64 characters, `@` and 255 more. */
export const emailAddress = z.string().max(320);

/** Words that are shown in terminals and tables: on one line and without what a terminal would obey. */
export const wordsOfOneLine = (most: number) =>
  z
    .string()
    .max(most)
    .transform((text) => text.replace(/[\s\p{Cc}]+/gu, " ").trim() || undefined)
    .optional();

export const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().min(1).optional(),
});

export const finding = z
  .object({
    severity: z.enum(["error", "warning"]),
    code: z.string(),
    message: z.string(),
    line: z.number(),
    column: z.number(),
    counterexample: z
      .object({ lead: z.looseObject({}).optional(), at: instantText.optional() })
      .optional()
      .openapi({ description: "Given to `/api/decide`, it shows what is wrong." }),
  })
  .openapi("Finding");

/** One shape of error for everything that does not validate. */
export const refuseInvalid: Hook<unknown, Env, string, unknown> = (result, c) => {
  if (result.success) return;
  const details = result.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  const [first] = details;
  return c.json(
    {
      error: {
        code: "request.invalid",
        message: first ? `${first.path || "request"}: ${first.message}` : "The request does not fit.",
        details,
      },
    },
    400,
  );
};

export { z };
