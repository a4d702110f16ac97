/**
 * What most rows' JSON is made of, so that compressing them stores what is their own only. Stored rows can be read with exactly
 * these bytes only: they must never change. A better text would be a second one, under another version.
 */
export const rowWords = Buffer.from(
  [
    '{"v":1,"is":"lead","lead":"lead_01","source":"","campaign":null,"team":"","policy":"","rule":"","reason":null"not-a-fit","at":"2026-11-24T09:00:00.000Z","version":1,"score":,"band":"hot"warm"cold"null,"qualified":true"false"null,"out":"test"merged"withdrawn"forgotten"null,"sales":{"person":"","at":"2026-11-24T09:00:00.000Z","lacks":["company","words"]},"contact":{"at":"2026-11-24T09:15:00.000Z","by":"","evidence":"claimed"observed","workedMs":,"elapsedMs":},"closed":{"at":"","as":"won"lost"opportunity"rejected","cause":"fit"data"null},"silent":false}',
    '{"v":1,"is":"window","lead":"lead_01","source":"","campaign":null,"team":"","policy":"hot","rule":"","reason":null,"window":0,"at":"2026-11-24T09:15:00.000Z","stage":"disposition","kind":"disposition","stage":"contact","kind":"contact","person":"","side":"sales"marketing","first":true,"out":null,"startedAt":"2026-11-24T09:00:00.000Z","promisedBy":"2026-11-24T09:15:00.000Z","respondBy":"2026-11-24T09:15:00.000Z","over":false,"breached":false,"ended":{"at":"2026-11-24T09:10:00.000Z","result":"handed"contacted","by":"","workedMs":,"elapsedMs":,"pausedMs":0,"lateMs":0,"evidence":"claimed"},"answered":{"at":"2026-11-24T09:10:00.000Z","as":"contacted"},"contact":null,"ended":null,"answered":null,"contact":null}',
  ].join(""),
);
