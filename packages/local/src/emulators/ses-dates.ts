import { createRequire } from "node:module";

/**
 * Has the emulator show mails by the date that they say, which is the simulated one, instead of by when they came. It keeps no headers, and
 * asks for the time right after it has read a mail.
 */
export function dateByHeader(): void {
  const ofEmulator = createRequire(createRequire(import.meta.url).resolve("aws-ses-v2-local"));
  const parser = ofEmulator("mailparser") as { simpleParser(raw: Buffer): Promise<{ date?: Date }> };
  const util = ofEmulator("./util.js") as { getCurrentTimestamp(): number };
  const { simpleParser } = parser;
  let date: Date | undefined;
  const dated = async (raw: Buffer) => {
    const mail = await simpleParser(raw);
    date = mail.date;
    return mail;
  };
  Object.defineProperty(parser, "simpleParser", { value: dated });
  util.getCurrentTimestamp = () => Math.floor((date?.getTime() ?? Date.now()) / 1_000);
}
