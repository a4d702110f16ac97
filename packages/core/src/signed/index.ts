export {
  askLinks,
  calendarLinks,
  campaignLinks,
  LINK_DAYS,
  type LinkClaim,
  type Links,
  links,
  type PageClaim,
  pageLinks,
  type Signer,
} from "./links.ts";
export { tooWeak } from "./strength.ts";
export { type Tokens, tokens } from "./tokens.ts";
