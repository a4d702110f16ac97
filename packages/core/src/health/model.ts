/** What is known of a source's deliveries on one UTC day: counts, never contents. */
export interface SourceDay {
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  /** Authentic, read and made into leads, touches or responses. */
  taken: number;
  /** Authentic, but unreadable. */
  quarantined: number;
  /** Not authentic. */
  refused: number;
  /** Well signed, but outside the provider's time tolerance; answered like what is not authentic. */
  stale: number;
  /** Larger than what is taken. */
  tooLarge: number;
  /** Test deliveries, which are in none of the other counts. */
  tests: number;
  /** 24 numbers by UTC hour: `taken` and `quarantined`. */
  arrived: number[];
  /** 24 numbers by UTC hour: `refused` and `stale`. */
  failed: number[];
  /** The last authentic delivery, tests included, ISO. */
  lastAt?: string;
  /** The last one that was not taken, ISO. */
  lastFailedAt?: string;
  /** How far the provider's clock was ahead of ours when it last signed a time, in ms; negative when behind. */
  skewMs?: number;
}

export const countedOutcomes = ["taken", "quarantined", "refused", "stale", "tooLarge"] as const;

/** One delivery, or several of the same outcome, as they are counted. */
export interface Counted {
  /** When it was received, epoch ms. */
  at: number;
  what: (typeof countedOutcomes)[number];
  /** A `taken` one that the provider, or the lead, calls a test. */
  test?: boolean;
  skewMs?: number;
  /** 1 when absent. */
  count?: number;
}

/** A value of a lead that no rule names, though rules ask about its field. */
export interface UnnamedValue {
  field: string;
  value: string;
}

/** Such a value and how often it came. */
export interface CountedValue extends UnnamedValue {
  count: number;
}

/**
 * `quiet`: it usually delivers and does not · `refused`: its deliveries fail authentication · `token`: the provider refuses the
 * access token with which Baton reads what its deliveries only name · `details`: for other reasons it does not tell that.
 */
export const incidentKinds = ["refused", "token", "details", "quiet"] as const;
export type IncidentKind = (typeof incidentKinds)[number];

/** The clocks' incidents are kept as those of a source, by the name that no source can have. */
export const CLOCKS = "";

/** Something wrong with a source, from when it is noticed until it is over. A source has at most one of each kind. */
export interface Incident<Kind extends string = IncidentKind> {
  kind: Kind;
  /** When it was noticed, ISO; tells it from earlier ones of its kind. */
  openedAt: string;
  /** When it began, ISO: of a quiet source its last delivery. */
  since: string;
  /** One sentence in English without personal data or secrets. */
  message: string;
  /** When the operator was told, ISO. */
  toldAt?: string;
}

/** `overdue`: the clocks stand still. */
export type AnyIncident = Incident<IncidentKind | "overdue">;
