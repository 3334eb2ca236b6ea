export { drawScores } from "./scores.ts";
export { summaryOf } from "../report/scores.ts";
export type { LayerSummary, ScoreSummary } from "../report/scores.ts";
