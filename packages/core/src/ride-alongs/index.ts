export { type Noting, noteByHand } from "./note.ts";
export { type Learned, type RideAlongs, rideAlongs, type SideStanding } from "./standing.ts";
