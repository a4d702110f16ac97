/**
 * What most facts' JSON is made of, so that compressing them stores what is their own only. Stored facts can be read with exactly
 * these bytes only: they must never change. A better text would be a second one, under another version.
 */
export const factWords = Buffer.from(
  [
    '{"at":"","is":"lead.forgotten"lead.redacted"request.withdrawn","delivery":"fetch.failed","state":"later"token"gone"lead.fetched","provider":"',
    '{"at":"","is":"mail.bounced","person":"","why":"refused"failed"rejected"marked","told":["',
    '{"at":"","is":"clock.recalculated","from":1,"to":2,"dueBefore":"","dueAfter":"","respondByBefore":"","respondByAfter":"","by":"","skipped":[]}',
    '{"at":"","is":"step.skipped","steps":[{"do":"remind","at":""}],"overtakenBy":[{"do":"escalate","at":""}]}',
    '{"at":"","is":"lead.resubmitted","source":"","delivery":"dlv_","campaign":null}{"at":"","is":"lead.rescored","from":,"to":,"band":"',
    '{"at":"","is":"lead.snoozed","by":"","until":"","moved":[{"window":0,"respondBy":"',
    '{"at":"","is":"lead.merged","into":"lead_01"}{"at":"","is":"lead.closed","as":"merged"withdrawn"forgotten"test"lost"opportunity"contacted"rejected","by":null,"reason":"not-a-fit","cause":"fit"data"timing"}',
    '{"at":"","is":"breach.withdrawn","stage":"contact","window":0,"holder":"","by":"',
    '{"at":"","is":"lead.reviewed","to":"',
    '{"at":"","is":"lead.closed","as":"won","by":""}',
    '{"at":"","is":"lead.accepted","by":"","heldUntil":"',
    '{"at":"","is":"lead.contacted","by":"","stage":"contact","evidence":"observed","channel":"call"email"meeting"booking","source":"","delivery":"dlv_","workedMs":,"elapsedMs":,"lateMs":}',
    '{"at":"","is":"lead.contacted","by":"","stage":"contact","evidence":"claimed","workedMs":,"elapsedMs":}{"at":"","is":"stage.ended","stage":"contact","holder":"","result":"contacted"handed"accepted"rejected"won","by":"","workedMs":,"elapsedMs":,"pausedMs":0,"lateMs":0,"evidence":"claimed"}{"at":"","is":"stage.started","stage":"disposition","kind":"disposition","policy":"","version":1,"holder":"","side":"sales","respondBy":"',
    '{"at":"","is":"lead.reminded","to":"","step":"0"}',
    '{"at":"","is":"stage.breached","stage":"contact","window":0,"holder":""}{"at":"","is":"lead.escalated","to":[""],"step":"1","about":"","window":0}',
    '{"at":"","is":"lead.assigned","from":"","side":"sales","lacks":[],"to":"","how":"reassigned"taken","by":"","why":{"code":"unanswered","withinMs":900000},"held":true,"window":0,"waitedMs":,"candidates":[{"person":"","excluded":{"code":"had"}},{"person":""}],"tickets":{"":1}}',
    '{"at":"2026-11-24T09:00:00.000Z","is":"lead.received","source":"","provider":"form","delivery":"dlv_","zone":"Europe/Berlin","day":"2026-11-24","previous":"lead_01","campaign":null,"path":[{"campaign":"","touch":"page","beforeMs":',
    '"path":[]},{"at":"","is":"lead.decided","version":1,"rule":"","policy":"","team":"","score":,"band":"hot"warm"cold","qualified":true,"candidates":[{"person":"","excluded":{"code":"away","until":"full","open":,"of":dayFull","today":left"familiar","person":"loaded"offDuty"turn","ticket":}},{"person":""}],"tickets":{"":1}},{"at":"","is":"lead.assigned","from":null,"side":"sales","lacks":["company","words"],"to":"","how":"routed"},{"at":"","is":"stage.started","stage":"contact","kind":"contact","policy":"","version":1,"holder":"","side":"sales","respondBy":"2026-11-24T09:15:00.000Z"}]',
  ].join(""),
);
