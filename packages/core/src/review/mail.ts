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
  words,
  due,
  before,
  now,
}: Sending): Promise<RoundMail | undefined> {
  const { agreement } = rulebook;
  const { say } = words;
  // Sent late, it is still about the meeting that it was due for.
  const meeting = meetingAfter(agreement, Date.parse(due));
  if (!meeting || meeting.end <= now) return undefined;
  // Its day may have moved after it was told.
  const mark = { subject: `pack/${new Date(meeting.start).toISOString()}`, person };
  if (await relay.store.ask(mark.subject, person)) return undefined;
  const pack = await packOf(relay, folding, rulebook, meeting.day, { told: before, words });
  const link = links.page("review", person);
  const when = whenInWords(rulebook, pack, person, words);
  const id = `review-${meeting.day}@baton`;
  const asks = await ownWord(relay, pack, person);
  const sections = [
    {
      title: say(pack.needed ? "review.needsBoth" : "review.notNeeded"),
      lines: [{ left: say("review.when"), right: when }],
      texts: [{ text: say(pack.needed ? "review.hasAll" : "review.takeBack") }],
      link: { label: say("review.open"), href: link },
    },
    ...partsOf(rulebook, pack, person, words).map(({ title, lines }) => ({
      title,
      lines: lines.map(({ left, right }) => ({ left, right })),
      texts: [],
    })),
    ...asks.map(({ ask, name }) => ({
      title: say("review.yourWord", { name }),
      lines: [],
      texts: [{ text: say("ask.sameCounts") }],
      link: { label: say("ask.sayThink"), href: links.ask(ask.subject, person) },
    })),
  ];
  return {
    label: say("review.label"),
    subject: say(pack.needed ? "review.subject" : "review.subjectNone", { when }),
    often: say("review.often"),
    sections,
    meeting: {
      id,
      title: say("review.meeting", { agreement: agreement.name }),
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
