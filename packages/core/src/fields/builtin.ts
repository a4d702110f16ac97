/** Types a lead field can have. An `instant` is an ISO 8601 text outside and epoch milliseconds inside. */
export type FieldType = "string" | "number" | "boolean" | "instant";

/** Lead fields that exist in every agreement and that a source may fill. */
export const givenFields = {
  email: "string",
  phone: "string",
  firstName: "string",
  lastName: "string",
  name: "string",
  company: "string",
  title: "string",
  country: "string",
  region: "string",
  postcode: "string",
  city: "string",
  language: "string",
  website: "string",
  message: "string",
  campaign: "string",
  form: "string",
  ad: "string",
  "clickId.gclid": "string",
  "clickId.fbclid": "string",
  "clickId.msclkid": "string",
  "clickId.li_fat_id": "string",
  "clickId.ttclid": "string",
  "utm.source": "string",
  "utm.medium": "string",
  "utm.campaign": "string",
  "utm.term": "string",
  "utm.content": "string",
  page: "string",
  referrer: "string",
  "meeting.host": "string",
  "meeting.at": "instant",
  consent: "string",
  submittedAt: "instant",
} as const satisfies Record<string, FieldType>;

/** Fields that Baton works out; conditions may ask about them, sources may not fill them. */
export const derivedFields = {
  "email.domain": "string",
  "email.free": "boolean",
  "email.disposable": "boolean",
  source: "string",
  test: "boolean",
  receivedAt: "instant",
  "received.hour": "number",
  "received.weekday": "string",
  "received.working": "string",
  score: "number",
  band: "string",
  "person.known": "boolean",
  "person.owner": "string",
  "account.owner": "string",
  "account.ae": "string",
  "account.csm": "string",
  "account.tier": "string",
  "account.parent": "string",
  "account.known": "boolean",
} as const satisfies Record<string, FieldType>;

export type GivenField = keyof typeof givenFields;
