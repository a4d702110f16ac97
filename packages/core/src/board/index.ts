export { sideOf } from "../agreement/side.ts";
export { type AskedField, askedFields, type Charter, type CharterStep, charterOf } from "./charter.ts";
export { concernedBy, noteChanges } from "./concerned.ts";
export { type Due, dueOf } from "./due.ts";
export { onlyRead, withoutContact } from "./masking.ts";
export { type Item, itemOf, type Member, type Now, nowOf, type Running } from "./now.ts";
export { type Plumbing, plumbingOf } from "./plumbing.ts";
export {
  type QuarantinePage,
  quarantinePage,
  type Replayed,
  type Replaying,
  replayedOf,
  replayNext,
} from "./quarantine.ts";
export { type BoardRole, boardRoles, peopleUnder, rolesOf } from "./roles.ts";
export { type Found, searchLeads } from "./search.ts";
export { type Sight, sightOf } from "./sees.ts";
export { askToSignIn, mailSignIn, type SignInView, signIn } from "./sign-in.ts";
