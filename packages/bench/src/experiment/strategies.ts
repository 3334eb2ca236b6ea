/** The strategies that the paper compares, in its order. */
export const paperStrategies: readonly string[] = [
  "elimination-compensation",
  "nonlinear",
  "magnitude",
  "gradient-magnitude",
  "random",
  "fully-connected",
];
