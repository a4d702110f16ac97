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
export { type Oidc, type OidcStart, oidcStarts, readOidc } from "./oidc.ts";
export { type Progress, progressForms } from "./progress.ts";
export {
  SESSION_MS,
  type SessionClaim,
  SIGN_IN_MS,
  type SignInClaim,
  sessionCookies,
  signInLinks,
} from "./sessions.ts";
export { tooWeak } from "./strength.ts";
export { type Tokens, tokens } from "./tokens.ts";
