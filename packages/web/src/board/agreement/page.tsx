import type { AskedField, Charter } from "@baton/core/board";
import type { Version } from "@baton/core/ports";
import type { Proposal } from "@baton/core/signing";
import { Document, Flash, type Said, useWords } from "@baton/ui";
import type { FC } from "hono/jsx";
import type { Looking } from "../env.ts";
import { Rules } from "./rules.tsx";
import { instantOf, ProposalCard, Signatures } from "./signing.tsx";
import { type Trial, TrialCard } from "./trial.tsx";

interface Props {
  charter: Charter;
  asked: readonly AskedField[];
  versions: readonly Version[];
  /** Where older versions follow. */
  older: string | undefined;
  /** What waits for signatures or for its day. */
  proposal: Proposal | undefined;
  looking: Looking;
  trial?: Trial;
  flash?: Said;
}

/** What is agreed, what is proposed, who would get which lead, and how it came to be so. */
export const AgreementPage: FC<Props> = ({ charter, asked, versions, older, proposal, looking, trial, flash }) => {
  const { say } = useWords();
  const { agreement, version } = looking.rulebook;
  const active = versions.find((one) => one.version === version);
  return (
    <Document title={say("board.agreement.title")}>
      <main id="content" tabindex={-1}>
        <Flash said={flash} />
        <header class="card">
          <h1>{say("board.agreement.title")}</h1>
          <p dir="auto">{agreement.name}</p>
          {active && (
            <>
              <p class="about">
                {say("board.agreement.version", { version, when: instantOf(looking, active.appliedAt) })}
              </p>
              {active.unsigned !== undefined && (
                <p class="plain">{say("board.agreement.unsigned", { why: active.unsigned })}</p>
              )}
              <Signatures of={active.signatures ?? []} looking={looking} />
            </>
          )}
        </header>
        {proposal && <ProposalCard proposal={proposal} looking={looking} />}
        <TrialCard asked={asked} trial={trial} looking={looking} />
        <Rules charter={charter} agreement={agreement} />
        <History of={versions} older={older} looking={looking} />
      </main>
    </Document>
  );
};

const History: FC<{ of: readonly Version[]; older: string | undefined; looking: Looking }> = ({
  of,
  older,
  looking,
}) => {
  const { say } = useWords();
  const { people } = looking.rulebook.agreement;
  return (
    <section aria-labelledby="history-title">
      <h2 class="group" id="history-title">
        {say("board.agreement.history")}
      </h2>
      <ol class="rows">
        {of.map(({ version, appliedAt, by, why, rollbackOf, unsigned, signatures = [] }) => (
          <li class="tall">
            <div>
              <a href={`/agreement/versions/${version}`}>{say("board.agreement.nth", { version })}</a>
              <div class="more">
                <span>{instantOf(looking, appliedAt)}</span>
                {by !== undefined && (
                  <span dir="auto">{say("board.agreement.by", { name: people[by]?.name ?? by })}</span>
                )}
                {rollbackOf !== undefined && <span>{say("board.agreement.rollback", { version: rollbackOf })}</span>}
                {why !== undefined && <span dir="auto">{why}</span>}
              </div>
              {unsigned !== undefined && <p class="plain">{say("board.agreement.unsigned", { why: unsigned })}</p>}
              <Signatures of={signatures} looking={looking} />
            </div>
            <div class="side">
              {version === looking.rulebook.version && <span class="due calm">{say("board.agreement.inForce")}</span>}
            </div>
          </li>
        ))}
      </ol>
      {older !== undefined && (
        <p class="hint">
          <a href={`/agreement?before=${older}#history-title`}>{say("board.agreement.historyOlder")}</a>
        </p>
      )}
    </section>
  );
};
