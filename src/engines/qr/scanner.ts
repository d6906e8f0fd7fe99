// The reading library (ZXing-C++ as WebAssembly), loaded once from its own file on disk.
// Must not touch the network: left alone, the library would fetch its program from a CDN.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ReaderOptions, ReadResult } from 'zxing-wasm/reader';
import type { CodeKind } from './spec.js';

/** The library's names of what we read. Others it knows are left out: short ones "read" in textures of ordinary photos. */
const kinds: Readonly<Record<string, CodeKind>> = {
  QRCode: 'qr',
  QRCodeModel1: 'qr',
  QRCodeModel2: 'qr',
  DataMatrix: 'data-matrix',
  PDF417: 'pdf417',
  CompactPDF417: 'pdf417',
  EAN13: 'ean-13',
  ISBN: 'ean-13',
  EAN8: 'ean-8',
  UPCA: 'upc-a',
  UPCE: 'upc-e',
  Code128: 'code-128',
  Code39: 'code-39',
  Code39Std: 'code-39',
  Code39Ext: 'code-39',
};

const options: ReaderOptions = {
  formats: ['QRCode', 'DataMatrix', 'PDF417', 'EAN13', 'EAN8', 'UPCA', 'UPCE', 'Code128', 'Code39'],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  maxNumberOfSymbols: 255,
  textMode: 'Plain',
};

export interface ScannedCode {
  readonly kind: CodeKind;
  readonly text: string;
  readonly position: ReadResult['position'];
}

type Library = typeof import('zxing-wasm/reader');
let library: Promise<Library> | undefined;

async function load(): Promise<Library> {
  const loaded = await import('zxing-wasm/reader');
  const program = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')));
  const wasmBinary = program.buffer.slice(program.byteOffset, program.byteOffset + program.byteLength) as ArrayBuffer;
  await loaded.prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  return loaded;
}

/** Every code in an RGBA picture, in the library's order. Positions are in this picture's pixels. */
export async function scan(pixels: Uint8Array, width: number, height: number): Promise<ScannedCode[]> {
  library ??= load();
  const { readBarcodes } = await library;
  const data = new Uint8ClampedArray(pixels.buffer as ArrayBuffer, pixels.byteOffset, pixels.byteLength);
  // The DOM's ImageData as the library's types want it; it reads these three members only.
  const input = { data, width, height, colorSpace: 'srgb' } as Parameters<typeof readBarcodes>[0];
  const found: ScannedCode[] = [];
  for (const result of await readBarcodes(input, options)) {
    const kind = kinds[result.format];
    if (result.isValid && kind !== undefined) found.push({ ...printed(kind, result), position: result.position });
  }
  return found;
}

/**
 * What is printed below the bars. The library pads every retail code to 13 digits; ZXing, whose names callers know, says
 * UPC-A for the 12 digits behind a leading zero, and the 8 printed digits for UPC-E.
 */
function printed(kind: CodeKind, { text, extra }: ReadResult): Pick<ScannedCode, 'kind' | 'text'> {
  if (kind === 'ean-13' && /^0[0-9]{12}$/.test(text)) return { kind: 'upc-a', text: text.slice(1) };
  if (kind === 'upc-a' && text.length === 13) return { kind, text: text.slice(1) };
  if (kind === 'upc-e') return { kind, text: /"UPCE":\s*"([0-9]{8})"/.exec(extra)?.[1] ?? text };
  return { kind, text };
}
