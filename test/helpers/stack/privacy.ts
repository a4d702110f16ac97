import { expect } from "vitest";
import { allLeads } from "./arrivals.ts";
import { tokenIn } from "./inbox.ts";
import type { Baton } from "./stack.ts";

/**
 * Fails when a line of the log holds anything of this run's people: what leads typed, whom mails went to, tokens of their links.
 * That it holds no address, number or secret at all, every stack looks for when it ends.
 */
export async function expectPrivateLog(baton: Baton): Promise<void> {
  const leads = await Promise.all((await allLeads(baton)).map(({ id }) => baton.lead(id)));
  const mails = await baton.inbox.all();
  const words = [
    ...leads.flatMap(({ fields }) => [fields.name, fields.email, fields.phone, fields.message]),
    ...mails.flatMap((mail) => [mail.to, ...(mail.text.includes("/r/") ? [tokenIn(mail)] : [])]),
  ].filter((word): word is string => typeof word === "string" && word !== "");
  expect(words.length).toBeGreaterThan(2);
  const lines = baton.log().split("\n").filter(Boolean);
  expect(lines.length).toBeGreaterThan(5);
  const log = baton.log().toLowerCase();
  expect(words.filter((word) => log.includes(word.toLowerCase()))).toEqual([]);
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), message: expect.any(String) });
}
