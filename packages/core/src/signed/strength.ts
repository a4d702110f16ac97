/** What a key has to hold: as much as the HMAC-SHA256 that it signs with. */
const STRONG_BYTES = 32;

/**
 * What to say of a secret's value (`new,old`, each with or without `:scopes`) of which a key holds fewer than 32 bytes; undefined
 * when none does.
 */
export function tooWeak(name: string, value: string): string | undefined {
  const keys = value.split(",").map((key) => key.trim().split(":", 1)[0]!);
  const given = keys.filter(Boolean);
  const weak = (given.length > 0 ? given : [""]).find((key) => bytesOf(key) < STRONG_BYTES);
  if (weak === undefined) return undefined;
  return `${name}: key ${keys.indexOf(weak) + 1} holds ${bytesOf(weak)} bytes and has to hold 32 random ones. Make one with: openssl rand -hex 32`;
}

/** A character of a hexadecimal key tells half a byte, one of any other three quarters. */
function bytesOf(key: string): number {
  // "aaaa…" is long and tells nothing.
  if (new Set(key).size < 8) return 0;
  return Math.floor(key.length * (/^[0-9a-f]*$/i.test(key) ? 0.5 : 0.75));
}
