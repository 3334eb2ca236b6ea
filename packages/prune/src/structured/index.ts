export { unitCompensationNames } from "@espalier/structured";
export type { UnitCompensationName } from "@espalier/structured";
export type { KeptUnits } from "@espalier/structured";
export { takeColumns, withAllInputs } from "@espalier/structured";
export type { PrunedUnits, PruneUnitsOptions, UnitGranularity, UnitImportance } from "./options.ts";
export { unitStrategies, unitStrategyNames } from "@espalier/structured";
export type { UnitCalibration, UnitScores, UnitStrategy } from "@espalier/structured";
