import type { KnownAccount } from "../fields/facts.ts";

/** How far a company's parents are followed. */
const MOST_LEVELS = 5;

/** A company with what its parents say where it says nothing itself; a parent that is one's own child ends that. */
export async function withParents(
  own: KnownAccount,
  read: (domain: string) => Promise<KnownAccount | undefined>,
): Promise<KnownAccount> {
  const met = new Set<string>();
  let account = own;
  let next = own.parent;
  while (next !== undefined && !met.has(next) && met.size < MOST_LEVELS) {
    met.add(next);
    const parent = await read(next);
    if (!parent) break;
    const fields = { ...parent.fields, ...account.fields };
    account = {
      ...parent,
      ...account,
      ...(Object.keys(fields).length > 0 && { fields }),
    };
    next = parent.parent;
  }
  return account;
}
