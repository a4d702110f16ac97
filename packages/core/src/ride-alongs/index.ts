export { type Noting, noteByHand } from "./note.ts";
export { type Learned, rideAlongs, type SideStanding, type Standing } from "./standing.ts";
