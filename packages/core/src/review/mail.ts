import { askOnce } from "../asks/ask.ts";
import type { RoundMail, Sending } from "../rounds/mail.ts";
import { noteEffort } from "../sheet/effort.ts";
import { meetingAfter } from "./meeting.ts";
import { ownWord, packOf } from "./pack.ts";
import { partsOf, whenInWords } from "./words.ts";

/** What both sides meet about, for somebody who comes, or that they need not; undefined where no meeting is near. */
export async function packMail({
  relay,
  folding,
  rulebook,
  links,
  person,
  due,
  before,
  now,
}: Sending): Promise<RoundMail | undefined> {
  const { agreement } = rulebook;
  // Sent late, it is still about the meeting that it was due for.
  const meeting = meetingAfter(agreement, Date.parse(due));
  if (!meeting || meeting.end <= now) return undefined;
  // Its day may have moved after it was told.
  const mark = { subject: `pack/${new Date(meeting.start).toISOString()}`, person };
  if (await relay.store.ask(mark.subject, person)) return undefined;
  const pack = await packOf(relay, folding, rulebook, meeting.day, { told: before });
  const link = links.page("review", person);
  const when = whenInWords(rulebook, pack, person);
  const id = `review-${meeting.day}@baton`;
  const asks = await ownWord(relay, pack, person);
  const decide = pack.needed ? "The page has all of it, and a place to write down who does what by when." : "";
  const sections = [
    {
      title: pack.needed ? "What needs both of you" : "No meeting needed",
      lines: [{ left: "When", right: when }],
      texts: [
        {
          text: pack.needed
            ? decide
            : "Nothing waits for a word of both sides, so take the time back. What follows can be read alone.",
        },
      ],
      link: { label: "Open the review", href: link },
    },
    ...partsOf(rulebook, pack, person).map(({ title, lines }) => ({
      title,
      lines: lines.map(({ left, right }) => ({ left, right })),
      texts: [],
    })),
    ...asks.map(({ ask, name }) => ({
      title: `Your word: ${name}`,
      lines: [],
      texts: [{ text: "Where both sides say the same, that counts; where they differ, it counts nowhere." }],
      link: { label: "Say what you think", href: links.ask(ask.subject, person) },
    })),
  ];
  return {
    label: "Review",
    subject: pack.needed ? `Review: ${when}` : `No meeting needed: review of ${when}`,
    often: "a working day before each review",
    sections,
    meeting: {
      id,
      title: `Review: ${agreement.name}`,
      start: pack.at,
      end: new Date(meeting.end).toISOString(),
      link,
      cancelled: !pack.needed,
    },
    after: [
      async () => {
        await askOnce(relay, { ...mark, question: "", respondBy: pack.at, unlisted: true });
      },
      ...(pack.needed
        ? [
            () =>
              noteEffort(relay, {
                id: `${id}.${person}`,
                person,
                at: meeting.start,
                effort: "meeting" as const,
                minutes: pack.minutes,
              }),
          ]
        : []),
    ],
  };
}
