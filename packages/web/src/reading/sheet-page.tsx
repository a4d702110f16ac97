import type { Agreement } from "@baton/core/agreement";
import {
  amountInWords,
  type CommitmentEntry,
  type Entry,
  figureInWords,
  otherFirst,
  type Sheet,
  targetInWords,
} from "@baton/core/sheet";
import { formatDate } from "@baton/core/zone";
import { Card, Document, Figures, useWords } from "@baton/ui";
import type { Words } from "@baton/words";
import type { FC, PropsWithChildren } from "hono/jsx";

type Side = keyof Sheet["sides"];

/** What both sides promised each other and what came of it, as somebody of a side reads it: the other side's numbers first. */
export const SheetPage: FC<PropsWithChildren<{ agreement: Agreement; sheet: Sheet; side: Side | null }>> = ({
  agreement,
  sheet,
  side,
  children,
}) => {
  const { sides, goals, month, breaches, coordination, unsigned } = sheet;
  const order: Side[] = side === "marketing" ? ["sales", "marketing"] : ["marketing", "sales"];
  const missed = Object.entries(breaches);
  const { perPerson } = coordination;
  const { say, language } = useWords();
  const inAll = (count: number) => say("sheet.inAll", { count });
  return (
    <Document title={say("sheet.title")}>
      <main id="content" tabindex={-1}>
        <header class="card">
          <h1>{say("sheet.owe")}</h1>
          <p class="about" dir="auto">
            {say("sheet.version", {
              agreement: agreement.name,
              version: sheet.version,
              day: formatDate(sheet.at, language),
            })}
          </p>
          {unsigned !== undefined && <p class="plain">{say("sheet.unsigned", { why: unsigned })}</p>}
          {children}
        </header>
        {order.map((one) => (
          <Promises
            id={one}
            title={say(one === side ? "sheet.youGive" : "sheet.gives", { side: one })}
            entries={sides[one].gives}
          />
        ))}
        {goals.length > 0 && <Promises id="goals" title={say("week.goals")} entries={otherFirst(goals, side)} />}
        <Card id="breaches" title={say("sheet.missed", { month })}>
          <Figures of={missed.map(([cause, n]) => ({ label: say("cause.name", { cause }), values: [String(n)] }))} />
          <p class="plain">{say("sheet.missedHelp")}</p>
        </Card>
        <Card id="coordination" title={say("sheet.effort", { month })}>
          <Figures
            of={[
              { label: say("sheet.mails"), values: [String(perPerson.mails)], note: inAll(coordination.mails) },
              { label: say("sheet.questions"), values: [String(perPerson.asks)], note: inAll(coordination.asks) },
              {
                label: say("sheet.minutes"),
                values: [String(perPerson.meetingMinutes)],
                note: inAll(coordination.meetingMinutes),
              },
            ]}
          />
        </Card>
        <p class="plain">{say("sheet.asOf", { at: sheet.asOf.slice(0, 16).replace("T", " ") })}</p>
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
  const { say } = words;
  return (
    <Card id={id} title={title}>
      {entries.length === 0 && <p>{say("sheet.nothing")}</p>}
      {entries.map((entry) => (
        <div class="entry">
          <p dir="auto">
            <strong>{entry.name}</strong>: {figureInWords(entry, entry.unit, words)}
          </p>
          <p class="plain">
            {say(entry.closed ? "sheet.closed" : "sheet.open", {
              target: targetInWords({ ...entry, ...entry.target, share: entry.unit === "share" }, words),
              period: entry.period,
            })}{" "}
            · <Trend trend={entry.trend} />
          </p>
          {besides(entry, words).map((text) => (
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
function besides(entry: Entry | CommitmentEntry, words: Words): string[] {
  const { say } = words;
  const { today, baseline, unit } = entry;
  const needs = "needs" in entry ? entry.needs : [];
  return [
    ...(today ? [say("sheet.today", { figure: figureInWords(today, unit, words) })] : []),
    ...(baseline && baseline.value !== null
      ? [say("sheet.baseline", { figure: amountInWords(baseline, unit, words) })]
      : []),
    ...needs.map(({ name, met }) => say("sheet.needs", { name, met: keptOf(met) })),
  ];
}

const keptOf = (met: boolean | null) => (met === null ? "unknown" : met ? "kept" : "missed");

/** A mark for each period, the latest last; each says in words what it is. */
const Trend: FC<{ trend: Entry["trend"] }> = ({ trend }) => {
  const { say } = useWords();
  return (
    <span class="trend">
      {trend.map(({ period, met }) => (
        <span
          class={keptOf(met)}
          role="img"
          aria-label={say("sheet.trend", { period, met: keptOf(met) })}
          title={period}
        />
      ))}
    </span>
  );
};
