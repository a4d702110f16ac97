import { createHash } from "node:crypto";
import type { Language } from "@baton/words";
import type { Agreement } from "../agreement/model.ts";
import { BatonError } from "../error/index.ts";
import { mailboxOf } from "../mailbox/index.ts";
import type { PostMail } from "../ports/notices.ts";
import type { SignInNotice } from "../ports/queues.ts";
import type { Relay } from "../ports/relay.ts";
import { SESSION_MS, SIGN_IN_MS } from "../signed/index.ts";

/** Everything a template needs to write the mail with the link that signs somebody in. */
export interface SignInView {
  link: string;
  recipient: { name: string; email: string };
  language: Language;
  agreementName: string;
}

/** Links that are asked for in so many minutes, for one address and from one source. */
const WINDOW_MS = SIGN_IN_MS;
const MOST_OF_ADDRESS = 5;
const MOST_FROM_SOURCE = 30;

/** Keys of what is counted name nobody. */
const digest = (text: string): string => createHash("sha256").update(text).digest("base64url").slice(0, 22);

/** Groups of an IPv6 address that name a network (RFC 4291); whoever has it has all addresses behind them. */
const NETWORK_GROUPS = 4;

/** The network of an address: a whole IPv4 address, half of an IPv6 one, in which `::` stands for as many groups of zeros as are missing. */
function networkOf(ip: string): string {
  if (!ip.includes(":")) return ip;
  const [before = [], after = []] = ip.split("::").map((part) => part.split(":").filter(Boolean));
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  const groups = [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
  return groups.slice(0, NETWORK_GROUPS).join(":");
}

/**
 * Has a link be mailed that signs somebody in, whoever has that address. Does the same for an address that nobody has, and takes as
 * long. Throws `signIn.address` for what is none, and `signIn.often` for what was asked for too often.
 *
 * @param source the IP address that it is asked from
 * @param id a name of this asking that nobody can guess
 */
export async function askToSignIn(
  { store, queues, time }: Pick<Relay, "store" | "queues" | "time">,
  { email, source, to, id }: { email: string; source: string; to: string; id: string },
): Promise<void> {
  const address = mailboxOf(email);
  if (!/^[^\s@]{1,64}@[^\s@]{1,250}$/.test(address))
    throw new BatonError("signIn.address", "This is no e-mail address.", { status: 422 });
  const now = time.now();
  const end = (Math.floor(now / WINDOW_MS) + 1) * WINDOW_MS;
  const tries = (what: string) => store.countAttempt(`${digest(what)}#${end}`, end);
  const [ofAddress, fromSource] = await Promise.all([tries(`address ${address}`), tries(`from ${networkOf(source)}`)]);
  if (ofAddress > MOST_OF_ADDRESS || fromSource > MOST_FROM_SOURCE)
    throw new BatonError("signIn.often", "That was asked for too often. Please try again in a quarter of an hour.", {
      status: 429,
      details: { seconds: Math.ceil((end - now) / 1000) },
    });
  await queues.notices([{ message: { signIn: id, address, at: new Date(now).toISOString(), to } }]);
}

/** Whose address that is, in the agreement. */
const whoHas = (people: Agreement["people"], address: string) =>
  Object.entries(people).find(([, { email }]) => mailboxOf(email) === mailboxOf(address));

/** Begins a session of whoever has an address that somebody else vouches for. Throws `signIn.stranger` where nobody has it. */
export async function signInAs(
  { store, rulebooks, time }: Pick<Relay, "store" | "rulebooks" | "time">,
  address: string,
  id: string,
): Promise<{ person: string; since: number }> {
  const found = whoHas((await rulebooks.active()).agreement.people, address);
  if (!found)
    throw new BatonError("signIn.stranger", `Nobody in the agreement has the address ${address}.`, { status: 403 });
  const now = time.now();
  await store.beginSession(found[0], id, now + SESSION_MS, now);
  return { person: found[0], since: now };
}

/** Mails the link that somebody asked for; nothing to an address that nobody has, or that refuses mail, or when the link is too old. */
export async function mailSignIn(
  { store, rulebooks, time, log }: Pick<Relay, "store" | "rulebooks" | "time" | "log">,
  {
    link,
    post,
  }: { link(claim: { person: string; id: string; at: number; to: string }): string; post: PostMail<SignInView> },
  { signIn: id, address, at, to }: SignInNotice,
): Promise<void> {
  const rulebook = await rulebooks.active();
  const { people, name: agreementName } = rulebook.agreement;
  const found = whoHas(people, address);
  const asked = Date.parse(at);
  if (!found || asked + SIGN_IN_MS <= time.now()) return;
  const [person, { name, email }] = found;
  if (await store.addressMark(email)) return log("warn", "nobody is signed in whose address refuses mail", { person });
  const view = {
    link: link({ person, id, at: asked, to }),
    recipient: { name, email },
    language: rulebook.language(person),
    agreementName,
  };
  await post(view, { id: `sign-in.${id}`, to: person, at: asked });
}

/**
 * Begins a session of somebody whose link was used, and answers its id. Throws `signIn.used` for a link that was used before, and
 * `signIn.left` for somebody who has left.
 */
export async function signIn(
  { store, rulebooks, time }: Pick<Relay, "store" | "rulebooks" | "time">,
  { person, id, at }: { person: string; id: string; at: number },
): Promise<{ since: number }> {
  const { people } = (await rulebooks.active()).agreement;
  if (!Object.hasOwn(people, person))
    throw new BatonError("signIn.left", "The person this link was for is not in the agreement any more.", {
      status: 403,
    });
  if (!(await store.useOnce(`sign-in.${id}`, at + SIGN_IN_MS)))
    throw new BatonError("signIn.used", "This link has been used. Please ask for a new one.", { status: 410 });
  const now = time.now();
  await store.beginSession(person, id, now + SESSION_MS, now);
  return { since: now };
}
