import { BatonError } from "../error/index.ts";
import { keysOf } from "./keys.ts";
import { tokens } from "./tokens.ts";

/** Links are valid this long. */
export const LINK_DAYS = 30;

/** What links to a kind of page say: which page, and whose. */
export interface Signer<Claim> {
  sign(claim: Claim, now: number): string;
  /** Throws `link.forged` or `link.expired`. */
  verify(token: string, now: number): Claim;
}

export interface LinkClaim {
  lead: string;
  person: string;
}

export interface AskClaim {
  subject: string;
  person: string;
}

export interface CampaignClaim {
  campaign: string;
  person: string;
}

/** Tokens of links to the response page. `keys` is the secret's value: one key, or several separated by commas while they rotate. */
export const links = (keys: string): Signer<LinkClaim> =>
  signer(
    keys,
    "baton-link",
    ({ lead, person }) => [lead, person],
    (lead, person) => ({ lead, person }),
  );

/** Likewise of links to a question. */
export const askLinks = (keys: string): Signer<AskClaim> =>
  signer(
    keys,
    "baton-ask",
    ({ subject, person }) => [subject, person],
    (subject, person) => ({ subject, person }),
  );

/** Likewise of links to the page of a campaign. */
export const campaignLinks = (keys: string): Signer<CampaignClaim> =>
  signer(
    keys,
    "baton-campaign",
    ({ campaign, person }) => [campaign, person],
    (campaign, person) => ({ campaign, person }),
  );

export interface PageClaim {
  page: "sheet" | "review";
  person: string;
}

/** Likewise of links to what both sides look at. */
export const pageLinks = (keys: string): Signer<PageClaim> =>
  signer(
    keys,
    "baton-page",
    ({ page, person }) => [page, person],
    (page, person) => ({ page: page === "review" ? "review" : "sheet", person }),
  );

/** A calendar is asked again and again: its link is valid longer. */
const CALENDAR_DAYS = 400;

/** `campaigns`: when they run · `due`: when what somebody has is due. */
export interface CalendarClaim {
  calendar: "campaigns" | "due";
  person: string;
}

/** Likewise of addresses from which a calendar program reads. */
export const calendarLinks = (keys: string): Signer<CalendarClaim> =>
  signer(
    keys,
    "baton-calendar",
    ({ calendar, person }) => [calendar, person],
    (calendar, person) => ({ calendar: calendar === "due" ? "due" : "campaigns", person }),
    CALENDAR_DAYS,
  );

export type Links = Signer<LinkClaim>;

function signer<Claim>(
  keys: string,
  purpose: string,
  parts: (claim: Claim) => [string, string],
  claimOf: (page: string, person: string) => Claim,
  days = LINK_DAYS,
): Signer<Claim> {
  const signed = tokens<[page: string, person: string, expiresSeconds: number]>(keysOf(keys), purpose);
  return {
    sign: (claim, now) => signed.sign([...parts(claim), Math.floor(now / 1000) + days * 86_400]),

    verify(token, now) {
      const claim = signed.open(token);
      if (!claim)
        throw new BatonError("link.forged", "This link is not complete. Please use the button in the latest mail.", {
          status: 403,
        });
      const [page, person, expires] = claim;
      if (now >= expires * 1000)
        throw new BatonError(
          "link.expired",
          `This link was valid for ${days} days. Please use the button in the latest mail.`,
          { status: 410 },
        );
      return claimOf(page, person);
    },
  };
}
