import type { Data } from "../samples.ts";
import { forwardPass } from "./forward.ts";
import { limits } from "./limits.ts";
import { jacobian, nonlinear, scores, training } from "./networks.ts";
import { doubleProducts, singleProducts } from "./products.ts";
import type { Work } from "./work.ts";

/** In the order of the page. */
export const worksOn = (data: Data): readonly Work[] => [
  limits,
  singleProducts,
  doubleProducts,
  training(data),
  jacobian(data),
  scores(data),
  nonlinear(data),
  forwardPass,
];
