import type { Agreement } from "@baton/core/agreement";
import type { CampaignReport, Example } from "@baton/core/campaigns";
import { amountInWords, moneyPlain } from "@baton/core/money";
import { measures } from "@baton/core/report";
import { formatDate, formatDay } from "@baton/core/zone";
import { Bars, Card, Document, Figures, Flash, Funnel, type Said, Table } from "@baton/ui";
import type { FC } from "hono/jsx";

type Money = CampaignReport["spend"];

const percent = (share: number | null): string => (share === null ? "–" : `${Math.round(share * 1000) / 10} %`);
/** `12,500.00 EUR`, currencies one after the other: they are never added. */
const inWords = (money: Money | null): string => linesIn(money).join(", ");
const linesIn = (money: Money | null): string[] =>
  money === null || money.length === 0 ? ["–"] : money.map((one) => amountInWords(one));

const modelNames = {
  first: "First touch",
  handRaise: "Hand-raise",
  last: "Last touch before it",
  linear: "Linear",
  position: "Position 40/20/40",
  timeDecay: "Time decay, 7 days",
} as const;

/** By which models an agreement credits revenue, in the words of the report. */
const named = { "hand-raise": "handRaise", "time-decay": "timeDecay" } as const;
const modelsOf = ({ attribution }: Agreement): (keyof typeof modelNames)[] =>
  (attribution?.credit ?? ["first", "hand-raise"]).map(
    (name) => named[name as keyof typeof named] ?? name,
  ) as (keyof typeof modelNames)[];

const stepsOf = (report: CampaignReport) => [
  { label: "Received", count: report.received },
  { label: "Qualified", count: report.qualified },
  { label: "Handed to sales", count: report.handedOver },
  { label: "Accepted", count: report.accepted },
  { label: "Opportunities", count: report.opportunities },
  { label: "Won", count: report.won },
];

/** What became of a campaign, from received to revenue. */
export const CampaignPage: FC<{
  agreement: Agreement;
  report: CampaignReport;
  /** What sales answered to its question, and what was done with it. */
  answers: { text: string }[];
  used?: string;
  /** For whose campaign it is. */
  examples?: { won: Example[]; rejected: Example[] };
  path: string;
  flash?: Said;
}> = ({ agreement, report, answers, used, examples, path, flash }) => {
  const { campaign, from, to } = report;
  const name = campaign.name ?? campaign.id;
  const reason = (id: string) =>
    [...agreement.reasons, ...(agreement.lostReasons ?? [])].find((one) => one.id === id)?.name ??
    (id || "No reason given");
  const bars = (counts: Record<string, number>) =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([id, n]) => ({ label: reason(id), value: n, text: String(n) }));
  const days = `${formatDate(from)} to ${formatDate(to)}`;
  const rejected = bars(report.rejected);
  const lost = bars(report.lost);
  return (
    <Document title={name}>
      <Flash said={flash} />
      <main>
        <header class="card">
          <h1 dir="auto">{name}</h1>
          <p class="about">
            Leads received {days}, {percent(report.share)} of all
          </p>
          {campaign.promise && (
            <p class="plain" dir="auto">
              Promises: {campaign.promise}
            </p>
          )}
          {report.goal && <p class="plain">Goal: {goalInWords(report.goal)}</p>}
          {!campaign.described && <p class="plain">Nobody has described this campaign yet.</p>}
        </header>
        <Card id="money" title="In money">
          <Figures
            of={[
              { label: "Won", values: linesIn(report.revenue.handRaise), note: `${report.won} deals` },
              { label: "Pipeline", values: linesIn(report.pipeline) },
              { label: "Spent", values: linesIn(report.spend) },
              { label: "Per accepted lead", values: linesIn(report.costPerAccepted) },
              { label: "Per won deal", values: linesIn(report.costPerWon) },
            ]}
          />
        </Card>
        <Card id="funnel" title="From received to won">
          <Funnel title="From received to won" steps={stepsOf(report)} />
          <details>
            <summary>The same in numbers</summary>
            <Table
              caption="From received to won"
              columns={["Step", "Leads", "Of received"]}
              rows={stepsOf(report).map(({ label, count }) => [
                label,
                String(count),
                percent(report.received === 0 ? null : count / report.received),
              ])}
            />
          </details>
          {report.deemedAccepted > 0 && (
            <p class="plain">
              {report.deemedAccepted} of the accepted are deemed so, because nobody said anything in time.
            </p>
          )}
        </Card>
        <div class="pair">
          <Card id="rejected" title="Why sales handed leads back">
            {rejected.length === 0 ? <p>None was.</p> : <Bars title="Handed back" bars={rejected} />}
          </Card>
          <Card id="lost" title="Why deals were lost">
            {lost.length === 0 ? <p>None was.</p> : <Bars title="Lost" bars={lost} />}
          </Card>
        </div>
        {examples && examples.rejected.length > 0 && (
          <Card id="examples" title="Handed back, the latest">
            {examples.rejected.map((example) => (
              <RejectedLead example={example} reason={reason(example.reason ?? "")} agreement={agreement} path={path} />
            ))}
          </Card>
        )}
        {examples && examples.won.length > 0 && (
          <Card id="wins" title="Won, the latest">
            {examples.won.map(({ name, company, at, lead }) => (
              <p class="plain" data-lead={lead} dir="auto">
                {[name, company === name ? null : company].filter(Boolean).join(", ")}, received{" "}
                {formatDay(agreement.timezone, Date.parse(at))}
              </p>
            ))}
          </Card>
        )}
        <Card id="voice" title="What people said">
          <p class="plain">
            Came for what was promised: {percent(report.promiseMatch.value)} ({report.promiseMatch.n} of{" "}
            {report.promiseMatch.of} who could say; no share under ten).
          </p>
          {report.voice.map(({ said, promise, at, used: made }) => (
            <blockquote dir="auto">
              {said ?? "–"}
              <footer>
                {formatDay(agreement.timezone, Date.parse(at))}
                {promise && `, came for the promise: ${promise}`}
                {made && ` · used: ${made}`}
              </footer>
            </blockquote>
          ))}
        </Card>
        <Card id="credit" title="Revenue, by how it is credited">
          <Table
            caption="Each model sums to what was won over all campaigns; influenced is never added to anything"
            columns={["Model", "Won"]}
            rows={[
              ...modelsOf(agreement).map((model) => [modelNames[model], inWords(report.revenue[model])]),
              ["Influenced", inWords(report.influenced)],
            ]}
          />
        </Card>
        {report.bySegment.some(({ segment }) => segment !== null) && (
          <Card id="segments" title="By segment">
            <Table
              caption="Leads and deals by customer segment"
              columns={["Segment", "Received", "Qualified", "Accepted", "Won", "Revenue"]}
              rows={report.bySegment.map((part) => [part.segment ?? "None", ...numbers(part)])}
            />
          </Card>
        )}
        <Card id="weeks" title="By week">
          <Table
            caption="Leads by the week they were received in"
            columns={["Week", "Received", "Qualified", "Accepted", "Won", "Revenue"]}
            rows={report.byWeek
              .filter(({ received, won }) => received + won > 0)
              .map((part) => [part.week, ...numbers(part)])}
          />
        </Card>
        {answers.length > 0 && (
          <Card id="answers" title={`What sales answered to “${campaign.question ?? ""}”`}>
            {answers.map(({ text }) => (
              <blockquote dir="auto">{text}</blockquote>
            ))}
            {used && <p class="plain">What was done with it: {used}</p>}
          </Card>
        )}
        <p class="plain">
          <a href={`${path}?as=csv&from=${from}&to=${to}`}>Download as CSV</a> · as of{" "}
          {report.asOf.slice(0, 16).replace("T", " ")} UTC
        </p>
      </main>
    </Document>
  );
};

const reviews = {
  possible: undefined,
  stood: undefined,
  marked: "You asked to look at this one together.",
  upheld: "Both sides found that handing it back was right.",
  withdrawn: "Both sides found that it should not have been handed back: it counts as accepted.",
  contested: "The sides did not agree: it counts nowhere.",
} as const;

/** A lead that was handed back, with the way to ask for a second look while there is one. */
const RejectedLead: FC<{ example: Example; reason: string; agreement: Agreement; path: string }> = ({
  example: { lead, name, company, at, note, review },
  reason,
  agreement,
  path,
}) => {
  const said = review === null ? undefined : reviews[review];
  return (
    <div class="entry" data-lead={lead}>
      <p dir="auto">
        <strong>{[name, company === name ? null : company].filter(Boolean).join(", ")}</strong>: {reason}
        {note && ` “${note}”`}
      </p>
      <p class="plain">
        Received {formatDay(agreement.timezone, Date.parse(at))}
        {said && ` · ${said}`}
      </p>
      {review === "possible" && (
        <details>
          <summary>Look at this together</summary>
          <form class="answer" method="post" action={path}>
            <input type="hidden" name="lead" value={lead} />
            <label class="label" for={`note-${lead}`}>
              What makes you think that it should not have been handed back? (optional)
            </label>
            <input type="text" id={`note-${lead}`} name="note" maxlength={280} autocomplete="off" />
            <button type="submit" class="primary">
              Ask both sides
            </button>
          </form>
        </details>
      )}
    </div>
  );
};

/** `acceptance-rate at least 70 %; so far 66.7 %, not reached`. */
function goalInWords({ measure, atLeast, value, met }: NonNullable<CampaignReport["goal"]>): string {
  const shown = (n: number) => (measures[measure as keyof typeof measures]?.unit === "share" ? percent(n) : String(n));
  const soFar =
    value === null ? "which cannot be said yet" : `so far ${shown(value)}, ${met ? "reached" : "not reached"}`;
  return `${measure} at least ${shown(atLeast)}; ${soFar}`;
}

const numbers = (part: CampaignReport["byWeek"][number] | CampaignReport["bySegment"][number]): string[] => [
  String(part.received),
  String(part.qualified),
  String(part.accepted),
  String(part.won),
  inWords(part.revenue),
];

const plain = (money: Money | null): string => (money === null ? "" : moneyPlain(money));

/** The same as lines of a file. */
export function linesOf(agreement: Agreement, report: CampaignReport): [string, string][] {
  return [
    ...stepsOf(report).map(({ label, count }): [string, string] => [label, String(count)]),
    ["Deemed accepted", String(report.deemedAccepted)],
    ["Parked", String(report.parked)],
    ...Object.entries(report.rejected).map(([id, n]): [string, string] => [`Handed back: ${id}`, String(n)]),
    ...Object.entries(report.lost).map(([id, n]): [string, string] => [`Lost: ${id}`, String(n)]),
    ...modelsOf(agreement).map((model): [string, string] => [
      `Revenue, ${modelNames[model]}`,
      plain(report.revenue[model]),
    ]),
    ["Influenced", plain(report.influenced)],
    ["Spent", plain(report.spend)],
    ["Per accepted lead", plain(report.costPerAccepted)],
    ["Per won deal", plain(report.costPerWon)],
  ];
}
