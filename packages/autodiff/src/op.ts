import type { Shape, Tensor } from "@espalier/tensor";

/**
 * A primitive: what it computes, and how a small change of each input moves its output.
 *
 * K are the names of its inputs, D those with a derivative. The others are held: numbers that the output depends on
 * by a rule but not smoothly (class numbers), or whose effect another input already accounts for.
 *
 * A rule is written in ops and handed an {@link Apply}: whoever runs it decides whether the ops compute at once, are
 * recorded once more (for a derivative of a derivative) or write to memory that is used again.
 */
export interface Op<K extends string = string, D extends K = K> {
  readonly name: string;
  /**
   * The shape of the output.
   *
   * @throws ShapeError when the inputs do not fit each other
   */
  shape(shapes: Readonly<Record<K, Shape>>): Shape;
  /** Fills the output, which has the right shape and any content. */
  forward(inputs: Readonly<Record<K, Tensor>>, output: Tensor): void;
  /** For each input, ẏ = ∂y/∂x ẋ: the tangent of the output when only this input moves. */
  readonly jvp: Readonly<Record<D, Rule<K>>>;
  /** For each input, x̄ = (∂y/∂x)ᵀ ȳ: the cotangent of the input. */
  readonly vjp: Readonly<Record<D, Rule<K>>>;
}

export type Inputs<K extends string> = Readonly<Record<K, Value>>;

/** `change` is ẋ for a jvp and ȳ for a vjp; `output` is the y that forward computed. */
export type Rule<K extends string> = (inputs: Inputs<K>, change: Value, output: Value, apply: Apply) => Value;

/** Any op, once the names of its inputs are only known at run time. */
export type AnyOp = Op;

/** What an op is applied to: numbers, or numbers that a trace follows. */
export type Value = Tensor | Traced;

/** A value with a memory of how it came about. Traces nest: the value inside may itself be traced, one level down. */
export interface Traced {
  readonly trace: Trace;
  readonly value: Value;
}

/** Follows a computation: a tape does for reverse mode, a tangent trace for forward mode. */
export interface Trace {
  /** A trace of values that are themselves traced stands one level above them. */
  readonly level: number;
  /** Applies an op at least one of whose inputs belongs to this trace, and none to a higher one. */
  follow(op: AnyOp, inputs: Inputs<string>): Value;
}

/** Applies an op to values: numbers in, numbers out; traced values in, a traced value out. */
export interface Apply {
  <K extends string>(op: Op<K, never>, inputs: Readonly<Record<K, Tensor>>): Tensor;
  <K extends string>(op: Op<K, never>, inputs: Inputs<K>): Value;
}

export const isTraced = (value: Value): value is Traced => "trace" in value;

/** The numbers themselves, whatever follows them. */
export const primal = (value: Value): Tensor => (isTraced(value) ? primal(value.value) : value);

export const shapeOf = (value: Value): Shape => primal(value).shape;

/** 0 for numbers. */
export const levelOf = (value: Value): number => (isTraced(value) ? value.trace.level : 0);
