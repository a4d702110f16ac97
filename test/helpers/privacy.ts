import { expect } from "vitest";
import { allLeads } from "./arrivals.ts";
import { tokenIn } from "./inbox.ts";
import { apiKey, type Baton, secrets } from "./stack.ts";

/** Fails when a line of the log holds anything personal or secret of this run: what leads typed, whom mails went to, tokens, keys. */
export async function expectPrivateLog(baton: Baton): Promise<void> {
  const leads = await Promise.all((await allLeads(baton)).map(({ id }) => baton.lead(id)));
  const mails = await baton.inbox.all();
  const words = [
    ...leads.flatMap(({ fields }) => [fields.name, fields.email, fields.phone, fields.message]),
    ...mails.flatMap((mail) => [mail.to, ...(mail.text.includes("/r/") ? [tokenIn(mail)] : [])]),
    ...Object.values(secrets),
    apiKey,
    baton.linkKey,
  ].filter((word): word is string => typeof word === "string" && word !== "");
  expect(words.length).toBeGreaterThan(10);
  const lines = baton.log().split("\n").filter(Boolean);
  expect(lines.length).toBeGreaterThan(5);
  const log = baton.log().toLowerCase();
  expect(words.filter((word) => log.includes(word.toLowerCase()))).toEqual([]);
  expect(lines.filter((line) => /[\w.+-]+@[\w-]+\.\w/.test(line))).toEqual([]);
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), message: expect.any(String) });
}
