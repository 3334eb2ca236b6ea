import type { Shape, Tensor } from "@espalier/tensor";

/**
 * A primitive: the value it computes, and the change of its output for a small change of each input.
 *
 * K are the names of its inputs, D those with a derivative. The others are held constant: the output
 * does not depend on them smoothly (class numbers), or another input already accounts for their effect.
 *
 * A rule is written in ops and takes an {@link Apply}. So its caller decides whether the ops compute at once, are
 * recorded again (for a derivative of a derivative) or write to memory that is reused.
 */
export interface Op<K extends string = string, D extends K = K> {
  /** Names the op in error messages. */
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
  /**
   * ẏ when several inputs move at once, where that takes fewer steps than adding up the rules of `jvp`. It says the same for numbers, up to
   * rounding.
   */
  readonly tangent?: JointRule<K>;
  /** For each input, x̄ = (∂y/∂x)ᵀ ȳ: the cotangent of the input. */
  readonly vjp: Readonly<Record<D, Rule<K>>>;
}

/** A value for each input of an op. */
export type Inputs<K extends string> = Readonly<Record<K, Value>>;

/** A rule of derivation. `change` is ẋ for a jvp and ȳ for a vjp; `output` is the y that forward computed. */
export type Rule<K extends string> = (inputs: Inputs<K>, change: Value, output: Value, apply: Apply) => Value;

/** `changes` has ẋ for each input that moves; undefined where the rule does not serve these inputs. */
export type JointRule<K extends string> = (
  inputs: Inputs<K>,
  changes: Readonly<Partial<Record<K, Value>>>,
  apply: Apply,
) => Value | undefined;

/** An op whose input names are known at run time only. */
export type AnyOp = Op;

/** An input or output of an op: numbers, or numbers that a trace follows. */
export type Value = Tensor | Traced;

/** A value together with the trace that follows it. Traces nest: the value inside may itself be traced, one level down. */
export interface Traced {
  /** The trace that follows this value. */
  readonly trace: Trace;
  /** The value itself. */
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

/** Whether a trace follows a value. */
export const isTraced = (value: Value): value is Traced => "trace" in value;

/** The numbers of a value, without its traces. */
export const primal = (value: Value): Tensor => (isTraced(value) ? primal(value.value) : value);

/** The shape of a value. */
export const shapeOf = (value: Value): Shape => primal(value).shape;

/** The level of the trace of a value; 0 for numbers. */
export const levelOf = (value: Value): number => (isTraced(value) ? value.trace.level : 0);
