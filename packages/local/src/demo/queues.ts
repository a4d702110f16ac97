import { writeMessage } from "@baton/aws/sqs";
import type { CheckMessage, DayMessage, IntakeMessage, NoticeMessage, Queues } from "@baton/core/ports";
import type { Agenda } from "./agenda.ts";

type Message = CheckMessage | NoticeMessage | IntakeMessage | DayMessage;

const AGAIN_MS = 60_000;

/** Queues that deliver by the agenda of a simulated time, and are those of SQS from `live` on. */
export interface AgendaQueues extends Queues {
  /** From now on messages go to SQS; what is still to be delivered by the agenda may be late, or lost, as with any queue. */
  live(): void;
}

export function agendaQueues(
  sqs: Queues,
  options: {
    agenda: Agenda;
    now(): number;
    consume(queue: string, body: string): Promise<void>;
    /** When days are counted anew that are to be counted after an instant (epoch ms). */
    countedAt(after: number): number;
    /** Hears of each notice when its mail has gone out. */
    told(notice: NoticeMessage): void;
  },
): AgendaQueues {
  const { agenda, now, consume, countedAt, told } = options;
  let to: Queues | undefined;
  const sent = new Set<string>();
  const put = (queue: string, message: Message, delaySeconds = 0) => {
    // A check names its instant, and the latest word on a lead's next step is the one that holds. Days are counted before somebody reads of them.
    const at =
      queue === "ChecksQueue" && "dueAt" in message
        ? Date.parse(message.dueAt)
        : "fold" in message
          ? countedAt(now())
          : now() + delaySeconds * 1_000;
    const key =
      queue === "ChecksQueue" && "lead" in message ? message.lead : "fold" in message ? message.fold : undefined;
    const body = writeMessage(message);
    // In a time that is rushed no delay takes any, but what comes again wants it to have passed.
    const again = queue === "NoticesQueue" && sent.has(body) ? AGAIN_MS : 0;
    sent.add(body);
    agenda.put(
      Math.max(at, now() + again),
      async () => {
        await consume(queue, body);
        if (queue === "NoticesQueue") told(message as NoticeMessage);
      },
      key,
    );
  };
  const send =
    (queue: string) =>
    async (messages: { message: Message; delaySeconds?: number }[]): Promise<void> => {
      for (const { message, delaySeconds } of messages) put(queue, message, delaySeconds);
    };
  const own: Queues = {
    checks: send("ChecksQueue"),
    notices: send("NoticesQueue"),
    intake: send("IntakeQueue"),
    days: send("DaysQueue"),
    // What is there is worked on at once.
    waiting: async () => 0,
  };
  return {
    checks: (messages) => (to ?? own).checks(messages),
    notices: (messages) => (to ?? own).notices(messages),
    intake: (messages) => (to ?? own).intake(messages),
    days: (messages) => (to ?? own).days(messages),
    waiting: (queue) => (to ?? own).waiting(queue),
    live() {
      to = sqs;
    },
  };
}
