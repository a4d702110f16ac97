import { type Delivery, withoutSecrets } from "@baton/core/delivery";
import { formatInstant } from "@baton/core/zone";
import { Card, Document, useWords } from "@baton/ui";
import type { FC } from "hono/jsx";
import type { Looking } from "../env.ts";

/** Of a body that is a file, the beginning says what it is. */
const MOST_SHOWN = 100_000;

/** One delivery with its raw body, in which values named like a secret are not shown. */
export const DeliveryPage: FC<{ delivery: Delivery; body: Uint8Array; looking: Looking }> = ({
  delivery,
  body,
  looking,
}) => {
  const { say, language } = useWords();
  const { id, source, provider, contentType, receivedAt, bytes, outcome, reason, leads, rereadAt, erasedAt } = delivery;
  const instant = (iso: string) => formatInstant(looking.zone, Date.parse(iso), { withZone: true });
  const number = (count: number) => new Intl.NumberFormat(language).format(count);
  const text = Buffer.from(withoutSecrets(body)).toString();
  const facts = [
    {
      label: say("board.sources.outcome"),
      value: [say(`board.sources.out.${outcome}`), reason].filter(Boolean).join(": "),
    },
    { label: say("board.sources.provider"), value: provider },
    { label: say("board.sources.received"), value: instant(receivedAt) },
    { label: say("board.sources.type"), value: contentType },
    { label: say("board.sources.size"), value: say("board.sources.bytes", { count: number(bytes) }) },
    ...(rereadAt === undefined ? [] : [{ label: say("board.sources.reread"), value: instant(rereadAt) }]),
    { label: "Id", value: id },
  ];
  return (
    <Document title={say("board.sources.delivery", { source })}>
      <main id="content" tabindex={-1}>
        <header class="card">
          <h1 dir="auto">{say("board.sources.delivery", { source })}</h1>
          <dl>
            {facts.map(({ label, value }) => (
              <div>
                <dt>{label}</dt>
                <dd dir="auto">{value}</dd>
              </div>
            ))}
          </dl>
          {leads.map((lead) => (
            <p data-lead={lead}>
              <a href={`/leads/${lead}`}>{say("board.sources.openLead")}</a>
            </p>
          ))}
          {outcome === "quarantined" && (
            <form class="answer" method="post" action="/sources">
              <input type="hidden" name="action" value="replay" />
              <button type="submit" class="primary" name="id" value={id}>
                {say("board.sources.read")}
              </button>
            </form>
          )}
        </header>
        <Card id="raw" title={say("board.sources.raw")}>
          {erasedAt !== undefined ? (
            <p>{say("board.sources.erased", { when: instant(erasedAt) })}</p>
          ) : (
            <>
              <pre>{text.slice(0, MOST_SHOWN)}</pre>
              <p class="hint">{say("board.sources.rawHint")}</p>
              {text.length > MOST_SHOWN && (
                <p class="hint">{say("board.sources.cut", { shown: number(MOST_SHOWN), count: number(bytes) })}</p>
              )}
            </>
          )}
        </Card>
        <p class="plain">
          <a href="/sources#quarantine">{say("board.sources.back")}</a>
        </p>
      </main>
    </Document>
  );
};
