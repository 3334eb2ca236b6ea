import type { Data } from "../samples.ts";
import { forwardPass, inference } from "./forward.ts";
import { limits } from "./limits.ts";
import { doubleProducts, singleProducts } from "./products.ts";
import { runtimes } from "./runtimes.ts";
import { jacobian, nonlinear, scores } from "./scores.ts";
import { solver } from "./solver.ts";
import { fineTuning, training } from "./training.ts";
import type { Work } from "./work.ts";

/** In the order of the page. */
export const worksOn = (data: Data): readonly Work[] => [
  limits,
  singleProducts,
  doubleProducts,
  training(data),
  fineTuning(data),
  solver,
  jacobian(data),
  scores(data),
  nonlinear(data),
  forwardPass,
  inference,
  runtimes(data),
];
