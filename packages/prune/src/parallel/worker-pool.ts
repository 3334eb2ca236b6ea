import { isSummed } from "@espalier/compensation/internal";
import type { Problem, NumberedChunk, Sum } from "@espalier/compensation/internal";
import type { PlacedChunk } from "@espalier/scores/internal";
import type { Data } from "@espalier/tensor";
import { toCopy, toTransfer } from "./transfer.ts";
import { receivedError, WorkerError } from "./errors.ts";
import type {
  AskGradient,
  AskSums,
  Begin,
  BeginTraining,
  Part,
  PlaceChunks,
  Reply,
  Request,
  SentGradient,
} from "./messages.ts";
import type { StartThread, Thread } from "./platform.ts";

/** Workers that compute parts. They start when they are needed and are replaced when they die. */
export interface WorkerPool {
  /** Starts a pass on all workers; returns the number of the job. */
  readonly begin: (pass: Omit<Begin, "kind" | "job">) => number;
  /** Computes a part on the least busy worker. */
  readonly ask: (job: number, chunk: PlacedChunk, piece: number) => Promise<unknown>;
  /** Deals the chunks of a batch to all workers; returns the number of the job. */
  readonly place: (problem: Problem, chunks: readonly NumberedChunk[]) => number;
  /** The sums over the chunks of a job, in the order of the chunks. */
  readonly sums: (job: number, sum: Sum, at: Float64Array | undefined) => Promise<Float64Array[]>;
  /** Starts a training on all workers; returns the number of the job. */
  readonly beginTraining: (training: Omit<BeginTraining, "kind" | "job">) => number;
  /** The sum of the gradients of some parts of a batch, by the least busy worker. */
  readonly gradient: (job: number, rows: Uint32Array, batch: number, at: Data) => Promise<SentGradient>;
  /** The number of workers. */
  readonly size: number;
  /** Cancels the parts that are still in progress. */
  readonly end: () => void;
  /** Ends the workers. */
  readonly close: () => Promise<void>;
}

/** A thread, with the parts that it is computing. */
interface Worker {
  readonly thread: Thread;
  readonly waiting: Map<number, Waiting>;
  /** The chunk that was last sent to it. */
  chunk: number | undefined;
}

interface Waiting {
  readonly resolve: (part: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export function createWorkerPool(start: StartThread, size: number): WorkerPool {
  const workers: Worker[] = [];
  let [lastJob, lastTask] = [0, 0];
  let isClosed = false;
  let dealt: readonly { readonly worker: Worker; readonly numbers: readonly number[] }[] = [];

  const spawn = (): Worker => {
    const waiting = new Map<number, Waiting>();
    const end = (error: WorkerError): void => {
      const at = workers.indexOf(worker);
      if (at >= 0) workers.splice(at, 1);
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
      void thread.terminate(); // in a browser it would survive its error
    };
    const thread = start({
      message(data) {
        const reply = data as Reply; // from our worker
        const asked = waiting.get(reply.task);
        waiting.delete(reply.task);
        if (waiting.size === 0) thread.keepAlive(false);
        if ("error" in reply) asked?.reject(receivedError(reply.error));
        else asked?.resolve(reply.part);
      },
      death: (reason) => end(new WorkerError(`a worker ended before its work did: ${reason}`)),
    });
    const worker: Worker = { thread, waiting, chunk: undefined };
    workers.push(worker);
    return worker;
  };

  /** Sends a task to a worker, and waits for its answer. */
  const tell = (
    worker: Worker,
    request: Omit<Part, "task"> | Omit<AskSums, "task"> | Omit<AskGradient, "task">,
  ): Promise<unknown> => {
    const task = ++lastTask;
    return new Promise((resolve, reject) => {
      if (!workers.includes(worker)) {
        reject(new WorkerError("a worker ended before its work did"));
        return;
      }
      worker.waiting.set(task, { resolve, reject });
      worker.thread.keepAlive(true);
      // The point of a sum goes to all workers, so it is copied; the copy of a chunk may move.
      const { value, transfer } =
        request.kind === "part" ? toTransfer(request) : { value: request, transfer: [] };
      worker.thread.post({ ...value, task }, transfer);
    });
  };

  /** Tells all workers what the tasks that follow are of. */
  const beginAll = (request: Begin | BeginTraining): number => {
    if (isClosed) throw new WorkerError("the pool is closed");
    while (workers.length < size) spawn();
    for (const worker of workers) {
      worker.chunk = undefined;
      worker.thread.post(request, []);
    }
    return request.job;
  };

  const leastBusy = (): Worker | undefined => {
    const [first, ...others] = workers;
    return others.reduce((least, each) => (each.waiting.size < least.waiting.size ? each : least), first);
  };

  return {
    size,
    begin: (pass) => beginAll({ kind: "begin", job: ++lastJob, ...pass }),
    beginTraining: (training) => beginAll({ kind: "train", job: ++lastJob, ...training }),
    async gradient(job, rows, batch, at) {
      const worker = leastBusy();
      if (worker === undefined) throw new WorkerError("all workers have ended");
      return (await tell(worker, { kind: "gradient", job, rows, batch, at })) as SentGradient; // as our worker answers
    },
    ask(job, chunk, piece) {
      const worker = leastBusy();
      if (worker === undefined) return Promise.reject(new WorkerError("all workers have ended"));
      const isNew = worker.chunk !== chunk.at;
      worker.chunk = chunk.at;
      return tell(worker, { kind: "part", job, piece, chunk: isNew ? toCopy(chunk) : undefined });
    },
    place(problem, chunks) {
      if (isClosed) throw new WorkerError("the pool is closed");
      while (workers.length < size) spawn();
      const job = ++lastJob;
      dealt = workers.map((worker, index) => ({
        worker,
        numbers: chunks.map(({ at }) => at).filter((at) => at % workers.length === index),
      }));
      for (const { worker, numbers } of dealt) {
        const own = numbers.map((at) => chunks[at]);
        const request: PlaceChunks = { kind: "place", job, problem, chunks: own };
        worker.chunk = undefined;
        worker.thread.post(request, memoryOf(own));
      }
      return job;
    },
    async sums(job, sum, at) {
      const parts: Float64Array[] = [];
      const asked = dealt.map(async ({ worker, numbers }) => {
        const summed = numbers.filter((each) => isSummed(sum, { at: each }));
        if (summed.length === 0) return;
        const own = (await tell(worker, { kind: "sums", job, sum, at })) as Float64Array[]; // as our worker answers
        for (const [index, each] of summed.entries()) parts[each] = own[index];
      });
      await Promise.all(asked);
      return parts;
    },
    end() {
      const request: Request = { kind: "end" };
      for (const { thread, waiting } of workers) {
        waiting.clear();
        thread.keepAlive(false);
        thread.post(request, []);
      }
    },
    async close() {
      isClosed = true;
      const ended = workers.splice(0);
      for (const { waiting } of ended) {
        for (const { reject } of waiting.values()) reject(new WorkerError("the pool is closed"));
        waiting.clear();
      }
      await Promise.all(ended.map(({ thread }) => thread.terminate()));
    },
  };
}

/** The memory of chunks that were made to be sent. */
const memoryOf = (chunks: readonly NumberedChunk[]): ArrayBuffer[] =>
  chunks.flatMap(({ inputs, reference }) =>
    [inputs, reference].flatMap(({ data: { buffer } }) => (buffer instanceof ArrayBuffer ? [buffer] : [])),
  );
