export { derivedFields, type FieldType, type GivenField, givenFields } from "./builtin.ts";
export {
  ACCOUNT_FIELD,
  type AccountRole,
  type AccountValue,
  accountRoles,
  companyDomain,
  emailDomain,
  factsOf,
  type KnownAccount,
  type LeadContext,
} from "./facts.ts";
export { disposableMailDomains, freeMailDomains, prepareLists } from "./free-mail.ts";
export { wholeName } from "./name.ts";
export { type Extra, type FieldValue, type Habits, type LeadFields, normalise, written } from "./normalise.ts";
export { pathOf } from "./path.ts";
