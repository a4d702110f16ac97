import type { Meter } from "../metrics/index.ts";
import type { AgreementStore, Rulebooks } from "./agreements.ts";
import type { DeliveryStore } from "./deliveries.ts";
import type { HealthStore } from "./health.ts";
import type { LeadStore } from "./leads.ts";
import type { LoadStore, TurnStore } from "./loads.ts";
import type { AskStore } from "./loop/asks.ts";
import type { BookStore } from "./loop/books.ts";
import type { CampaignStore } from "./loop/campaigns.ts";
import type { DealStore } from "./loop/deals.ts";
import type { RoundStore } from "./loop/rounds.ts";
import type { SurveyStore } from "./loop/surveys.ts";
import type { ViewerStore } from "./loop/viewers.ts";
import type { MailboxStore } from "./mailboxes.ts";
import type { NoticeStore } from "./notices.ts";
import type { OwnershipStore } from "./ownership.ts";
import type { PersonStore } from "./people.ts";
import type { Providers } from "./providers.ts";
import type { Queues } from "./queues.ts";
import type { Log, Time } from "./runtime.ts";

/**
 * All that is kept of the relay's work. What can never be stored, as it is too large or no text, every method refuses with the
 * `BatonError` `store.refused`.
 */
export interface Store
  extends AgreementStore,
    AskStore,
    BookStore,
    CampaignStore,
    DealStore,
    DeliveryStore,
    HealthStore,
    LeadStore,
    LoadStore,
    MailboxStore,
    NoticeStore,
    OwnershipStore,
    PersonStore,
    RoundStore,
    SurveyStore,
    TurnStore,
    ViewerStore {
  /** Rejects when the store does not answer. */
  ping(): Promise<void>;
}

/** What the verbs of the relay work with. */
export interface Relay {
  store: Store;
  queues: Queues;
  rulebooks: Rulebooks;
  time: Time;
  log: Log;
  measure: Meter;
}

/** What taking deliveries in needs besides. */
export interface Reception extends Relay {
  providers: Providers;
}
