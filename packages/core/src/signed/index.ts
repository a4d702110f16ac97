export { LINK_DAYS, type LinkClaim, type Links, links } from "./links.ts";
export { type Tokens, tokens } from "./tokens.ts";
