const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * `<prefix>_<26 characters>` that sorts by time: a ULID whose random part is given, so that the same input has the same id
 * and a retry cannot make a second one.
 * @param time epoch ms
 * @param entropy at least 10 bytes
 */
export function sortableId(prefix: string, time: number, entropy: Uint8Array): string {
  let value = BigInt(time);
  for (const byte of entropy.subarray(0, 10)) value = (value << 8n) | BigInt(byte);
  let text = "";
  for (let i = 0; i < 26; i++) {
    text = ALPHABET[Number(value & 31n)] + text;
    value >>= 5n;
  }
  return `${prefix}_${text}`;
}
