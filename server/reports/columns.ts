/** Text in columns of equal width, for a terminal. */

/** Columns of a terminal. */
export const WIDTH = 100;

const GAP = "  ";

/**
 * Rows as lines: the first column to the left, wrapped where the line would grow over 100 columns, the others to the
 * right, but for those whose positions are in `left`. A missing cell is empty.
 */
export function aligned(rows: readonly (readonly string[])[], left: readonly number[] = []): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const others = widths.slice(1).reduce((sum, width) => sum + width + GAP.length, GAP.length);
  const first = Math.min(widths[0] ?? 0, WIDTH - others);
  const padded = (cell: string, at: number) =>
    left.includes(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0);
  return rows.flatMap(([name = "", ...cells]) => {
    const [start = "", ...more] = wrapped(name, first);
    const line = [start.padEnd(first), ...cells.map((cell, at) => padded(cell, at + 1))].join(GAP);
    return [`${GAP}${line}`.trimEnd(), ...more.map((rest) => `${GAP}${rest}`)];
  });
}

/** A text in lines of at most so many characters, broken between words; a longer word is broken inside. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines = [""];
  for (const word of text.split(/\s+/).flatMap((long) => pieces(long, width))) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function pieces(word: string, width: number): readonly string[] {
  const letters = [...word];
  return Array.from({ length: Math.max(1, Math.ceil(letters.length / width)) }, (_, at) =>
    letters.slice(at * width, (at + 1) * width).join(""),
  );
}
