export { type AbsenceSaid, comeBack, currentAbsences, goAway } from "./absences.ts";
export { type AbsenceView, type PostAbsence, tellOfAbsence } from "./tell.ts";
