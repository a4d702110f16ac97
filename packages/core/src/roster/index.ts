export { type AbsenceSaid, comeBack, currentAbsences, goAway } from "./absences.ts";
export { type AbsenceView, tellOfAbsence } from "./tell.ts";
