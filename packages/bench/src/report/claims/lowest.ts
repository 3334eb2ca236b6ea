import type { Claim } from "./claim.ts";
import { judgeConsistency } from "./consistently-lower.ts";
import { isAny, isMnist, isPde } from "./where.ts";

const classical: readonly string[] = ["magnitude", "gradient-magnitude", "random"];
const withDense: readonly string[] = [...classical, "fully-connected"];

/** Section 4.1. */
export const lowestOnMnist: Claim = {
  title: "MNIST: after fine-tuning the proposed method is lowest",
  says: "“After fine-tuning … the proposed method consistently achieves lower loss than all other methods.” (4.1)",
  criterion: "consistently lowest beside all others, after fine-tuning.",
  judge: (findings) => judgeConsistency(findings, isMnist, ["fine-tuned"], ["nonlinear", ...withDense]),
};

/** Section 4.2. */
export const lowestOnPde: Claim = {
  title: "Equation: the proposed method outperforms all others but the non-linear one",
  says: "“The proposed method consistently outperforms all other methods, except for the non-linear strategy, which is occasionally slightly better.” (4.2)",
  criterion:
    "consistently lowest beside all others but the non-linear strategy, which is the next claim; right after pruning and after fine-tuning.",
  judge: (findings) => judgeConsistency(findings, isPde, ["pruned", "fine-tuned"], withDense),
};

/** Section 5. */
export const betterThanClassical: Claim = {
  title: "It is a significant improvement on classical strategies",
  says: "“Experimental results show a significant improvement against classical pruning strategies.” (5)",
  criterion:
    "consistently lowest beside magnitude, gradient-magnitude and random, on all data, right after pruning and after fine-tuning.",
  judge: (findings) => judgeConsistency(findings, isAny, ["pruned", "fine-tuned"], classical),
};

/** Section 5. */
export const betterThanGradient: Claim = {
  title: "Ranking by the gradient of the loss is worse",
  says:
    "“… the pruning technique based on the loss gradient and weight magnitude …, which has poorer performance than our proposed method”, it is conjectured since " +
    "that gradient vanishes at convergence. (5)",
  criterion:
    "consistently lowest beside gradient-magnitude, on all data, right after pruning and after fine-tuning. The conjecture about the reason is not tested.",
  judge: (findings) => judgeConsistency(findings, isAny, ["pruned", "fine-tuned"], ["gradient-magnitude"]),
};

/** Section 4, of the strategy named Fully-connected. */
export const betterThanDense: Claim = {
  title: "Pruning is effective: better than a dense network of the same size",
  says: "“The pruning strategy is considered effective if the pruned networks outperform an equivalent fully connected network, i.e. one with the same number of non-zero weights.” (4)",
  criterion: "consistently lowest beside fully-connected, on all data, after fine-tuning.",
  judge: (findings) => judgeConsistency(findings, isAny, ["fine-tuned"], ["fully-connected"]),
};

/** Section 4, of the strategy named Random. */
export const betterThanRandom: Claim = {
  title: "The importance captures meaningful information: better than random",
  says: "“Comparing with this strategy is relevant to demonstrate that the proposed method captures meaningful information during pruning.” (4)",
  criterion: "consistently lowest beside random, on all data, right after pruning and after fine-tuning.",
  judge: (findings) => judgeConsistency(findings, isAny, ["pruned", "fine-tuned"], ["random"]),
};
