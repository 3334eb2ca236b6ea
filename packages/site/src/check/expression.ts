/** An expression in x, ready to be computed. */
export type Expression = (x: number) => number;

/** The functions of the language, with the number of their arguments. */
const functions: Readonly<
  Record<string, readonly [count: number, compute: (...values: number[]) => number]>
> = {
  abs: [1, Math.abs],
  acos: [1, Math.acos],
  asin: [1, Math.asin],
  atan: [1, Math.atan],
  cos: [1, Math.cos],
  cosh: [1, Math.cosh],
  exp: [1, Math.exp],
  log: [1, Math.log],
  max: [2, Math.max],
  min: [2, Math.min],
  relu: [1, (x) => Math.max(x, 0)],
  sigmoid: [1, (x) => 1 / (1 + Math.exp(-x))],
  sign: [1, Math.sign],
  sin: [1, Math.sin],
  sinh: [1, Math.sinh],
  softplus: [1, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))],
  sqrt: [1, Math.sqrt],
  step: [1, (x) => Number(x > 0)],
  tan: [1, Math.tan],
  tanh: [1, Math.tanh],
};

const constants: Readonly<Record<string, number>> = { e: Math.E, pi: Math.PI };

export const functionNames: readonly string[] = Object.keys(functions);

/** Says where an expression is wrong. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
}

/**
 * Reads an expression in x: numbers, + − * / ^, parentheses, `pi`, `e` and the {@link functionNames}. `2x` is a product. No code is
 * made from the text, so it works where eval is forbidden.
 *
 *     sum      product (("+" | "-") product)*
 *     product  sign (("*" | "/")? sign)*
 *     sign     "-" sign | power
 *     power    atom ("^" sign)?
 *     atom     number | name | name "(" sum ("," sum)* ")" | "(" sum ")"
 *
 * @throws ExpressionError with the place
 */
export function parse(text: string): Expression {
  const tokens = tokensOf(text);
  let at = 0;
  const peek = (): string => tokens[at]?.text ?? "the end";
  const fail = (expected: string): never => {
    const place = tokens[at]?.at ?? text.length;
    throw new ExpressionError(`expected ${expected} at ${place + 1}; received ${peek()}`);
  };
  const take = (...wanted: string[]): string | undefined =>
    wanted.includes(peek()) ? tokens[at++].text : undefined;

  const sum = (): Expression => {
    let left = product();
    for (let sign = take("+", "-"); sign !== undefined; sign = take("+", "-")) {
      const [a, b, minus] = [left, product(), sign === "-"];
      left = minus ? (x) => a(x) - b(x) : (x) => a(x) + b(x);
    }
    return left;
  };
  const product = (): Expression => {
    let left = signed();
    for (;;) {
      const operator = take("*", "/");
      if (operator === undefined && !/^[\w.(]/.test(at < tokens.length ? peek() : ")")) return left;
      const [a, b, isQuotient] = [left, signed(), operator === "/"];
      left = isQuotient ? (x) => a(x) / b(x) : (x) => a(x) * b(x);
    }
  };
  const signed = (): Expression => {
    if (take("-") === undefined) return power();
    const inner = signed();
    return (x) => -inner(x);
  };
  const power = (): Expression => {
    const base = atom();
    if (take("^") === undefined) return base;
    const exponent = signed();
    return (x) => base(x) ** exponent(x);
  };
  const atom = (): Expression => {
    if (at >= tokens.length) return fail("a number, x or a function");
    if (take("(") !== undefined) return closed(sum());
    const token = peek();
    if (/^[\d.]/.test(token)) {
      at++;
      return () => Number(token);
    }
    if (!/^[a-z]/i.test(token)) return fail("a number, x or a function");
    if (Object.hasOwn(functions, token)) return call(token);
    if (token !== "x" && !Object.hasOwn(constants, token))
      return fail(`x, pi, e or one of ${functionNames.join(", ")}`);
    at++;
    return token === "x" ? (x) => x : () => constants[token];
  };
  const call = (name: string): Expression => {
    const [count, compute] = functions[name];
    at++;
    if (take("(") === undefined) fail(`( after ${name}`);
    const inputs = [sum()];
    while (take(",") !== undefined) inputs.push(sum());
    if (inputs.length !== count) fail(`${count} arguments of ${name}`);
    return closed((x) => compute(...inputs.map((input) => input(x))));
  };
  const closed = (inner: Expression): Expression => (take(")") === undefined ? fail(")") : inner);

  const whole = sum();
  if (at < tokens.length) fail("an operator");
  return whole;
}

function tokensOf(text: string): { readonly text: string; readonly at: number }[] {
  const normal = text.replaceAll("−", "-").replaceAll("·", "*").replaceAll("×", "*").replaceAll("**", "^");
  const tokens = Array.from(
    normal.matchAll(/\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|[a-z]+|[-+*/^(),])|(\S))/gi),
    (match) => {
      const at = match.index + match[0].length - (match[1] ?? match[2]).length;
      if (match[2] !== undefined)
        throw new ExpressionError(`expected an expression in x at ${at + 1}; received ${match[2]}`);
      return { text: match[1], at };
    },
  );
  return tokens;
}
