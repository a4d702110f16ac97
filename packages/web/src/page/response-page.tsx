import { mayAsk } from "@baton/core/asks";
import { onlyRead, type Sight, withoutContact } from "@baton/core/board";
import { BatonError } from "@baton/core/error";
import { companyDomain } from "@baton/core/fields";
import { type Action, type Entry, type Lead, type Request, readFacts, rulesOf } from "@baton/core/lead";
import { enclosedWith, leadView, type ResponseView, responseView } from "@baton/core/mailing";
import { touchesOfLead } from "@baton/core/person";
import type { Relay } from "@baton/core/ports";
import type { Rulebook } from "@baton/core/rules";
import { withCopyAddress } from "@baton/email";
import { inEnglish, type Words } from "@baton/words";
import type { Context } from "hono";
import { LeadPage } from "./lead-page.tsx";
import { RequestPage } from "./request-page.tsx";

/** What pages are made with. */
export interface PageMeans {
  relay: Relay;
  /** Where copies of mails to leads are received; undefined when none are. */
  inboundDomain(): string | undefined;
}

/** A page that is yet to be written out. */
export type Page = Parameters<Context["html"]>[0];

/** How somebody looks at a page. */
export interface PageOptions {
  path: string;
  /** Of its reader; English, unless it is said. */
  words?: Words;
  /** Shows what happened before that revision. */
  before?: number | undefined;
  flash?: ResponseView["flash"];
  /** What they have just answered. */
  after?: Action;
  /** How much of it they see, where that is not all. */
  sight?: Sight;
  /** Where they may look at the company of a domain. */
  accountPath?(domain: string): string;
}

/** Changes of a lead whose story one page tells. */
const MOST_ENTRIES = 50;

/**
 * The page of a lead as one person sees it now, under a path of their own: its latest changes, or those before a revision. Throws for
 * a lead that is not there, or was erased.
 */
export async function responsePage(
  { relay, inboundDomain }: PageMeans,
  id: string,
  reader: string,
  { path, before, flash, after, words = inEnglish, accountPath, sight = { contact: true, acts: true } }: PageOptions,
): Promise<Page> {
  const [lead, entries] = await Promise.all([
    relay.store.lead(id),
    relay.store.facts(id, { limit: MOST_ENTRIES, ...(before !== undefined && { before }) }),
  ]);
  if (!lead) throw new BatonError("lead.unknown", words.say("refused.unknown"), { status: 404 });
  if (lead.forgottenAt !== undefined)
    throw new BatonError("lead.forgotten", words.say("refused.forgotten"), { status: 410 });
  const rulebook = await rulesOf(relay, lead);
  if (lead.request)
    return requestPage(relay, rulebook, { ...lead, request: lead.request }, entries, { reader, path, flash, words });
  const [enclosed, touches] = await Promise.all([
    enclosedWith(relay, rulebook, lead),
    before === undefined ? touchesOfLead(relay.store, lead) : [],
  ]);
  const [first] = entries;
  const shown = {
    reader,
    path,
    words,
    now: relay.time.now(),
    enclosed,
    ...(first && first.revision > 1 && { earlier: `${path}?before=${first.revision}` }),
    ...(before !== undefined && { latest: path }),
    ...(flash && { flash }),
  };
  const view = responseView(rulebook, lead, readFacts(id, entries), touches, shown);
  const promised = view.lead.promise !== undefined && view.actions.includes("feedback");
  if (after && (await mayAsk(relay, rulebook, lead, { action: after, by: reader, promised }))) view.question = true;
  const whole = withCopyAddress(sight.acts ? view : onlyRead(view), inboundDomain());
  const domain = accountPath && (await companyDomain(lead.fields.email));
  const account = domain === undefined ? undefined : { domain, href: accountPath!(domain) };
  return <LeadPage view={sight.contact ? whole : withoutContact(whole)} account={account} />;
}

/** The page of a request. Only whoever is to answer reads how to reach the lead that it is about. */
async function requestPage(
  relay: Relay,
  rulebook: Rulebook,
  lead: Lead & { request: Request },
  entries: readonly Entry[],
  { reader, path, flash, words }: Pick<PageOptions, "path" | "flash"> & { reader: string; words: Words },
): Promise<Page> {
  const { request, closed } = lead;
  const now = relay.time.now();
  const about = request.lead === undefined ? undefined : await relay.store.lead(request.lead);
  const [facts, touches] =
    about && about.forgottenAt === undefined
      ? await Promise.all([relay.store.facts(about.id, { limit: MOST_ENTRIES }), touchesOfLead(relay.store, about)])
      : [[], []];
  const view = responseView(rulebook, lead, readFacts(lead.id, entries), [], {
    reader,
    path,
    words,
    now,
    ...(flash && { flash }),
  });
  const nameOf = (id: string) => rulebook.agreement.people[id]?.name ?? id;
  const { answer } = request;
  const shown = {
    view,
    asker: nameOf(request.by),
    text: request.text,
    ...(answer &&
      (closed || request.returnedAt !== undefined) && { answer: { by: nameOf(answer.by), text: answer.text } }),
    ...(about &&
      about.forgottenAt === undefined && {
        about: leadView(rulebook, about, readFacts(about.id, facts), touches, { reader, now, words }),
      }),
    reach: view.reader.role === "owner" || view.reader.role === "manager",
  };
  return <RequestPage request={shown} />;
}
