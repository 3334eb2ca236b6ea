export { unitCompensationNames } from "./compensation/index.ts";
export type { UnitCompensationName } from "./compensation/compensation.ts";
export type { KeptUnits } from "./narrow.ts";
export { takeColumns } from "./narrow.ts";
export type { PrunedUnits, PruneUnitsOptions, UnitGranularity } from "./options.ts";
export { unitStrategies, unitStrategyNames } from "./strategies/index.ts";
export type { UnitCalibration, UnitScores, UnitStrategy } from "./unit-strategy.ts";
