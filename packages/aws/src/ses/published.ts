import { BatonError } from "@baton/core/error";
import { z } from "zod";

/** An instant as SES writes it. */
export const instant = z.iso.datetime().transform((text) => new Date(text).toISOString());

/** What SES greets a topic with that it is to publish to. */
const GREETING = /^Successfully validated SNS topic for Amazon SES\b[^{]*$/;

/**
 * Reads what SES has published to a topic; undefined for its greeting. Throws `mailEvent.unreadable`, which says where it does not
 * fit and nothing of what it holds: the message is then left to the dead letters.
 */
export function readPublished<Schema extends z.ZodType>(schema: Schema, body: string): z.output<Schema> | undefined {
  if (GREETING.test(body)) return undefined;
  const read = schema.safeParse(parsed(body));
  if (read.success) return read.data;
  const where = read.error.issues.map(({ path }) => path.join(".") || "the whole").join(", ");
  throw new BatonError("mailEvent.unreadable", `An event of SES does not fit: ${where}.`, { status: 500 });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
