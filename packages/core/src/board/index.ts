export { sideOf } from "../agreement/side.ts";
export { idFor, type WrittenCampaign, writtenCampaign } from "./campaign-form.ts";
export { concernedBy, noteChanges } from "./concerned.ts";
export { type Due, dueOf } from "./due.ts";
export { type Given, type HandOver, handOver, MOST_AT_ONCE, type TakenBack, takeBack } from "./hand-over.ts";
export { listedName, onlyRead, withoutContact } from "./masking.ts";
export { type Member, memberOf } from "./member.ts";
export { type Item, itemOf, type Now, nowOf, type Running } from "./now.ts";
export { answersFor, type Leave, type OpenItem, openOfPerson, peopleOf, type Standing } from "./people.ts";
export {
  type QuarantinePage,
  quarantinePage,
  type Replayed,
  type Replaying,
  replayedOf,
  replayNext,
} from "./quarantine.ts";
export {
  type AccountDeal,
  type AccountRecord,
  type AccountTouch,
  type AccountVoice,
  accountRecord,
  type Colleague,
} from "./records/account.ts";
export { type AskedField, askedFields, type Charter, type CharterStep, charterOf } from "./records/charter.ts";
export { type Plumbing, plumbingOf } from "./records/plumbing.ts";
export { type BoardRole, boardRoles, peopleUnder, rolesOf } from "./roles.ts";
export { type Found, searchLeads } from "./search.ts";
export { type Sight, sightOf, sightsOf } from "./sees.ts";
export { askToSignIn, mailSignIn, type SignInView, signIn, signInAs } from "./sign-in.ts";
