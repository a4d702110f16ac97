/**
 * What most leads' JSON is made of, so that compressing one stores what is its own only: half as much as without. What is there
 * most often comes last. Stored leads can be read with exactly these bytes only: they must never change. A better text would be a
 * second one; a compressed lead names its own by a checksum.
 */
export const words = Buffer.from(
  [
    '"joined":["lead_01","takenBack":["held":true,"breaches":[{"stage":"told":["withdrawnAt":"reviewAt":"',
    '"closed":{"at":"","as":"won","reason":"lost"as":"rejected","reason":"withdrawn"test"joined"nurture"no-budget"not-a-fit"spam',
    '"fetching":{"state":"token"later","message":"","since":"',
    '{"action":"accept","by":"reassign"snooze","until":""reject","note":""outcome","reason":"won"contacted","by":"","at":"2026-12-01T10:00:00.000Z","stage":"contact","lateMs":"pausedMs":"evidence":{"source":"","delivery":"dlv_","channel":"call"email"meeting"booking","event":"","key":"',
    '"waited":{"from":"","candidates":[',
    '{"id":".2","kind":"reminder"escalation"reassigned-to"reassigned-from"unowned"touched"review","step":"0","other":"',
    '"linkedin.com/in/https://www..com/demo?utm_source=@gmail.com"https://www.http://www.',
    '"clickId.gclid":"","clickId.fbclid":"clickId.msclkid":"clickId.li_fat_id":"clickId.ttclid":"utm.term":"","utm.content":"","ad":"","form":"","referrer":"https://www.google.com/","website":"https://www.',
    '"submittedAt":"2026-01-01T00:00:00.000Z","consent":"yes"true","title":"Head of Manager Director VP of Marketing Sales Operations CEO CTO","language":"en"de"fr"es","country":"DE"US"GB"FR","phone":"+49+44+1","company":" GmbH Ltd Inc","firstName":"","lastName":"","utm.source":"google"linkedin"newsletter","utm.medium":"cpc"email"organic"paid","utm.campaign":"","page":"https://www.example.com/contact/demo/pricing","interest":"demo","employees":"message":"Hello, I am interested in your product. We are looking for a and would like to Could you please call me? Thank you',
    '"value":"","why":"is not a number',
    '"responses":[],"notices":[],"noticeCount":1,"counted":false,"owner":null,"owners":[],"stage":"unrouted"fetching"disposition","clock":{"policy":"standard"default","version":1,"stage":"accept","holder":"","snoozedUntil":"pauses":[',
    '{"id":"0","do":"remind","at":"2026-11-24T08:07:30.006Z","within":true,"elapsed":false,"state":"pending"},{"id":"1","do":"escalate","to":"manager","at":"2026-11-24T08:15:00.006Z","within":true,"elapsed":false,"state":"pending"},{"id":"2","do":"reassign","at":"2026-11-24T08:30:00.006Z","within":false,"elapsed":false,"state":"skipped"done","doneAt":"',
    '"pending"}]}',
    '{"id":"lead_01M8","revision":1,"source":"website-demo","provider":"form"google-ads"meta-lead-ads"linkedin"typeform"hubspot"calendly"webflow","delivery":"dlv_","test":false,"fields":{"email":"","name":"","company":"","country":"","message":"","page":"","utm.source":"","utm.medium":"","campaign":""},"extra":{},"person":{"id":"","known":false,"identities":["',
    '"createdAt":"2026-11-24T08:00:00.006Z","score":{"total":80,"band":"hot"warm"cold","reasons":[{"name":"Business e-mail","points":15},{"name":"Asked for a demo","points":45}]},"decision":{"version":1,"at":"2026-11-24T08:00:00.107Z","rule":"Hot","to":"","policy":"hot","team":"","candidates":[{"person":"","excluded":"on leave"at capacity"off duty"had it before"not their turn (ticket 1)"},{"person":""}],"tickets":{"":1}},"owner":"","owners":[{"person":"","from":"2026-11-24T08:00:00.107Z","how":"routed"reassigned"taken"}],"stage":"contact","responses":[],"notices":[{"kind":"handover","to":"","id":"lead_01.1","at":"2026-11-24T08:00:00.107Z","retryAt":"2026-11-24T08:30:00.107Z","retries":0}],"noticeCount":1,"counted":true,"clock":{"policy":"hot","version":1,"stage":"contact","holder":"","startedAt":"2026-11-24T08:00:00.006Z","respondBy":"2026-11-24T08:15:00.006Z","firstRespondBy":"2026-11-24T08:15:00.006Z","steps":[{"id":"0","do":"remind","at":"2026-11-24T08:07:30.006Z","within":true,"elapsed":false,"state":"pending"}]}}',
  ].join(""),
);
