/** "23 deliveries a day", "3 deliveries a week": in the unit in which it is a number to imagine. */
export function about(perDay: number): string {
  const count = (number: number) => `about ${number} ${number === 1 ? "delivery" : "deliveries"}`;
  return perDay >= 2 ? `${count(Math.round(perDay))} a day` : `${count(Math.max(1, Math.round(perDay * 7)))} a week`;
}
