import type { Agreement, AuthRole, Source } from "./model.ts";

/** Names of all secrets the sources need, sorted. */
export function secretNames(agreement: Pick<Agreement, "sources">): string[] {
  const all = Object.values(agreement.sources).flatMap((source) => namedSecrets(source).map(({ name }) => name));
  return [...new Set(all)].sort();
}

/** The secrets a source names, with what each is for. */
export function namedSecrets({ auth, secrets }: Pick<Source, "auth" | "secrets">): { role: AuthRole; name: string }[] {
  const { publicKey: _isNoName, ...named } = auth;
  const roles = Object.entries(named) as [AuthRole, string | { secret: string } | undefined][];
  return [
    ...roles.flatMap(([role, value]) =>
      value === undefined ? [] : [{ role, name: typeof value === "string" ? value : value.secret }],
    ),
    ...Object.values(secrets).map((name) => ({ role: "secret" as const, name })),
  ];
}
