/** A QR code as the path of an SVG: a bar for every run of dark modules in a row, so that a template can print it as plain text. */
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
  let path = "";
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      const from = column;
      while (column < modules.size && modules.get(row, column)) column += 1;
      if (column > from) path += `M${from + QUIET} ${row + QUIET}h${column - from}v1h${from - column}z`;
    }
  }
  return { size: modules.size + 2 * QUIET, path };
}
