/**
 * What a stage is for. Its name is the agreement's own: what is called neither `accept` nor `disposition`, nor `answer`, which is that of
 * requests between the sides, waits for a contact.
 */
export const stageKinds = ["accept", "contact", "disposition", "answer"] as const;
export type StageKind = (typeof stageKinds)[number];

export const kindOf = (stage: string): StageKind => stageKinds.find((kind) => kind === stage) ?? "contact";

export const outcomeIds = ["opportunity", "won", "lost"] as const;
export type OutcomeId = (typeof outcomeIds)[number];

/** What came of a lead, in words. */
export const outcomeNames = {
  opportunity: "It became an opportunity",
  won: "Won",
  lost: "Lost",
} as const satisfies Record<OutcomeId, string>;

/** How a lead ends, and a request between the sides: `answered`. */
export const closings = [
  "accepted",
  "contacted",
  "rejected",
  ...outcomeIds,
  "merged",
  "withdrawn",
  "forgotten",
  "test",
  "answered",
] as const;
export type Closing = (typeof closings)[number];

/**
 * How somebody's window ends. `attempted`: they tried to reach somebody · `asked`: the person asked again, and waits for an answer ·
 * `handed`: the lead went to somebody else · `undone`: what ended it turned out not to have taken place, or was taken back.
 */
export const results = [
  ...closings.filter((closing) => closing !== "test"),
  "attempted",
  "asked",
  "handed",
  "undone",
] as const;
export type Result = Exclude<Closing, "test"> | "attempted" | "asked" | "handed" | "undone";

/** How somebody may be tried. */
export const attemptChannels = ["call", "email", "message", "meeting"] as const;
export type AttemptChannel = (typeof attemptChannels)[number];

/** Why a meeting that had been booked does not take place. */
export const meetingsOff = ["cancelled", "no-show"] as const;

/** How a lead came to whoever has it. `released`: nobody has it any more. */
export const handings = ["routed", "reassigned", "taken", "claimed", "released"] as const;
export type Handing = (typeof handings)[number];

/** Which of the two sides of the agreement somebody is on. */
export const sides = ["marketing", "sales"] as const;
export type Side = (typeof sides)[number];

export const otherSide = (side: Side): Side => (side === "marketing" ? "sales" : "marketing");

/** Whether a response is somebody's word, or another system shows it. */
export const evidenced = ["claimed", "observed"] as const;
export type Evidenced = (typeof evidenced)[number];

/**
 * Why a window ended without a response. `platform`: Baton or mail was late · `data`: there was no way to reach them · `routing`: the rules gave it to
 * somebody who could not · `handed`: a person did · `roster`: nobody was there, or too much came at once · `unanswered`: whoever had it did not.
 */
export const breachCauses = ["platform", "data", "routing", "handed", "roster", "unanswered"] as const;
export type BreachCause = (typeof breachCauses)[number];

/** What a hand-over should have and a lead may lack: a name, an address or number that can be used, a company, a reason in their own words or something they did before. */
export const handoverNeeds = ["name", "contact", "company", "words"] as const;
export type HandoverNeed = (typeof handoverNeeds)[number];

/** Why sales hands a lead back. */
export const causes = ["data", "fit", "timing", "duplicate", "other"] as const;
export type Cause = (typeof causes)[number];

/** What somebody says of a rejection that marketing asked to look at together. */
export const judgements = ["upheld", "withdrawn"] as const;
export type Judgement = (typeof judgements)[number];

/** What came of looking at a rejection: `stood`: nobody asked to in time · `contested`: the sides differ, or one said nothing. */
export const verdicts = ["stood", ...judgements, "contested"] as const;
export type Verdict = (typeof verdicts)[number];

/** Where a deal stands. */
export const dealStates = ["open", "won", "lost"] as const;
export type DealState = (typeof dealStates)[number];

/** How something came to be known: a person's page, a system of theirs, the API, a webhook of ours, or a file. */
export const ways = ["page", "crm", "api", "webhook", "csv"] as const;
export type Via = (typeof ways)[number];

/** Whose doing a deal is. */
export const dealSources = ["marketing", "sales", "referral", "partner", "unknown"] as const;
export type DealSource = (typeof dealSources)[number];

/** Whether somebody came for what the campaign had promised. */
export const promiseAnswers = ["yes", "no", "unsure"] as const;
export type PromiseAnswer = (typeof promiseAnswers)[number];

/** What customers do after the sale. */
export const customerEvents = ["renewed", "churned", "complained", "rated", "referred"] as const;
export type CustomerEvent = (typeof customerEvents)[number];
