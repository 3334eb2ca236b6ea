export type { BrainDetails } from "../network-file.ts";
export { readBrain, writeBrain } from "./brain.ts";
