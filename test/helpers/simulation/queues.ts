import type {
  AbsenceNotice,
  CheckMessage,
  IntakeMessage,
  LeadNotice,
  Queues,
  ReplayMessage,
  RoundMessage,
} from "@baton/core/ports";
import type { Chance } from "./chance.ts";
import type { Faults, MessageFault } from "./faults.ts";
import type { Ledger } from "./ledger.ts";
import { type End, type Machines, numbered, type Process } from "./process.ts";
import type { VirtualTime } from "./virtual-time.ts";

export type Message =
  | { queue: "check"; body: CheckMessage }
  | { queue: "notice"; body: LeadNotice | AbsenceNotice | RoundMessage }
  | { queue: "intake"; body: Exclude<IntakeMessage, ReplayMessage> };

/** As deployed: how often a message is received before it goes to the dead letters. */
const MOST_RECEIVES = { check: 10, notice: 10, intake: 200 };
/** A message comes again so long after the process that had it died. */
const VISIBILITY_MS = 120_000;

export interface MessageBus {
  /** The queues as a process reaches them. */
  for(process: Process): Queues;
  dead: number;
}

/** Queues that deliver at least once, in any order, and now and then not at all. */
export function messageBus(
  {
    time,
    chance,
    machines,
    ledger,
    faults,
  }: {
    time: VirtualTime;
    chance: Chance;
    machines: Machines;
    ledger: Ledger;
    faults: Faults;
  },
  options: {
    faultsUntil: number;
    /** How often each message is delivered. */
    copies: number;
    /** The instant from which something runs, when nothing does now. */
    runningAt(now: number): number;
    handle(process: Process, message: Message): Promise<void>;
    trace(line: () => string): void;
  },
): MessageBus {
  const sent = new Map<string, number>();
  const suffers = (name: string, fault: MessageFault): boolean => {
    const yes = time.now < options.faultsUntil && chance.happens(`${name}: ${fault}`, faults.message[fault]);
    if (yes) options.trace(() => `${name}: ${told[fault]}`);
    return yes;
  };

  const bus: MessageBus = {
    dead: 0,
    for: (process) => {
      const send = (messages: { message: Message; delayMs: number }[]) =>
        machines.call(process, "send", async () => {
          for (const { message, delayMs } of messages) put(message, delayMs);
        });
      return {
        checks: (given) =>
          send(
            given.map(({ message, delaySeconds }) => {
              if (delaySeconds > 900) throw new Error("A queue delays by 900 s at most.");
              return { message: { queue: "check", body: message }, delayMs: delaySeconds * 1000 };
            }),
          ),
        notices: (given) =>
          send(
            given.flatMap(({ message: body, delaySeconds = 0 }) =>
              "lead" in body || "absence" in body || "round" in body
                ? [{ message: { queue: "notice" as const, body }, delayMs: delaySeconds * 1000 }]
                : [],
            ),
          ),
        intake: (given) =>
          send(
            given.flatMap(({ message, delaySeconds = 0 }) =>
              "replay" in message
                ? []
                : [{ message: { queue: "intake" as const, body: message }, delayMs: delaySeconds * 1000 }],
            ),
          ),
        days: async () => {},
        // What is there is worked on at once.
        waiting: () => machines.call(process, "waiting", async () => 0),
      };
    },
  };

  function put(message: Message, delayMs: number): void {
    const name = numbered(sent, `${message.queue} of ${subject(message, ledger)}`);
    // A delivery that the store could not keep is nowhere else: that a queue keeps what it took is what a 2xx rests on then.
    const precious = message.queue === "intake" && "raw" in message.body;
    if (!precious && suffers(name, "lost")) return;
    const copies = options.copies + (suffers(name, "doubled") ? 1 : 0);
    for (let copy = 1; copy <= copies; copy++) {
      const late = suffers(`${name} copy ${copy}`, "delayed")
        ? chance.between(`${name} copy ${copy} late by`, 0, 1_800_000)
        : 0;
      const transit = chance.between(`${name} copy ${copy} takes`, 10, 400);
      time.at(time.now + delayMs + transit + late, () => deliver(message, name, 1));
    }
  }

  function deliver(message: Message, name: string, receives: number): void {
    const later = options.runningAt(time.now);
    if (later > time.now) {
      time.at(later + chance.between(`${name} after the outage`, 0, 2_000), () => deliver(message, name, receives));
      return;
    }
    const again = (ms: number) => {
      if (receives >= MOST_RECEIVES[message.queue]) {
        bus.dead += 1;
        options.trace(() => `${name}: goes to the dead letters`);
      } else time.at(time.now + ms, () => deliver(message, name, receives + 1));
    };
    machines.start(
      name,
      (process) => options.handle(process, message),
      (end: End<void>) => {
        if (end.as === "dead") again(VISIBILITY_MS);
        else if (end.as === "failed") again(Math.min(5_000 * 2 ** (receives - 1), 300_000));
        else if (suffers(`${name} receive ${receives}`, "again")) again(chance.between(`${name} again`, 0, 7_200_000));
      },
    );
  }

  return bus;
}

const told: Record<MessageFault, string> = {
  lost: "is lost",
  doubled: "is delivered twice",
  delayed: "is delayed",
  again: "comes again, though it was done",
};

function subject({ queue, body }: Message, ledger: Ledger): string {
  if (queue === "check")
    return "lead" in body
      ? ledger.name(body.lead)
      : "freed" in body
        ? body.freed
        : "round" in body
          ? `the round ${body.round}`
          : "proposal" in body
            ? "the proposal"
            : `the leads of ${body.away}`;
  if (queue === "intake") return ledger.name("delivery" in body ? body.delivery : body.raw);
  if ("round" in body) return `${body.round} of ${body.dueAt}`;
  if ("absence" in body) return `absence told to ${body.to}`;
  return `${ledger.name(body.lead)}${body.notice.slice(body.notice.lastIndexOf("."))}`;
}
