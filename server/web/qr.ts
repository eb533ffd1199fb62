/** A QR code as the path of an SVG: a unit square for every dark module, so that a template can print it as plain text. */
import { create } from "qrcode";

export interface QrPath {
  /** Modules along a side, the quiet zone of four on each side included. */
  readonly size: number;
  readonly path: string;
}

const QUIET = 4;
/** One of the eight that the standard knows. To try all for the most even one takes five times as long and is no easier to read for a code of random letters. */
const MASK = 3;

export function qrPath(text: string): QrPath {
  const { modules } = create(text, { errorCorrectionLevel: "M", maskPattern: MASK });
  const squares: string[] = [];
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column)) squares.push(`M${column + QUIET} ${row + QUIET}h1v1h-1z`);
    }
  }
  return { size: modules.size + 2 * QUIET, path: squares.join("") };
}
