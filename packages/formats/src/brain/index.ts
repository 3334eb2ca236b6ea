export type { BrainDetails } from "@espalier/files";
export { readBrain, writeBrain } from "./brain.ts";
