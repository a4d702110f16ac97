export { concernedBy, noteChanges } from "./concerned.ts";
export { onlyRead, withoutContact } from "./masking.ts";
export { type Item, itemOf, type Member, type Now, nowOf, type Running } from "./now.ts";
export { type BoardRole, boardRoles, peopleUnder, rolesOf } from "./roles.ts";
export { type Found, searchLeads } from "./search.ts";
export { type Sight, sightOf } from "./sees.ts";
export { askToSignIn, mailSignIn, type SignInView, signIn, signInAs } from "./sign-in.ts";
