import type { Prepared } from "../../contender.ts";
import { FIRST_STEPS } from "../../works/tasks.ts";
import type { TrainingTask } from "../../works/tasks.ts";
import { readLabels } from "../files.ts";
import { backward, forward, parametersOf } from "./network.ts";
import { read } from "./read.ts";

export function training(task: TrainingTask): Prepared {
  const { X, layers, N, J, M } = read(task);
  const target = readLabels(task.labels, N).data;
  const all = layers.flatMap(parametersOf).map((each) => ({
    ...each,
    m: new Float32Array(each.theta.length),
    v: new Float32Array(each.theta.length),
  }));
  let steps = 0;
  const step = (): number => {
    let loss = 0;
    for (const { g } of all) g.fill(0);
    for (let n = 0; n < N; n++) {
      const x = X.subarray(n * J, (n + 1) * J);
      const { p, loss: ofSample } = softmax(forward(layers, x), target[n]);
      loss += ofSample / N;
      for (let m = 0; m < M; m++) layers[layers.length - 1].g[m] = (p[m] - Number(m === target[n])) / N;
      backward(layers, x, true);
    }
    steps++;
    for (const { theta, g, m, v } of all)
      for (let at = 0; at < theta.length; at++) {
        m[at] = 0.9 * m[at] + 0.1 * g[at];
        v[at] = 0.999 * v[at] + 0.001 * g[at] * g[at];
        theta[at] -=
          (0.001 * (m[at] / (1 - 0.9 ** steps))) / (Math.sqrt(v[at] / (1 - 0.999 ** steps)) + 1e-8);
      }
    return loss;
  };
  for (let at = 1; at < FIRST_STEPS; at++) step();
  return { figure: step(), run: () => void step() };
}

function softmax(y: Float32Array, target: number): { p: number[]; loss: number } {
  const largest = Math.max(...y);
  const exponentials = Array.from(y, (each) => Math.exp(each - largest));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return { p: exponentials.map((each) => each / sum), loss: Math.log(sum) + largest - y[target] };
}
