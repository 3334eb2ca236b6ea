export { withAllInputs } from "./units/all-inputs.ts";
export { takeColumns } from "./units/narrow.ts";
export { unitCompensationNames } from "./compensation/index.ts";
export { unitStrategies, unitStrategyNames } from "./strategies/index.ts";
export type { KeptUnits } from "./units/narrow.ts";
export type { UnitCalibration, UnitScores, UnitStrategy } from "./units/unit-strategy.ts";
export type { UnitCompensationName } from "./compensation/compensation.ts";
export { inputsBelowGap } from "./strategies/family/input-perturbation.ts";
export { isNull } from "./strategies/family/variance-nullity.ts";
