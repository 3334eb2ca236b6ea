import {
  createTape,
  createWorkspace,
  dense,
  denseInto,
  perSampleJacobians,
  source,
} from "@espalier/autodiff";
import type { DenseJacobian, Variable } from "@espalier/autodiff";
import { finish, forward, scoring, seededRandom, train } from "@espalier/prune";
import { kernels, matmulNNInto, matmulNTInto, matmulTNInto, zerosIn } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import { entries, FIRST_STEPS } from "../src/tasks.ts";
import type { Contender, Prepared, ProductTask, ScoresTask, Tasks } from "../src/tasks.ts";
import { fineTuning } from "./fine-tuning.ts";
import { inference } from "./inference.ts";
import { solver } from "./solver.ts";
import { densePass } from "./sparse.ts";
import { readLabels, readNetwork, readSamples, sumOfSquares, total } from "./support.ts";

/** What a user of the packages would write, with the kernels that are in use. */
export const works: Contender["prepare"] = {
  product,
  training,
  jacobian,
  scores: (task) => scores(task, "elimination-compensation"),
  nonlinear: (task) => scores(task, "nonlinear"),
  forward: densePass,
  inference,
  solver,
  "fine-tuning": fineTuning,
};

const products = { NN: matmulNNInto, NT: matmulNTInto, TN: matmulTNInto };

/** The operands lie in an arena, as those of a training do. */
function product({ dtype, form, M, K, N }: ProductTask): Prepared {
  const arena = kernels().arena();
  const filled = (rows: number, columns: number): Tensor => {
    const matrix = zerosIn(arena, [rows, columns], dtype);
    matrix.data.set(entries(rows * columns, dtype));
    return matrix;
  };
  const A = form === "TN" ? filled(K, M) : filled(M, K);
  const B = form === "NT" ? filled(N, K) : filled(K, N);
  const C = zerosIn(arena, [M, N], dtype);
  const run = (): void => void products[form](C, A, B);
  run();
  return { run, figure: sumOfSquares(C.data), release: () => arena.release() };
}

/** With as many samples as the batch has, an epoch is a step: it draws the order, copies the rows and goes through `train`. */
function training({ network, inputs, labels, samples, sizes }: Tasks["training"]): Prepared {
  const data = { inputs: readSamples(inputs, samples, sizes[0]), targets: readLabels(labels, samples) };
  const steps = train(readNetwork(network), data, {
    loss: "softmax-cross-entropy",
    epochs: 1e9,
    batch: samples,
    random: seededRandom(1),
  });
  const step = (): number => {
    const { value } = steps.next();
    return value !== undefined && "loss" in value ? (value.loss ?? NaN) : NaN;
  };
  for (let at = 1; at < FIRST_STEPS; at++) step();
  // It gives its arena back when it is ended early; its result is not used then.
  const release = (): void => void steps.return(undefined as never);
  return { figure: step(), run: () => void step(), release };
}

/** A forward pass, M sweeps, and the dense form of each layer: in new arrays that the caller may keep, or in an arena. */
function jacobian({ network, inputs, samples, sizes, into }: Tasks["jacobian"]): Prepared {
  const [net, X] = [readNetwork(network), readSamples(inputs, samples, sizes[0])];
  const arena = kernels().arena();
  const { apply, restart } = createWorkspace(arena);
  const M = sizes[sizes.length - 1];
  const targets =
    into === "new"
      ? undefined
      : net.layers.map(({ weight: { shape } }) => ({
          weight: zerosIn(arena, [samples, M, ...shape], "f32"),
          bias: zerosIn(arena, [samples, M, shape[0]], "f32"),
        }));
  const compute = (): DenseJacobian[] => {
    const work = kernels().arena(); // for the sensitivities
    restart();
    // The inputs and all values computed from them are on a tape.
    const output = forward(net, source(createTape(1, apply), X)) as Variable;
    const results = perSampleJacobians(output, work).map((layer, k) =>
      targets ? denseInto(targets[k], layer) : dense(layer),
    );
    work.release();
    return results;
  };
  const figure = sumOfSquares(...compute().flatMap(({ weight, bias }) => [weight.data, bias.data]));
  return { figure, run: () => void compute(), release: () => arena.release() };
}

/** Of all weights, by a strategy. */
export function scores(
  { network, inputs, samples, sizes }: ScoresTask,
  strategy: string,
  sums?: DType,
): Prepared {
  const [net, X] = [readNetwork(network), readSamples(inputs, samples, sizes[0])];
  const compute = () => finish(scoring(net, X, { strategy, sums }));
  const figure = total(...compute().map(({ importance }) => importance.data));
  return { figure, run: () => void compute() };
}
