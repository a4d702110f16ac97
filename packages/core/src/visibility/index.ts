export { type EmployeeReport, employeeFields, isShown, PERSON_DAYS, type ShownTo, shownTo } from "./fields.ts";
export { keyReaderOf } from "./reader.ts";
export { type EmployeePage, type EmployeeRecord, employeeRecord } from "./record.ts";
export { bySide, type TeamNaming, teamNaming } from "./teams.ts";
