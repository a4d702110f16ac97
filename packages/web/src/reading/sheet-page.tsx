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
import { Card, Document, Figures } from "@baton/ui";
import type { FC } from "hono/jsx";

type Side = keyof Sheet["sides"];

/** What both sides promised each other and what came of it, as somebody of a side reads it: the other side's numbers first. */
export const SheetPage: FC<{ agreement: Agreement; sheet: Sheet; side: Side | null }> = ({
  agreement,
  sheet,
  side,
}) => {
  const { sides, goals, month, breaches, coordination, unsigned } = sheet;
  const order: Side[] = side === "marketing" ? ["sales", "marketing"] : ["marketing", "sales"];
  const missed = Object.entries(breaches);
  const { perPerson } = coordination;
  return (
    <Document title="Balance sheet">
      <main>
        <header class="card">
          <h1>What both sides owe each other</h1>
          <p class="about" dir="auto">
            {agreement.name}, version {sheet.version}, as of {formatDate(sheet.at)}
          </p>
          {unsigned !== undefined && <p class="plain">This version is not signed yet: {unsigned}</p>}
        </header>
        {order.map((one) => (
          <Promises
            id={one}
            title={one === side ? `What you, ${one}, give` : `What ${one} gives`}
            entries={sides[one].gives}
          />
        ))}
        {goals.length > 0 && <Promises id="goals" title="What both want to reach" entries={otherFirst(goals, side)} />}
        <Card id="breaches" title={`Windows that were missed in ${month}, by why`}>
          <Figures of={missed.map(([cause, n]) => ({ label: cause, values: [String(n)] }))} />
          <p class="plain">
            Roster is for the lead of sales to mend, routing for both who sign, platform for the operator.
          </p>
        </Card>
        <Card id="coordination" title={`What working together took in ${month}`}>
          <Figures
            of={[
              { label: "Mails a person", values: [String(perPerson.mails)], note: `${coordination.mails} in all` },
              { label: "Questions a person", values: [String(perPerson.asks)], note: `${coordination.asks} in all` },
              {
                label: "Minutes of meetings a person",
                values: [String(perPerson.meetingMinutes)],
                note: `${coordination.meetingMinutes} in all`,
              },
            ]}
          />
        </Card>
        <p class="plain">Numbers as of {sheet.asOf.slice(0, 16).replace("T", " ")} UTC</p>
      </main>
    </Document>
  );
};

const Promises: FC<{ id: string; title: string; entries: readonly (Entry | CommitmentEntry)[] }> = ({
  id,
  title,
  entries,
}) => (
  <Card id={id} title={title}>
    {entries.length === 0 && <p>Nothing is promised.</p>}
    {entries.map((entry) => (
      <div class="entry">
        <p dir="auto">
          <strong>{entry.name}</strong>: {figureInWords(entry, entry.unit)}
        </p>
        <p class="plain">
          {targetInWords({ ...entry, ...entry.target, share: entry.unit === "share" })} · {entry.period}
          {entry.closed && ", closed"} · <Trend trend={entry.trend} />
        </p>
        {besides(entry).map((text) => (
          <p class="plain" dir="auto">
            {text}
          </p>
        ))}
      </div>
    ))}
  </Card>
);

/** What it is today, what it was before, and what it needs. */
function besides(entry: Entry | CommitmentEntry): string[] {
  const { today, baseline, unit } = entry;
  const needs = "needs" in entry ? entry.needs : [];
  const said = (met: boolean | null) => (met === null ? "not known" : met ? "kept" : "not kept");
  return [
    ...(today ? [`Today it would be ${figureInWords(today, unit)}.`] : []),
    ...(baseline && baseline.value !== null ? [`While it was only observed: ${amountInWords(baseline, unit)}.`] : []),
    ...needs.map(({ name, met }) => `It needs ${name}: ${said(met)}.`),
  ];
}

/** A mark for each period, the latest last; each says in words what it is. */
const Trend: FC<{ trend: Entry["trend"] }> = ({ trend }) => (
  <span class="trend">
    {trend.map(({ period, met }) => (
      <span
        class={met === null ? "unknown" : met ? "kept" : "missed"}
        role="img"
        aria-label={`${period}: ${met === null ? "not known" : met ? "kept" : "not kept"}`}
        title={period}
      />
    ))}
  </span>
);
