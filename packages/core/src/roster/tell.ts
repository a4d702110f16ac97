import type { Language } from "@baton/words";
import type { AbsenceNotice, PostMail } from "../ports/notices.ts";
import type { Relay } from "../ports/relay.ts";
import { deputyOf } from "../rules/people/availability.ts";
import { formatDate } from "../zone/index.ts";
import { isOver, noteTold } from "./absences.ts";

/** Everything a template needs to tell somebody that somebody else is away. */
export interface AbsenceView {
  /** Who is away. */
  name: string;
  /** "Tue 24 Nov 2026". */
  from: string;
  until: string;
  /** Who stands in for them; absent when nobody does. */
  deputy?: string;
  /** Whether the reader stands in. */
  standsIn: boolean;
  recipient: { name: string; email: string };
  agreementName: string;
  /** What the recipient reads; English, where it is not said. */
  language?: Language;
}

/** While a process sends a mail, others leave it alone for this long. */
const CLAIM_MS = 60_000;

/** Tells somebody of an absence, once, unless it is over or was taken back. When that fails the next sweep has it sent again. */
export async function tellOfAbsence(
  relay: Relay,
  post: PostMail<AbsenceView>,
  { absence: id, to }: AbsenceNotice,
): Promise<void> {
  const { store, rulebooks, time, log } = relay;
  const now = time.now();
  const { roster } = await store.current();
  const absence = roster.absences.find((one) => one.id === id);
  rulebooks.noticed({ roster });
  const rulebook = await rulebooks.active();
  const { people, name: agreementName } = rulebook.agreement;
  const [away, recipient] = [absence && people[absence.person], people[to]];
  if (!absence || !away || !recipient || absence.told.includes(to) || isOver(rulebook, absence, now)) return;
  if (await store.addressMark(recipient.email)) {
    log("error", "somebody is not told of an absence, as their address refuses mail", { absence: id, to });
    return noteTold(relay, id, to);
  }
  const batch = { to, kind: "absence" as const, minute: absence.at };
  const of = { lead: id, notice: `${id}.${to}` };
  if (!(await store.claimNotice(batch, of, { now, until: now + CLAIM_MS }))) return;
  const deputy = absence.deputy ?? away.deputy ?? deputyOf(rulebook, absence.person, now);
  const language = rulebook.language(to);
  const view: AbsenceView = {
    name: away.name,
    from: formatDate(absence.from, language),
    until: formatDate(absence.until, language),
    ...(deputy !== undefined && people[deputy] && { deputy: people[deputy].name }),
    standsIn: deputy === to,
    recipient: { name: recipient.name, email: recipient.email },
    agreementName,
    language,
  };
  try {
    await post(view, { id: of.notice, to, at: now });
  } catch (error) {
    // Whoever tries again has it.
    await store.giveUpNotice(batch, of.notice);
    throw error;
  }
  await noteTold(relay, id, to);
}
