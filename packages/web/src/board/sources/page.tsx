import type { Plumbing, QuarantinePage } from "@baton/core/board";
import type { SourceOverview } from "@baton/core/health";
import type { QuarantineEntry } from "@baton/core/ports";
import { Document, Flash, type Said, useWords } from "@baton/ui";
import type { FC } from "hono/jsx";
import type { Looking } from "../env.ts";
import { clockTime, fromNow } from "../when.tsx";

interface Props {
  plumbing: Plumbing;
  /** As it was narrowed. */
  quarantine: QuarantinePage & { source?: string; reason?: string };
  looking: Looking;
  now: number;
  flash?: Said;
}

/** How what comes in does, for whoever runs it: sources, addresses that refuse mail, and what nobody could read. */
export const SourcesPage: FC<Props> = ({
  plumbing: { sources, clocks, addresses },
  quarantine,
  looking,
  now,
  flash,
}) => {
  const { say, language } = useWords();
  return (
    <Document title={say("board.sources.title")}>
      <main id="content" tabindex={-1}>
        <div class="head">
          <h1>{say("board.sources.title")}</h1>
        </div>
        <Flash said={flash} />
        {clocks && (
          <section class="card bad" aria-labelledby="clocks-title">
            <h2 id="clocks-title">{say("board.sources.clocks")}</h2>
            <p>{clocks.message}</p>
            <p>
              {say("board.sources.since", { when: clockTime(language, looking.zone, Date.parse(clocks.since), now) })}
            </p>
          </section>
        )}
        <section aria-labelledby="how-title">
          <h2 class="group" id="how-title">
            {say("board.sources.how")}
          </h2>
          {sources.length === 0 ? (
            <p class="none">{say("board.sources.none")}</p>
          ) : (
            <ul class="rows">
              {sources.map((source) => (
                <Source of={source} looking={looking} now={now} />
              ))}
            </ul>
          )}
        </section>
        <Addresses of={addresses} looking={looking} now={now} />
        <Quarantine of={quarantine} sources={sources} looking={looking} now={now} />
      </main>
    </Document>
  );
};

const Source: FC<{ of: SourceOverview; looking: Looking; now: number }> = ({ of, looking, now }) => {
  const { say, language } = useWords();
  const { source, provider, state, lastDeliveryAt, usualPerDay, today, last7Days, inQuarantine, clockSkewMs } = of;
  const failed = last7Days.refused + last7Days.stale + last7Days.tooLarge;
  const skew = Math.round((clockSkewMs ?? 0) / 1000);
  const number = (count: number) => new Intl.NumberFormat(language).format(count);
  const facts = [
    provider,
    lastDeliveryAt && say("board.sources.last", { ago: fromNow(language, Date.parse(lastDeliveryAt), now) }),
    usualPerDay !== null && say("board.sources.usual", { count: number(usualPerDay) }),
    say("board.sources.today", { count: number(today.taken) }),
    say("board.sources.week", { count: number(last7Days.taken) }),
    failed > 0 && say("board.sources.failed", { count: number(failed) }),
    inQuarantine.count > 0 &&
      say("board.sources.inQuarantine", { count: `${number(inQuarantine.count)}${inQuarantine.more ? "+" : ""}` }),
    Math.abs(skew) >= 2 && say("board.sources.skew", { seconds: Math.abs(skew), side: skew < 0 ? "behind" : "ahead" }),
  ].filter(Boolean);
  const tone = state === "ok" ? "calm" : state === "never" ? "" : "bad";
  return (
    <li class="tall">
      <div>
        <strong dir="auto">{source}</strong>
        <div class="more">
          {facts.map((text) => (
            <span>{text}</span>
          ))}
        </div>
        {of.incidents.map(({ message, since }) => (
          <p class="plain">
            {message} {say("board.sources.since", { when: clockTime(language, looking.zone, Date.parse(since), now) })}
          </p>
        ))}
        {last7Days.tooLarge > 0 && <p class="plain">{say("board.sources.tooLarge", { count: last7Days.tooLarge })}</p>}
        {byField(of.unnamed).map(({ field, values }) => (
          <p class="plain" dir="auto">
            {say("board.sources.unnamed", { field, values })}
          </p>
        ))}
      </div>
      <div class="side">
        <span class={`due ${tone}`}>{say(`board.sources.state.${state}`)}</span>
      </div>
    </li>
  );
};

/** `DE (4), FR (3)` of each field. */
function byField(unnamed: SourceOverview["unnamed"]): { field: string; values: string }[] {
  const fields = [...new Set(unnamed.map(({ field }) => field))];
  return fields.map((field) => {
    const values = unnamed.filter((one) => one.field === field).map(({ value, count }) => `${value} (${count})`);
    return { field, values: values.join(", ") };
  });
}

const Addresses: FC<{ of: Plumbing["addresses"]; looking: Looking; now: number }> = ({ of, looking, now }) => {
  const { say, language } = useWords();
  const { people } = looking.rulebook.agreement;
  return (
    <section aria-labelledby="addresses-title">
      <h2 class="group" id="addresses-title">
        {say("board.sources.addresses")} <span class="count">{of.length}</span>
      </h2>
      {of.length === 0 ? (
        <p class="none">{say("board.sources.addressesNone")}</p>
      ) : (
        <ul class="rows">
          {of.map(({ address, why, since, person }) => (
            <li>
              <div>
                <strong dir="auto">{address}</strong>
                <div class="more">
                  {person !== undefined && <span dir="auto">{people[person]?.name ?? person}</span>}
                  <span>{say(`board.sources.why.${why}`)}</span>
                  <span>
                    {say("board.sources.since", { when: clockTime(language, looking.zone, Date.parse(since), now) })}
                  </span>
                </div>
              </div>
              <div class="side">
                <form method="post" action="/sources">
                  <input type="hidden" name="action" value="clear" />
                  <button
                    type="submit"
                    name="address"
                    value={address}
                    aria-label={say("board.sources.mendedWhom", { address })}
                  >
                    {say("board.sources.mended")}
                  </button>
                </form>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

const Quarantine: FC<{
  of: Props["quarantine"];
  sources: readonly SourceOverview[];
  looking: Looking;
  now: number;
}> = ({ of: { items, next, reasons, source, reason }, sources, looking, now }) => {
  const { say } = useWords();
  const isNarrowed = source !== undefined || reason !== undefined;
  return (
    <section aria-labelledby="quarantine-title" id="quarantine">
      <h2 class="group" id="quarantine-title">
        {say("board.sources.quarantine")}
      </h2>
      {(items.length > 0 || isNarrowed) && (
        <>
          <p class="hint">{say("board.sources.quarantineHint")}</p>
          <form class="choose" method="get" action="/sources#quarantine">
            <select name="source" aria-label={say("board.sources.source")}>
              <option value="">{say("board.sources.everySource")}</option>
              {[...new Set([...sources.map((one) => one.source), ...items.map((one) => one.source)])].map((name) => (
                <option value={name} selected={name === source}>
                  {name}
                </option>
              ))}
            </select>
            <select name="reason" aria-label={say("board.sources.reason")}>
              <option value="">{say("board.sources.everyReason")}</option>
              {reasons.map((why) => (
                <option value={why} selected={why === reason}>
                  {why}
                </option>
              ))}
            </select>
            <button type="submit">{say("board.sources.show")}</button>
          </form>
        </>
      )}
      {items.length === 0 ? (
        <p class="none">{say("board.sources.quarantineNone")}</p>
      ) : (
        <form method="post" action="/sources">
          <input type="hidden" name="action" value="replay" />
          {source !== undefined && <input type="hidden" name="source" value={source} />}
          {reason !== undefined && <input type="hidden" name="reason" value={reason} />}
          <p class="choose">
            <button type="submit" class="primary">
              {say("board.sources.readAll")}
            </button>
          </p>
          <ol class="rows">
            {items.map((entry) => (
              <Entry of={entry} looking={looking} now={now} />
            ))}
          </ol>
        </form>
      )}
      {next !== null && (
        <p class="hint">
          <a
            href={`/sources?${new URLSearchParams({ ...(source && { source }), ...(reason && { reason }), cursor: next })}#quarantine`}
          >
            {say("board.sources.older")}
          </a>
        </p>
      )}
    </section>
  );
};

const Entry: FC<{ of: QuarantineEntry; looking: Looking; now: number }> = ({ of, looking, now }) => {
  const { say, language } = useWords();
  const { id, source, receivedAt, reason, bytes } = of;
  const when = clockTime(language, looking.zone, Date.parse(receivedAt), now);
  return (
    <li>
      <div>
        <a href={`/sources/deliveries/${id}`}>
          {source}, {when}
        </a>
        <div class="more">
          <span dir="auto">{reason}</span>
          <span>{say("board.sources.bytes", { count: new Intl.NumberFormat(language).format(bytes) })}</span>
        </div>
      </div>
      <div class="side">
        <button type="submit" name="id" value={id} aria-label={say("board.sources.readWhich", { source, when })}>
          {say("board.sources.read")}
        </button>
      </div>
    </li>
  );
};
