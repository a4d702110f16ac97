import { type Proposal, type Signature, signsFor, waitingFor } from "@baton/core/signing";
import { formatInstant } from "@baton/core/zone";
import { useWords } from "@baton/ui";
import type { FC } from "hono/jsx";
import type { Looking } from "../env.ts";

export const instantOf = (looking: Looking, iso: string): string => formatInstant(looking.zone, Date.parse(iso));

/** Who signed for whom, and when. */
export const Signatures: FC<{ of: readonly Signature[]; looking: Looking }> = ({ of, looking }) => {
  const { say } = useWords();
  const { people } = looking.rulebook.agreement;
  const name = (id: string) => people[id]?.name ?? id;
  return (
    <>
      {of.map((one) => {
        const said = { name: name(one.by), side: one.side, when: instantOf(looking, one.at) };
        return (
          <p class="plain" dir="auto">
            {one.for === undefined
              ? say("board.agreement.signedBy", said)
              : say("board.agreement.signedFor", { ...said, whom: name(one.for) })}
          </p>
        );
      })}
    </>
  );
};

/** A change that waits for signatures, or for its day, with the button of whoever may sign it. */
export const ProposalCard: FC<{ proposal: Proposal; looking: Looking }> = ({ proposal, looking }) => {
  const { say } = useWords();
  const { rulebook, person } = looking;
  const { people } = rulebook.agreement;
  const { state, why, by, changes, findings, signatures, lapsesAt, effective, digest, text, replaces } = proposal;
  const isOpen = state === "open";
  const signer = isOpen ? signsFor(rulebook, proposal, person) : undefined;
  return (
    <section class="card" aria-labelledby="proposal">
      <h2 id="proposal">{say(isOpen ? "board.agreement.proposal" : "board.agreement.proposalSigned")}</h2>
      {why !== undefined && (
        <p dir="auto">
          {say("board.agreement.why", { why })}
          {by !== undefined && ` (${people[by]?.name ?? by})`}
        </p>
      )}
      {replaces !== undefined && <p>{replaces}</p>}
      <h3>{say("board.agreement.changes")}</h3>
      <ul class="said">
        {(changes.length > 0 ? changes : [say("board.agreement.changesNone")]).map((change) => (
          <li dir="auto">{change}</li>
        ))}
      </ul>
      {findings.length > 0 && (
        <>
          <h3>{say("board.agreement.findings")}</h3>
          <ul class="said">
            {findings.map(({ severity, code, message }) => (
              <li dir="auto">
                {say(`board.agreement.finding.${severity}`)} {code}: {message}
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{say("board.agreement.signers")}</h3>
      <Signatures of={signatures} looking={looking} />
      {waitingFor(proposal).map((one) => (
        <p class="plain" dir="auto">
          {say("board.agreement.notSigned", { name: people[one.person]?.name ?? one.person, side: one.side })}
        </p>
      ))}
      {effective !== undefined && (
        <p class="plain">{say("board.agreement.effective", { when: instantOf(looking, effective) })}</p>
      )}
      {isOpen && <p class="plain">{say("board.agreement.lapses", { when: instantOf(looking, lapsesAt) })}</p>}
      <p class="plain">{say("board.agreement.clocks")}</p>
      <details>
        <summary>{say("board.agreement.proposalText")}</summary>
        <pre>{text}</pre>
        <p class="hint">{say("board.agreement.digest", { digest })}</p>
      </details>
      {signer && (
        <form class="answer" method="post" action="/agreement">
          <input type="hidden" name="action" value="sign" />
          <input type="hidden" name="digest" value={digest} />
          <button type="submit" class="primary">
            {say("board.agreement.sign", { side: signer.side })}
          </button>
        </form>
      )}
    </section>
  );
};
