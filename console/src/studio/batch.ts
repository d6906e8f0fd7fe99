// Many photos at once: which files of a folder belong to which line of a list, and the calls that send them.
// Must not draw anything.
import { getJson, sendJson, upload } from '../api.ts';

export interface BatchItem {
  readonly position: number;
  readonly name: string;
  readonly campaign: string | null;
  readonly state: 'running' | 'done' | 'failed';
  readonly steps: number;
  readonly error: string | null;
}
export interface Batch {
  readonly id: string;
  readonly name: string;
  readonly total: number;
  readonly createdAt: number;
  readonly items: readonly BatchItem[];
}

/** A photo to be sent: its bytes or its address, and what the list says of it. */
export interface BatchPhoto {
  readonly name: string;
  readonly file: File | null;
  readonly query: Readonly<Record<string, string | number>>;
}

/** Cells of a CSV text, quotes respected. */
export function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let inQuotes = false;
  const source = text.replace(/^\uFEFF/, '');
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at] ?? '';
    if (inQuotes) {
      if (sign === '"' && source[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (sign === '"') inQuotes = false;
      else cell += sign;
    } else if (sign === '"') inQuotes = true;
    else if (sign === ',' || sign === '\n') {
      row.push(cell.trim());
      cell = '';
      if (sign === '\n') {
        rows.push(row);
        row = [];
      }
    } else if (sign !== '\r') cell += sign;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell.trim()]);
  return rows.filter((each) => each.some((value) => value !== ''));
}

const plainName = (path: string): string => path.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '') || path;

/** Photos of a choice of files. With a list (CSV) among them, its lines decide; without, every picture is taken. */
export async function photosOf(files: readonly File[]): Promise<BatchPhoto[]> {
  const list = files.find((file) => /\.csv$/i.test(file.name));
  const pictures = files.filter((file) => file.type.startsWith('image/'));
  if (list === undefined) {
    return pictures.map((file) => ({ name: plainName(file.name), file, query: {} }));
  }
  const [head = [], ...rows] = rowsOf(await list.text());
  const columns = head.map((name) => name.toLowerCase());
  const byName = new Map(pictures.map((file) => [file.name, file]));
  return rows.map((row, index) => {
    const of = (name: string): string => row[columns.indexOf(name)] ?? '';
    const photo = of('photo') || of('url') || of('file');
    const yuan = (name: string): number | undefined =>
      of(name) === '' || Number.isNaN(Number(of(name))) ? undefined : Math.round(Number(of(name)) * 100);
    const query: Record<string, string | number> = {};
    for (const name of ['brand', 'prompt', 'style']) if (of(name) !== '') query[name] = of(name);
    const [threshold, amount] = [yuan('threshold'), yuan('amount')];
    if (threshold !== undefined) query.thresholdFen = threshold;
    if (amount !== undefined) query.amountFen = amount;
    if (/^\d{1,2}$/.test(of('percent'))) query.percentOff = Number(of('percent'));
    const remote = /^https?:\/\//.test(photo);
    if (remote) query.url = photo;
    const file = byName.get(photo.replace(/^.*[\\/]/, '')) ?? null;
    // A line without its photo is sent all the same: the report then names it.
    if (!remote && file === null) query.url = 'missing:';
    return { name: of('name') || plainName(photo) || `${index + 1}`, file: remote ? null : file, query };
  });
}

export const beginBatch = (name: string, total: number): Promise<Batch> => sendJson('POST', 'batches', { name, total });
export const getBatch = (id: string): Promise<Batch> => getJson(`batches/${id}`);
export const listBatches = (): Promise<{ batches: Omit<Batch, 'items'>[] }> => getJson('batches');
export const sendPhoto = (id: string, position: number, photo: BatchPhoto): Promise<unknown> =>
  upload(`batches/${id}/photos`, photo.file ?? new Blob([]), () => undefined, {
    position,
    name: photo.name.slice(0, 80),
    ...photo.query,
  });
