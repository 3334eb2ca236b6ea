/** Ascending whole numbers in ranges, such as 0-3 7 12-15. */
export function ranges(numbers: readonly number[]): string {
  const found: string[] = [];
  for (let at = 0; at < numbers.length; at++) {
    const from = numbers[at];
    while (numbers[at + 1] === numbers[at] + 1) at++;
    found.push(numbers[at] === from ? String(from) : `${from}-${numbers[at]}`);
  }
  return found.join(" ");
}
