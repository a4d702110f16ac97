/**
 * To whom a field that tells of people at work is shown. `names`: only where the agreement says `visibility: names` · `side`: as a
 * team of five or more, a smaller one by its side · `managers`: to themselves and those above them, or as `names` · `agreed`: to
 * everybody, as both sides wrote it down for that.
 */
export const shownTo = ["names", "side", "managers", "agreed"] as const;
export type ShownTo = (typeof shownTo)[number];

/** Every field of every report that tells of people at work. What stands in no line here is about leads, not about people at work. */
export const employeeFields = {
  measure: { "by person": "names", "where person": "names", "by team": "side", "where team": "side" },
  "leads behind a measure": { owner: "names", team: "side" },
  rows: { handedTo: "names", contactedBy: "names", team: "side" },
  sheet: { "goals.owners": "agreed" },
  review: {
    with: "agreed",
    "overdueRequests.by": "managers",
    "overdueRequests.to": "managers",
    "marked.asked": "agreed",
    "actionItems.owner": "agreed",
    "rideAlongs.standings.sides.waiting": "names",
  },
  "ride-alongs": { "sides.waiting": "names" },
  incentives: { team: "side" },
  Weekly: { "Your week": "managers", "Your teams": "managers" },
} as const satisfies Record<string, Record<string, ShownTo>>;

export type EmployeeReport = keyof typeof employeeFields;

/** Whether a field is shown to whoever may see people by name, or may not. */
export const isShown = <Of extends EmployeeReport>(
  report: Of,
  field: keyof (typeof employeeFields)[Of] & string,
  { names }: { names: boolean },
): boolean => {
  const to = (employeeFields[report] as Record<string, ShownTo>)[field];
  return to === "agreed" || to === "side" || names;
};

/** Numbers of single people are told of so many days: thirteen weeks. */
export const PERSON_DAYS = 91;
