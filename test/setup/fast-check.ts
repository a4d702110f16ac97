import fc from "fast-check";
import { oneSeed } from "../helpers/random/seeds.ts";

// A day has one seed, so that what fails can be tried again, and tomorrow has another.
fc.configureGlobal({ seed: oneSeed() });
