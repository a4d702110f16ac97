import type { Source } from "@baton/core/agreement";
import type { Secrets } from "./types.ts";

/**
 * The values of a source's secrets; undefined when one of them has none, so that nothing is let in for lack of a password.
 * A value may be a list, newest first: then all of them are good.
 */
export function secretsOf(
  { auth, secrets: applications }: Pick<Source, "auth" | "secrets">,
  values: Readonly<Record<string, string | string[]>>,
): Secrets | undefined {
  let complete = true;
  const valuesOf = (name: string | undefined): string[] => {
    if (name === undefined) return [];
    const found = readSecret(values[name] ?? []).filter((value) => value !== "");
    if (found.length === 0) complete = false;
    return found;
  };
  const secrets: Secrets = {
    secret: [...valuesOf(auth.secret), ...valuesOf(auth.previousSecret)],
    key: valuesOf(auth.key),
    token: valuesOf(auth.token),
    ...(auth.header && { header: { name: auth.header.name.toLowerCase(), values: valuesOf(auth.header.secret) } }),
    basic: valuesOf(auth.basic),
    verifyToken: valuesOf(auth.verifyToken),
    accessToken: valuesOf(auth.accessToken),
    publicKey: auth.publicKey === undefined ? [] : [auth.publicKey],
    byApplication: Object.fromEntries(Object.entries(applications).map(([id, name]) => [id, valuesOf(name)])),
  };
  const proofs = [secrets.secret, secrets.key, secrets.token, secrets.basic, secrets.publicKey, secrets.header?.values];
  const proven = [...proofs, ...Object.values(secrets.byApplication)].some((proof) => proof && proof.length > 0);
  return complete && proven ? secrets : undefined;
}

/** A value, or while it is being rotated a list of values, newest first; as JSON where only text can be given, as in an environment variable. */
function readSecret(value: string | string[]): string[] {
  if (typeof value !== "string") return value;
  if (!value.startsWith('["')) return [value];
  try {
    const list = JSON.parse(value) as unknown[];
    return list.every((one) => typeof one === "string") ? list : [value];
  } catch {
    return [value];
  }
}
