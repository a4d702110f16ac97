import type { Agreement } from "@baton/core/agreement";
import type { CampaignReport, Example } from "@baton/core/campaigns";
import { amountInWords, moneyPlain } from "@baton/core/money";
import { measures } from "@baton/core/report";
import { formatDate, formatDay } from "@baton/core/zone";
import { Bars, Card, Document, Figures, Flash, Funnel, type Said, Table, useWords } from "@baton/ui";
import { inEnglish, type Words } from "@baton/words";
import type { Child, FC } from "hono/jsx";

type Money = CampaignReport["spend"];

const percentIn =
  (language: Words["language"]) =>
  (share: number | null): string =>
    share === null
      ? "–"
      : `${new Intl.NumberFormat(language, { maximumFractionDigits: 1, useGrouping: false }).format(Math.round(share * 1000) / 10)} %`;
/** `12,500.00 EUR`, currencies one after the other: they are never added. */
const inWords = (money: Money | null, language: Words["language"]): string => linesIn(money, language).join(", ");
const linesIn = (money: Money | null, language: Words["language"]): string[] =>
  money === null || money.length === 0 ? ["–"] : money.map((one) => amountInWords(one, language));

type Model = "first" | "handRaise" | "last" | "linear" | "position" | "timeDecay";

/** By which models an agreement credits revenue, in the words of the report. */
const named = { "hand-raise": "handRaise", "time-decay": "timeDecay" } as const;
const modelsOf = ({ attribution }: Agreement): Model[] =>
  (attribution?.credit ?? ["first", "hand-raise"]).map((name) => named[name as keyof typeof named] ?? name) as Model[];

const steps = ["received", "qualified", "handedOver", "accepted", "opportunities", "won"] as const;

const stepsOf = (report: CampaignReport, { say }: Words) =>
  steps.map((step) => ({ label: say("campaign.step", { step }), count: report[step] }));

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
  /** The page that shows the leads handed back for a reason, where there is one. */
  reasonPath?(reason: string): string;
  /** What stands under its name. */
  children?: Child;
}> = ({ agreement, report, answers, used, examples, path, flash, reasonPath, children }) => {
  const words = useWords();
  const { say, language } = words;
  const percent = percentIn(language);
  const { campaign, from, to } = report;
  const name = campaign.name ?? campaign.id;
  const reason = (id: string) =>
    [...agreement.reasons, ...(agreement.lostReasons ?? [])].find((one) => one.id === id)?.name ??
    (id || say("campaign.noReason"));
  const bars = (counts: Record<string, number>) =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([id, n]) => ({ label: reason(id), value: n, text: String(n) }));
  const days = say("campaign.days", { from: formatDate(from, language), to: formatDate(to, language) });
  const day = (at: string) => formatDay(agreement.timezone, Date.parse(at), language);
  const funnel = stepsOf(report, words);
  const columns = [
    ...(["received", "qualified", "accepted", "won"] as const).map((step) => say("campaign.step", { step })),
    say("campaign.revenue"),
  ];
  const rejected = bars(report.rejected);
  const lost = bars(report.lost);
  return (
    <Document title={name}>
      <Flash said={flash} />
      <main id="content" tabindex={-1}>
        <header class="card">
          <h1 dir="auto">{name}</h1>
          <p class="about">{say("campaign.about", { days, share: percent(report.share) })}</p>
          {campaign.promise && (
            <p class="plain" dir="auto">
              {say("campaign.promises", { promise: campaign.promise })}
            </p>
          )}
          {report.goal && <p class="plain">{say("campaign.goal", { goal: goalInWords(report.goal, words) })}</p>}
          {!campaign.described && <p class="plain">{say("campaign.undescribed")}</p>}
        </header>
        {children}
        <Card id="money" title={say("campaign.money")}>
          <Figures
            of={[
              {
                label: say("campaign.won"),
                values: linesIn(report.revenue.handRaise, language),
                note: say("campaign.deals", { count: report.won }),
              },
              { label: say("campaign.pipeline"), values: linesIn(report.pipeline, language) },
              { label: say("campaign.spent"), values: linesIn(report.spend, language) },
              { label: say("campaign.perAccepted"), values: linesIn(report.costPerAccepted, language) },
              { label: say("campaign.perWon"), values: linesIn(report.costPerWon, language) },
            ]}
          />
        </Card>
        <Card id="funnel" title={say("campaign.funnel")}>
          <Funnel title={say("campaign.funnel")} steps={funnel} />
          <details>
            <summary>{say("campaign.inNumbers")}</summary>
            <Table
              caption={say("campaign.funnelNumbers")}
              columns={[say("campaign.stepColumn"), say("campaign.leads"), say("campaign.ofReceived")]}
              rows={funnel.map(({ label, count }) => [
                label,
                String(count),
                percent(report.received === 0 ? null : count / report.received),
              ])}
            />
          </details>
          {report.deemedAccepted > 0 && <p class="plain">{say("campaign.deemed", { count: report.deemedAccepted })}</p>}
        </Card>
        <div class="pair">
          <Card id="rejected" title={say("campaign.whyBack")}>
            {rejected.length === 0 ? (
              <p>{say("campaign.none")}</p>
            ) : (
              <Bars title={say("campaign.back")} bars={rejected} />
            )}
            {reasonPath && rejected.length > 0 && (
              <ul class="plainList">
                {Object.entries(report.rejected)
                  .sort(([, a], [, b]) => b - a)
                  .map(([id, n]) => (
                    <li>
                      <a class="tall" href={reasonPath(id)}>
                        {say("campaign.itsLeads", { reason: reason(id), count: n })}
                      </a>
                    </li>
                  ))}
              </ul>
            )}
          </Card>
          <Card id="lost" title={say("campaign.whyLost")}>
            {lost.length === 0 ? <p>{say("campaign.none")}</p> : <Bars title={say("campaign.lost")} bars={lost} />}
          </Card>
        </div>
        {examples && examples.rejected.length > 0 && (
          <Card id="examples" title={say("campaign.backLatest")}>
            {examples.rejected.map((example) => (
              <RejectedLead example={example} reason={reason(example.reason ?? "")} agreement={agreement} path={path} />
            ))}
          </Card>
        )}
        {examples && examples.won.length > 0 && (
          <Card id="wins" title={say("campaign.wonLatest")}>
            {examples.won.map(({ name, company, at, lead }) => (
              <p class="plain" data-lead={lead} dir="auto">
                {say("campaign.receivedOn", {
                  name: [name, company === name ? null : company].filter(Boolean).join(", "),
                  day: day(at),
                })}
              </p>
            ))}
          </Card>
        )}
        <Card id="voice" title={say("campaign.voice")}>
          <p class="plain">
            {say("campaign.match", {
              share: percent(report.promiseMatch.value),
              n: report.promiseMatch.n,
              of: report.promiseMatch.of ?? 0,
            })}
          </p>
          {report.voice.map(({ said, promise, at, used: made }) => (
            <blockquote dir="auto">
              {said ?? "–"}
              <footer>
                {day(at)}
                {promise && `, ${say("campaign.cameFor", { promise })}`}
                {made && ` · ${say("campaign.used", { used: made })}`}
              </footer>
            </blockquote>
          ))}
        </Card>
        <Card id="credit" title={say("campaign.credit")}>
          <Table
            caption={say("campaign.creditHow")}
            columns={[say("campaign.modelColumn"), say("campaign.won")]}
            rows={[
              ...modelsOf(agreement).map((model) => [
                say("campaign.model", { model }),
                inWords(report.revenue[model], language),
              ]),
              [say("campaign.influenced"), inWords(report.influenced, language)],
            ]}
          />
        </Card>
        {report.bySegment.some(({ segment }) => segment !== null) && (
          <Card id="segments" title={say("campaign.segments")}>
            <Table
              caption={say("campaign.segmentsHow")}
              columns={[say("campaign.segment"), ...columns]}
              rows={report.bySegment.map((part) => [
                part.segment ?? say("campaign.noSegment"),
                ...numbers(part, language),
              ])}
            />
          </Card>
        )}
        <Card id="weeks" title={say("campaign.weeks")}>
          <Table
            caption={say("campaign.weeksHow")}
            columns={[say("campaign.week"), ...columns]}
            rows={report.byWeek
              .filter(({ received, won }) => received + won > 0)
              .map((part) => [part.week, ...numbers(part, language)])}
          />
        </Card>
        {answers.length > 0 && (
          <Card id="answers" title={say("campaign.answers", { question: campaign.question ?? "" })}>
            {answers.map(({ text }) => (
              <blockquote dir="auto">{text}</blockquote>
            ))}
            {used && <p class="plain">{say("campaign.done", { used })}</p>}
          </Card>
        )}
        <p class="plain">
          <a href={`${path}?as=csv&from=${from}&to=${to}`}>{say("campaign.csv")}</a> ·{" "}
          {say("read.asOf", { at: report.asOf.slice(0, 16).replace("T", " ") })}
        </p>
      </main>
    </Document>
  );
};

/** A lead that was handed back, with the way to ask for a second look while there is one. */
const RejectedLead: FC<{ example: Example; reason: string; agreement: Agreement; path: string }> = ({
  example: { lead, name, company, at, note, review },
  reason,
  agreement,
  path,
}) => {
  const { say, language } = useWords();
  const said =
    review === null || review === "possible" || review === "stood" ? undefined : say("campaign.review", { review });
  return (
    <div class="entry" data-lead={lead}>
      <p dir="auto">
        <strong>{[name, company === name ? null : company].filter(Boolean).join(", ")}</strong>: {reason}
        {note && ` ${say("fact.quoted", { text: note })}`}
      </p>
      <p class="plain">
        {say("campaign.received", { day: formatDay(agreement.timezone, Date.parse(at), language) })}
        {said && ` · ${said}`}
      </p>
      {review === "possible" && (
        <details>
          <summary>{say("campaign.together")}</summary>
          <form class="answer" method="post" action={path}>
            <input type="hidden" name="lead" value={lead} />
            <label class="label" for={`note-${lead}`}>
              {say("campaign.whatMakes")}
            </label>
            <input type="text" id={`note-${lead}`} name="note" maxlength={280} autocomplete="off" />
            <button type="submit" class="primary">
              {say("campaign.askBoth")}
            </button>
          </form>
        </details>
      )}
    </div>
  );
};

/** `acceptance-rate at least 70 %; so far 66.7 %, not reached`. */
function goalInWords(
  { measure, atLeast, value, met }: NonNullable<CampaignReport["goal"]>,
  { say, language }: Words,
): string {
  const shown = (n: number) =>
    measures[measure as keyof typeof measures]?.unit === "share" ? percentIn(language)(n) : String(n);
  const goal = { measure, least: shown(atLeast) };
  return value === null
    ? say("campaign.goalUnknown", goal)
    : say("campaign.goalSoFar", { ...goal, value: shown(value), met: met ? "yes" : "no" });
}

const numbers = (
  part: CampaignReport["byWeek"][number] | CampaignReport["bySegment"][number],
  language: Words["language"],
): string[] => [
  String(part.received),
  String(part.qualified),
  String(part.accepted),
  String(part.won),
  inWords(part.revenue, language),
];

const plain = (money: Money | null): string => (money === null ? "" : moneyPlain(money));

/** The same as lines of a file, which programs read as well. */
export function linesOf(agreement: Agreement, report: CampaignReport): [string, string][] {
  return [
    ...stepsOf(report, inEnglish).map(({ label, count }): [string, string] => [label, String(count)]),
    ["Deemed accepted", String(report.deemedAccepted)],
    ["Parked", String(report.parked)],
    ...Object.entries(report.rejected).map(([id, n]): [string, string] => [`Handed back: ${id}`, String(n)]),
    ...Object.entries(report.lost).map(([id, n]): [string, string] => [`Lost: ${id}`, String(n)]),
    ...modelsOf(agreement).map((model): [string, string] => [
      `Revenue, ${inEnglish.say("campaign.model", { model })}`,
      plain(report.revenue[model]),
    ]),
    ["Influenced", plain(report.influenced)],
    ["Spent", plain(report.spend)],
    ["Per accepted lead", plain(report.costPerAccepted)],
    ["Per won deal", plain(report.costPerWon)],
  ];
}
