import type { Context } from "hono";

/** What somebody sent by a form. */
export interface Sent {
  /** What a field has, trimmed; empty where there is no such field. */
  field(name: string): string;
  /** All that a field has that may be chosen several times. */
  all(name: string): string[];
}

/** The fields of a form; none of what is no form. */
export async function sentBy(c: Context): Promise<Sent> {
  const form: Record<string, unknown> = await c.req.parseBody({ all: true }).catch(() => ({}));
  const all = (name: string): string[] =>
    Object.hasOwn(form, name)
      ? [form[name]].flat().flatMap((one) => (typeof one === "string" && one.trim() !== "" ? [one.trim()] : []))
      : [];
  return { all, field: (name) => all(name).at(0) ?? "" };
}
