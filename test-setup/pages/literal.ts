import { parseAst } from "vitest/node";

/**
 * Whether a text is a value written out, as in `[-0, { rate: NaN }]`, and nothing that would be computed: a claim that
 * could call the code it judges would prove nothing.
 */
export function isLiteral(text: string): boolean {
  try {
    const [statement, ...more] = parseAst(`(${text}\n)`).body;
    return more.length === 0 && statement.type === "ExpressionStatement" && isValue(statement.expression);
  } catch {
    return false; // not even JavaScript
  }
}

type Expression = Extract<
  ReturnType<typeof parseAst>["body"][number],
  { type: "ExpressionStatement" }
>["expression"];

/** Numbers that JavaScript has no literal for, and what it says where nothing is. */
const NAMES = new Set(["NaN", "Infinity", "undefined"]);

function isValue(node: Expression): boolean {
  if (node.type === "Literal") return !("regex" in node);
  if (node.type === "Identifier") return NAMES.has(node.name);
  if (node.type === "ParenthesizedExpression") return isValue(node.expression);
  if (node.type === "UnaryExpression") return node.operator === "-" && isValue(node.argument);
  if (node.type === "ArrayExpression")
    return node.elements.every((item) => item !== null && item.type !== "SpreadElement" && isValue(item));
  if (node.type === "ObjectExpression")
    return node.properties.every(
      (entry) => entry.type === "Property" && !entry.computed && !entry.shorthand && isValue(entry.value),
    );
  return false;
}
