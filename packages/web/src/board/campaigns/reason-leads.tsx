import type { LeadSummary } from "@baton/core/lead";
import { localDate } from "@baton/core/zone";
import { useWords } from "@baton/ui";
import type { FC } from "hono/jsx";
import type { Looking } from "../env.ts";
import { LeadRow } from "../parts/lead-row.tsx";
import { dayInWords } from "../when.tsx";

/** Leads that were handed back for one reason. */
export interface Behind {
  /** Undefined for none. */
  reason: string | undefined;
  leads: (LeadSummary & { contact: boolean; shown: string })[];
  /** How many more there are that the reader may not see. */
  hidden: number;
}

export const ReasonLeads: FC<{ behind: Behind; looking: Looking; now: number }> = ({ behind, looking, now }) => {
  const { say, language } = useWords();
  const { reason, leads, hidden } = behind;
  return (
    <section id="reason-leads" aria-labelledby="reason-title">
      <h2 class="group" id="reason-title">
        {say("board.campaigns.reason", { reason: reason ?? say("board.campaigns.noReason") })}{" "}
        <span class="count">{leads.length}</span>
      </h2>
      {leads.length === 0 ? (
        <p class="none">{say("board.campaigns.noLeads")}</p>
      ) : (
        <ol class="rows">
          {leads.map(({ id, shown, company, email, contact, createdAt }) => (
            <LeadRow
              id={id}
              name={shown}
              about={[
                company === shown ? null : company,
                contact && email !== shown ? email : null,
                dayInWords(language, localDate(looking.zone, Date.parse(createdAt))),
              ]}
              now={now}
              zone={looking.zone}
            />
          ))}
        </ol>
      )}
      {hidden > 0 && <p class="hint">{say("board.campaigns.hidden", { count: hidden })}</p>}
    </section>
  );
};
