/**
 * Names under which senders write what only they and we know: Google's key, Salesforce's session, tokens, keys and passwords, with
 * whatever stands before them (`page_access_token`, `user[password]`).
 */
const NAMES = [
  "google[_-]?key",
  "token",
  "secret",
  "(?:api|private|secret|access|signing)[_-]?key",
  "session[_-]?id",
  "pass(?:word|wd|phrase)",
  "pwd",
  "authorization",
].join("|");
/** Where one begins and ends: `fields[token]` is a token. */
const NAME = String.raw`(?:[\w.-]|\[|\]|%5B|%5D){0,40}?(?:${NAMES})(?:\]|%5D)?(?:\[\]|%5B%5D)?`;

/** A quotation mark in JSON that is a string of JSON, percent-encoded and in XML. */
const WRAPPED = String.raw`\\+"|%22|&quot;`;
/** Between a name and its value. */
const GAP = String.raw`(?:\s|\+|%20|%0A)*`;
// In JSON a "token" of no kind is an id: Typeform's of a response.
const NAMED = String.raw`(?<quote>"|${WRAPPED})(?!token\k<quote>)${NAME}\k<quote>${GAP}(?::|%3A)${GAP}`;

/** A named value in each notation, with what comes before it; linear in the length of what it reads. */
const notations = [
  // "google_key": "…"
  String.raw`(?<before>${NAMED}")(?:[^"\\]|\\[\s\S])*`,
  String.raw`(?<before>${NAMED}(?<open>${WRAPPED}))(?:(?!(?<!\\)\k<open>)[\s\S])*`,
  // "token": 1234
  String.raw`(?<before>${NAMED})(?<number>\d[\w.+-]*)`,
  // "name": "token", "value": "…"
  String.raw`(?<before>"(?:name|key|field|id)"\s*:\s*"${NAME}"\s*,\s*"value"\s*:\s*")(?:[^"\\]|\\[\s\S])*`,
  // token=…&, also within a URL that is a value
  String.raw`(?<before>(?:^|[?&;#\s"'])${NAME}=)[^&\s"'<>#]+`,
  // the same in a form that is percent-encoded itself
  String.raw`(?<before>(?:%3F|%26|%23)${NAME}%3D)(?:(?!%26|%22|%23)[^&\s"'<>#])+`,
  // a part of a form in several parts
  String.raw`(?<before>name="${NAME}"[^\r\n]{0,500}(?:\r?\n[^\r\n]{1,500}){0,8}\r?\n\r?\n)(?:(?!\r?\n--)[\s\S])*`,
  // <SessionId>…</SessionId>
  String.raw`(?<before><(?:[\w-]+:)?${NAME}(?:\s[^<>]{0,500})?>)(?:<!\[CDATA\[(?:(?!\]\]>)[\s\S])*(?:\]\]>)?|[^<])*`,
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
