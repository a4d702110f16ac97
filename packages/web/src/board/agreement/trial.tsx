import type { AskedField } from "@baton/core/board";
import { formatInstant } from "@baton/core/zone";
import type { dryRun } from "@baton/explain";
import { Flash, type Said, useWords } from "@baton/ui";
import type { FC } from "hono/jsx";
import type { Looking } from "../env.ts";

/** What would become of a lead. */
export type Verdict = Awaited<ReturnType<typeof dryRun>>;

export interface Trial {
  /** What was typed in, by the form's fields. */
  given: Readonly<Record<string, string>>;
  verdict?: Verdict;
  flash?: Said;
}

interface Props {
  asked: readonly AskedField[];
  trial: Trial | undefined;
  looking: Looking;
}

/** A lead that somebody types in, and who would get it and why. */
export const TrialCard: FC<Props> = ({ asked, trial, looking }) => {
  const { say } = useWords();
  const { sources } = looking.rulebook.agreement;
  const given = trial?.given ?? {};
  return (
    <details class="card" id="try" open={trial !== undefined}>
      <summary>
        <h2>{say("board.agreement.try")}</h2>
      </summary>
      <p class="hint">{say("board.agreement.tryHint")}</p>
      <Flash said={trial?.flash} />
      {trial?.verdict && <VerdictOf verdict={trial.verdict} looking={looking} />}
      <form class="answer" method="post" action="/agreement#try">
        <input type="hidden" name="action" value="decide" />
        <div class="inputs">
          {asked.map((field) => (
            <FieldOf of={field} value={given[field.field] ?? ""} trial={trial} looking={looking} />
          ))}
          <div>
            <label class="label" for="lead-source">
              {say("board.agreement.source")}
            </label>
            <select id="lead-source" name="source">
              <option value="">{say("board.agreement.notGiven")}</option>
              {Object.keys(sources).map((source) => (
                <option value={source} selected={source === given.source}>
                  {source}
                </option>
              ))}
            </select>
          </div>
          {!asked.some(({ field }) => field === "campaign") && (
            <FieldOf
              of={{ field: "campaign", type: "string" }}
              value={given.campaign ?? ""}
              trial={trial}
              looking={looking}
            />
          )}
          <div>
            <label class="label" for="lead-at">
              {say("board.agreement.at")}
            </label>
            <input type="datetime-local" id="lead-at" name="at" value={given.at ?? ""} />
          </div>
        </div>
        <button type="submit" class="primary">
          {say("board.agreement.decide")}
        </button>
      </form>
    </details>
  );
};

const FieldOf: FC<{ of: AskedField; value: string; trial: Trial | undefined; looking: Looking }> = ({
  of: { field, type, values },
  value,
  trial,
  looking,
}) => {
  const { say } = useWords();
  const id = `lead-${field.replaceAll(".", "-")}`;
  const refused = trial?.verdict?.extra?.[field];
  const hint = { ...(refused && { "aria-invalid": "true" as const, "aria-describedby": `${id}-why` }) };
  const choices =
    type === "person"
      ? Object.entries(looking.rulebook.agreement.people).map(([person, { name }]) => ({ id: person, name }))
      : type === "boolean"
        ? [
            { id: "true", name: say("board.agreement.yes") },
            { id: "false", name: say("board.agreement.no") },
          ]
        : values?.map((one) => ({ id: String(one), name: String(one) }));
  return (
    <div>
      <label class="label" for={id}>
        {field === "campaign" ? say("board.agreement.campaign") : field}
      </label>
      {choices ? (
        <select id={id} name={field} {...hint}>
          <option value="">{say("board.agreement.notGiven")}</option>
          {choices.map((choice) => (
            <option value={choice.id} selected={choice.id === value}>
              {choice.name}
            </option>
          ))}
        </select>
      ) : (
        <input
          type="text"
          id={id}
          name={field}
          value={value}
          maxlength={500}
          autocomplete="off"
          dir="auto"
          {...(type === "number" && { inputmode: "numeric" })}
          {...hint}
        />
      )}
      {refused && (
        <p class="hint wrong" id={`${id}-why`}>
          {say("board.agreement.rejected", { reason: refused.reason ?? say("board.agreement.noUse") })}
        </p>
      )}
    </div>
  );
};

const VerdictOf: FC<{ verdict: Verdict; looking: Looking }> = ({ verdict, looking }) => {
  const { say } = useWords();
  const { people } = looking.rulebook.agreement;
  const { owner, offered, rule, score, band, reasons, candidates, offDuty, steps, problem, passed, next } = verdict;
  const name = (id: string) => people[id]?.name ?? id;
  const found = (value: unknown) => (value === null ? say("board.agreement.absent") : String(value));
  return (
    <div class="verdict" role="status">
      <p>
        <strong dir="auto">
          {owner !== null
            ? say("board.agreement.gets", { name: name(owner) })
            : offered !== undefined
              ? say("board.agreement.offered", { team: offered })
              : say("board.agreement.nobody")}
        </strong>
      </p>
      <p dir="auto">
        {rule === null
          ? say("board.agreement.byNoRule", { score })
          : say("board.agreement.byRule", { rule, score, band: band ?? "none" })}
      </p>
      <Listed
        title={say("board.agreement.reasons")}
        lines={reasons.map((one) => `${one.name}: ${say("board.agreement.points", { points: one.points })}`)}
      />
      <Listed
        title={say("board.agreement.candidates")}
        lines={candidates.map(({ person, excluded }) =>
          [
            `${name(person)}: ${excluded ?? say("board.agreement.considered")}`,
            offDuty.includes(person) ? say("board.agreement.offDuty") : undefined,
          ]
            .filter(Boolean)
            .join(", "),
        )}
      />
      <Listed
        title={say("board.agreement.steps")}
        lines={
          problem === undefined
            ? steps.map(({ stage, do: what, to, at }) => {
                const whom = to?.split(", ").map(name).join(", ");
                const done =
                  what === "escalate"
                    ? say("board.agreement.step.escalate", { to: whom ?? "" })
                    : what === "remind"
                      ? say("board.agreement.step.remind")
                      : say("board.agreement.step.reassign");
                return `${formatInstant(looking.zone, Date.parse(at))}: ${done} (${stage})`;
              })
            : [problem]
        }
      />
      {passed.length > 0 && (
        <details>
          <summary>{say("board.agreement.passed")}</summary>
          <ul class="said">
            {passed.map(({ rule: passer, failed }) => (
              <li dir="auto">
                <strong>{passer}</strong>:{" "}
                {failed.length === 0
                  ? say("board.agreement.never")
                  : failed
                      .map((one) => say("board.agreement.failed", { expected: one.expected, found: found(one.found) }))
                      .join("; ")}
              </li>
            ))}
          </ul>
        </details>
      )}
      {next !== null && (
        <Listed
          title={say("board.agreement.next")}
          lines={"beyond" in next ? [next.beyond] : next.changes.map(({ words }) => words)}
        />
      )}
    </div>
  );
};

const Listed: FC<{ title: string; lines: string[] }> = ({ title, lines }) =>
  lines.length === 0 ? null : (
    <>
      <h3>{title}</h3>
      <ul class="said">
        {lines.map((line) => (
          <li dir="auto">{line}</li>
        ))}
      </ul>
    </>
  );
