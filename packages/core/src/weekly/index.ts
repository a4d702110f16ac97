export { sendWeekly, type WeeklyMeans, type WeeklyView } from "./send.ts";
export type { WeeklyLinks, WeeklySection } from "./week.ts";
