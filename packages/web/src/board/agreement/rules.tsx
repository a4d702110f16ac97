import type { Agreement } from "@baton/core/agreement";
import type { Charter, CharterStep } from "@baton/core/board";
import { targetInWords } from "@baton/core/sheet";
import { useWords } from "@baton/ui";
import type { Words } from "@baton/words";
import type { FC, PropsWithChildren } from "hono/jsx";

/** Targets that stand for somebody whom only the lead or its world tells. */
const standing = {
  manager: "board.agreement.target.manager",
  "account.owner": "board.agreement.target.account",
  "account.ae": "board.agreement.target.account",
  "account.csm": "board.agreement.target.account",
  "person.owner": "board.agreement.target.person",
} as const;

const named = ({ say }: Words, target: string): string =>
  Object.hasOwn(standing, target) ? say(standing[target as keyof typeof standing]) : target;

/** What is agreed, in words. */
export const Rules: FC<{ charter: Charter; agreement: Agreement }> = ({ charter, agreement }) => {
  const words = useWords();
  const { say } = words;
  const { score, segments } = charter;
  const points = (count: number) => say("board.agreement.points", { points: count });
  return (
    <>
      <Part id="routing" title={say("board.agreement.routing")} hint={say("board.agreement.routingHint")}>
        <ol class="rows">
          {charter.routing.map((rule) => (
            <Rule
              name={rule.name}
              said={[
                rule.when === undefined ? say("board.agreement.all") : say("board.agreement.when", { when: rule.when }),
                say("board.agreement.goes", { to: named(words, rule.to) }),
                ...rule.else.map((to) => say("board.agreement.otherwise", { to: named(words, to) })),
                rule.sla === "none" ? say("board.agreement.noClock") : say("board.agreement.clock", { sla: rule.sla }),
              ]}
            />
          ))}
        </ol>
      </Part>
      {(score.rules.length > 0 || score.touches.length > 0) && (
        <Part
          id="score"
          title={say("board.agreement.score")}
          hint={[
            ...(score.qualified === undefined ? [] : [say("board.agreement.qualified", { points: score.qualified })]),
            ...score.bands.map(({ name, from }) => say("board.agreement.band", { name, points: from })),
          ].join(" · ")}
        >
          <ul class="rows">
            {score.rules.map((rule) => (
              <Rule
                name={rule.name}
                said={[say("board.agreement.when", { when: rule.when })]}
                side={points(rule.points)}
              />
            ))}
            {score.touches.map(({ name, when, points: each, halfLife, max }) => (
              <Rule
                name={name}
                said={[
                  say("board.agreement.when", { when }),
                  halfLife !== undefined && say("board.agreement.halved", { time: halfLife }),
                  max !== undefined && say("board.agreement.atMost", { points: points(max) }),
                ]}
                side={points(each)}
              />
            ))}
          </ul>
        </Part>
      )}
      {segments.length > 0 && (
        <Part id="segments" title={say("board.agreement.segments")}>
          <ol class="rows">
            {segments.map(({ name, when, value }) => (
              <Rule
                name={name}
                said={[when === undefined ? say("board.agreement.all") : say("board.agreement.when", { when })]}
                {...(value !== undefined && {
                  side: say("board.agreement.worth", {
                    value: new Intl.NumberFormat(words.language).format(value),
                  }),
                })}
              />
            ))}
          </ol>
        </Part>
      )}
      <Part id="policies" title={say("board.agreement.policies")}>
        <ul class="rows">
          {charter.policies.map(({ name, calendar, stages }) => (
            <li class="tall">
              <div>
                <strong>{name}</strong>
                <div class="more">
                  <span>
                    {calendar === "owner" || calendar === "lead"
                      ? say(`board.agreement.calendar.${calendar}`)
                      : say("board.agreement.calendar.named", { name: calendar })}
                  </span>
                </div>
                {stages.map((stage) => (
                  <>
                    <p>{say("board.agreement.within", { stage: stage.name, time: stage.within })}</p>
                    <p class="plain">{stage.steps.map((step) => stepInWords(words, step)).join(" · ")}</p>
                    {stage.playbook.length > 0 && (
                      <p class="plain" dir="auto">
                        {stage.playbook.join(" → ")}
                      </p>
                    )}
                  </>
                ))}
              </div>
            </li>
          ))}
        </ul>
      </Part>
      <Part id="teams" title={say("board.agreement.teams")}>
        <ul class="rows">
          {charter.teams.map(({ name, members, manager, pick }) => (
            <Rule
              name={name}
              said={[
                members.join(", "),
                say(`board.agreement.pick.${pick}`),
                manager !== undefined && say("board.agreement.managedBy", { name: manager }),
              ]}
            />
          ))}
        </ul>
      </Part>
      <Promises agreement={agreement} />
    </>
  );
};

/** What both sides promise, say and give as a reason. */
const Promises: FC<{ agreement: Agreement }> = ({ agreement }) => {
  const words = useWords();
  const { say } = words;
  const { commitments, messages = [], reasons, lostReasons = [] } = agreement;
  const promised = (["marketing", "sales"] as const).flatMap((side) =>
    commitments[side].map((commitment) => ({
      name: commitment.name,
      side,
      target: targetInWords(commitment, words),
    })),
  );
  return (
    <>
      {promised.length > 0 && (
        <Part id="promises" title={say("board.agreement.promises")}>
          <ul class="rows">
            {promised.map(({ name, side, target }) => (
              <Rule name={name} said={[say("board.side", { side }), target]} />
            ))}
          </ul>
        </Part>
      )}
      {messages.length > 0 && (
        <Part id="messages" title={say("board.agreement.messages")}>
          <ul class="rows">
            {messages.map(({ text }) => (
              <Rule name={text} said={[]} />
            ))}
          </ul>
        </Part>
      )}
      <Part id="reasons" title={say("board.agreement.reasonsTitle")}>
        <ul class="rows">
          {reasons.map(({ name, cause = "fit" }) => (
            <Rule name={name} said={[say("board.agreement.cause", { cause })]} />
          ))}
        </ul>
      </Part>
      {lostReasons.length > 0 && (
        <Part id="lost" title={say("board.agreement.lostReasons")}>
          <ul class="rows">
            {lostReasons.map(({ name }) => (
              <Rule name={name} said={[]} />
            ))}
          </ul>
        </Part>
      )}
    </>
  );
};

/** "at 50 %: a reminder". */
function stepInWords(words: Words, { do: what, to, percent, after }: CharterStep): string {
  const { say } = words;
  const at =
    percent === undefined
      ? say("board.agreement.after", { time: after ?? "" })
      : say("board.agreement.atPercent", { percent });
  const whom = to === undefined ? undefined : named(words, to);
  const done =
    what === "remind"
      ? say("board.agreement.step.remind")
      : what === "escalate"
        ? say("board.agreement.step.escalate", { to: whom ?? "" })
        : whom === undefined
          ? say("board.agreement.step.reassign")
          : say("board.agreement.step.reassignTo", { to: whom });
  return `${at}: ${done}`;
}

const Part: FC<PropsWithChildren<{ id: string; title: string; hint?: string }>> = ({ id, title, hint, children }) => (
  <section aria-labelledby={`${id}-title`}>
    <h2 class="group" id={`${id}-title`}>
      {title}
    </h2>
    {hint && <p class="hint">{hint}</p>}
    {children}
  </section>
);

const Rule: FC<{ name: string; said: (string | false)[]; side?: string }> = ({ name, said, side }) => (
  <li>
    <div>
      <strong dir="auto">{name}</strong>
      <div class="more">
        {said.filter(Boolean).map((text) => (
          <span dir="auto">{text}</span>
        ))}
      </div>
    </div>
    {side !== undefined && <div class="side">{side}</div>}
  </li>
);
