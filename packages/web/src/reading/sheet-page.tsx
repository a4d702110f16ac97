import type { Agreement } from "@baton/core/agreement";
import { type CommitmentEntry, type Entry, otherFirst, type Sheet } from "@baton/core/sheet";
import { formatDate } from "@baton/core/zone";
import { Card, Document, Figures, useWords } from "@baton/ui";
import type { Words } from "@baton/words";
import type { FC, PropsWithChildren } from "hono/jsx";
import { amountOf, figureOf, targetOf, verdict } from "./figures.ts";

type Side = keyof Sheet["sides"];

/**
 * What both sides promised each other and what came of it, as somebody of a side reads it: the other side's numbers first. What it is
 * given to hold stands before them.
 */
export const SheetPage: FC<PropsWithChildren<{ agreement: Agreement; sheet: Sheet; side: Side | null }>> = ({
  agreement,
  sheet,
  side,
  children,
}) => {
  const { say } = useWords();
  const { sides, goals, month, breaches, coordination, unsigned, version } = sheet;
  const order: Side[] = side === "marketing" ? ["sales", "marketing"] : ["marketing", "sales"];
  const missed = Object.entries(breaches) as [keyof typeof breaches, number][];
  const { perPerson } = coordination;
  const took = (label: string, each: number, count: number) => ({
    label,
    values: [String(each)],
    note: say("board.sheet.inAll", { count }),
  });
  return (
    <Document title={say("board.sheet.title")}>
      <main id="content" tabindex={-1}>
        <header class="card">
          <h1>{say("board.sheet.headline")}</h1>
          <p class="about" dir="auto">
            {say("board.sheet.about", { name: agreement.name, version, day: formatDate(sheet.at) })}
          </p>
          {unsigned !== undefined && <p class="plain">{say("board.sheet.unsigned", { why: unsigned })}</p>}
          {children}
        </header>
        {order.map((one) => (
          <Promises
            id={one}
            title={say(one === side ? "board.sheet.youGive" : "board.sheet.gives", { side: one })}
            entries={sides[one].gives}
          />
        ))}
        {goals.length > 0 && <Promises id="goals" title={say("board.sheet.goals")} entries={otherFirst(goals, side)} />}
        <Card id="breaches" title={say("board.sheet.breaches", { month })}>
          <Figures
            of={missed.map(([cause, n]) => ({ label: say(`board.sheet.cause.${cause}`), values: [String(n)] }))}
          />
          <p class="plain">{say("board.sheet.breachesHint")}</p>
        </Card>
        <Card id="coordination" title={say("board.sheet.coordination", { month })}>
          <Figures
            of={[
              took(say("board.sheet.mails"), perPerson.mails, coordination.mails),
              took(say("board.sheet.questions"), perPerson.asks, coordination.asks),
              took(say("board.sheet.minutes"), perPerson.meetingMinutes, coordination.meetingMinutes),
            ]}
          />
        </Card>
        <p class="plain">{say("board.sheet.asOf", { instant: sheet.asOf.slice(0, 16).replace("T", " ") })}</p>
      </main>
    </Document>
  );
};

const Promises: FC<{ id: string; title: string; entries: readonly (Entry | CommitmentEntry)[] }> = ({
  id,
  title,
  entries,
}) => {
  const words = useWords();
  return (
    <Card id={id} title={title}>
      {entries.length === 0 && <p>{words.say("board.sheet.none")}</p>}
      {entries.map((entry) => (
        <div class="entry">
          <p dir="auto">
            <strong>{entry.name}</strong>: {figureOf(words, entry, entry.unit)}
          </p>
          <p class="plain">
            {targetOf(words, entry)} · {entry.period}
            {entry.closed && `, ${words.say("board.sheet.closed")}`} · <Trend trend={entry.trend} />
          </p>
          {besides(words, entry).map((text) => (
            <p class="plain" dir="auto">
              {text}
            </p>
          ))}
        </div>
      ))}
    </Card>
  );
};

/** What it is today, what it was before, and what it needs. */
function besides(words: Words, entry: Entry | CommitmentEntry): string[] {
  const { say } = words;
  const { today, baseline, unit } = entry;
  const needs = "needs" in entry ? entry.needs : [];
  return [
    ...(today ? [say("board.sheet.today", { figure: figureOf(words, today, unit) })] : []),
    ...(baseline && baseline.value !== null
      ? [say("board.sheet.baseline", { figure: amountOf(words, baseline, unit) })]
      : []),
    ...needs.map(({ name, met }) => say("board.sheet.needs", { name, verdict: verdict(words, met) })),
  ];
}

/** A mark for each period, the latest last; each says in words what it is. */
const Trend: FC<{ trend: Entry["trend"] }> = ({ trend }) => {
  const words = useWords();
  return (
    <span class="trend">
      {trend.map(({ period, met }) => (
        <span
          class={met === null ? "unknown" : met ? "kept" : "missed"}
          role="img"
          aria-label={`${period}: ${verdict(words, met)}`}
          title={period}
        />
      ))}
    </span>
  );
};
