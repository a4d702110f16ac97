import { parse } from "tldts";
import type { Agreement } from "../agreement/model.ts";
import { didYouMean } from "../agreement/suggest.ts";
import { freeMailDomains } from "../fields/free-mail.ts";
import { fold, shorten } from "../text/index.ts";
import { mailbox } from "../values/address.ts";
import { asciiDomain } from "../values/domain.ts";

/** Reads what people write of domains and owners. Loaded when something is imported, because of its lists of domains. */

/** Whom an entry is about. */
export type OwnershipSubject = { kind: "account"; domain: string } | { kind: "person"; email: string };
export type EntryProblem = { problem: string };

const quote = (text: string): string => JSON.stringify(shorten(text, 80));

/**
 * Reads an e-mail address, a domain, a website or its URL. Of a website only the domain that a company registers says whose it
 * is; any other domain stays as it is given, so that a subsidiary may have an owner of its own.
 */
export async function subjectReader(): Promise<(of: string) => OwnershipSubject | EntryProblem> {
  const free = await freeMailDomains();
  return (of) => {
    const text = of.trim().replace(/^mailto:/i, "");
    if (text === "") return { problem: "There is neither a domain nor an e-mail address." };
    const url = /^(?:[a-z][a-z0-9+.-]*:)?\/\//i.exec(text)?.[0];
    if (url === undefined && text.indexOf("@") > 0) {
      const email = mailbox(text);
      if (email === undefined) return { problem: `${quote(text)} is not an e-mail address.` };
      return { kind: "person", email: email.toLowerCase() };
    }
    const [authority = "", ...path] = text.slice(url?.length ?? 0).split(/[/?#]/);
    const host = authority.replace(/^.*@/, "").replace(/:\d*$/, "");
    const domain = asciiDomain(host);
    if (domain === undefined) return { problem: `${quote(text)} is neither a domain nor an e-mail address.` };
    const { domain: registrable, isIp, isIcann, isPrivate } = parse(domain, { allowPrivateDomains: true });
    if (isIp) return { problem: `${quote(text)} is an IP address; give a domain.` };
    if (registrable === null) {
      return {
        problem:
          isIcann || isPrivate
            ? `Anybody can have a domain under ${domain}, so it is no company's.`
            : `${quote(text)} is neither a domain nor an e-mail address.`,
      };
    }
    if (free.has(domain) || free.has(registrable))
      return { problem: `Anybody can have a mailbox at ${registrable}; give the full e-mail address.` };
    const website = url !== undefined || path.length > 0 || domain.startsWith("www.");
    return { kind: "account", domain: website ? registrable : domain };
  };
}

/** Reads whom of the agreement's people a text means: by id, e-mail address or name. */
export function ownerReader({ people }: Agreement): (owner: string) => { owner: string } | EntryProblem {
  const ids = Object.keys(people);
  const meant = new Map<string, Set<string>>();
  const mean = (text: string, id: string) => {
    const key = fold(text);
    meant.set(key, (meant.get(key) ?? new Set()).add(id));
  };
  for (const [id, { email, name }] of Object.entries(people)) for (const text of [id, email, name]) mean(text, id);
  const suggestions = ids.flatMap((id) => [id, people[id]!.name, people[id]!.email]);
  const read = (text: string): { owner: string } | EntryProblem => {
    // An id is unique, whatever somebody else is called.
    if (Object.hasOwn(people, text)) return { owner: text };
    const found = [...(meant.get(fold(text)) ?? [])];
    if (found.length === 1) return { owner: found[0]! };
    if (found.length > 1)
      return {
        problem: `Several people may be meant by ${quote(text)} (${found.join(", ")}); give an e-mail address.`,
      };
    return { problem: `The agreement has nobody called ${quote(text)}${didYouMean(text, suggestions) || "."}` };
  };
  // An import names a few owners many times.
  const known = new Map<string, ReturnType<typeof read>>();
  return (owner) => {
    const text = owner.trim();
    const answer = known.get(text) ?? read(text);
    known.set(text, answer);
    return answer;
  };
}
