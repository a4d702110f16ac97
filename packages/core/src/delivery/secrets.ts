/** Names under which senders write what only they and we know: Google's key, Salesforce's session, tokens, keys and passwords. */
const NAMES = [
  "google[_-]?key",
  "(?:hub[._])?(?:verify|access|refresh|id|auth|session|csrf)?[_-]?token",
  "(?:client|webhook|signing|shared|app)?[_-]?secret",
  "api[_-]?key",
  "session[_-]?id",
  "pass(?:word|wd)?",
  "pwd",
  "authorization",
].join("|");

/** A quotation mark in JSON that is a string of JSON, percent-encoded and in XML. */
const WRAPPED = String.raw`\\+"|%22|&quot;`;
const NAMED = String.raw`(?<quote>"|${WRAPPED})(?:${NAMES})\k<quote>\s*(?::|%3A)\s*`;

/** A named value in each notation, with what comes before it; linear in the length of what it reads. */
const notations = [
  // "google_key": "…"
  String.raw`(?<before>${NAMED}")(?:[^"\\]|\\[\s\S])*`,
  String.raw`(?<before>${NAMED}(?<open>${WRAPPED}))(?:(?!(?<!\\)\k<open>)[\s\S])*`,
  // "token": 1234
  String.raw`(?<before>${NAMED})(?<number>\d[\w.+-]*)`,
  // token=…&, also within a URL that is a value
  String.raw`(?<before>(?:^|[?&;\s"']|%3F|%26)(?:${NAMES})(?:\[\])?(?:=|%3D))(?:(?!%26|%22|%23)[^&\s"'<>#])+`,
  // a part of a form in several parts
  String.raw`(?<before>name="(?:${NAMES})"[^\r\n]{0,500}(?:\r?\n[^\r\n]{1,500}){0,8}\r?\n\r?\n)(?:(?!\r?\n--)[\s\S])*`,
  // <SessionId>…</SessionId>
  String.raw`(?<before><(?:[\w-]+:)?(?:${NAMES})(?:\s[^<>]*)?>)[^<]*`,
].map((pattern) => new RegExp(pattern, "gi"));

/** A raw body as it is shown: every value that is named like a secret is `[secret]`; all else is as it came, byte by byte. */
export function withoutSecrets(body: Uint8Array): Uint8Array {
  let text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1");
  for (const notation of notations)
    text = text.replace(notation, (...found) => {
      const { before, quote, number } = found.at(-1) as Record<string, string | undefined>;
      return number === undefined ? `${before}[secret]` : `${before}${quote}[secret]${quote}`;
    });
  return Buffer.from(text, "latin1");
}
