export { derivedFields, type FieldType, type GivenField, givenFields } from "./builtin.ts";
export { emailDomain, factsOf, type LeadContext } from "./facts.ts";
export { disposableMailDomains, freeMailDomains, prepareLists } from "./free-mail.ts";
export { type Extra, type FieldValue, isEmail, type LeadFields, normalise } from "./normalise.ts";
