// A painting server on the loopback address that answers as an OpenAI Images API does, for tests that need pictures and no model.
// Must not know what is tested. Its pictures are real ones, of the size asked for.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';

export interface PaintingBackend {
  readonly url: string;
  /** Bodies of the requests for pictures, in order. */
  readonly asked: Record<string, unknown>[];
  /** Headers of the same requests. */
  readonly headers: IncomingMessage['headers'][];
  /** Answers the next requests for pictures in its own way instead, one after another. */
  answerNext(...answers: readonly ((request: IncomingMessage, response: ServerResponse) => void)[]): void;
  /** Requests wait until the gate is opened again. */
  hold(): { open(): void };
  close(): Promise<void>;
}

/** A picture of one colour, PNG. */
export const plainPicture = (width: number, height: number, hue = 0): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: { r: (hue * 67) % 256, g: 120, b: 200 } } })
    .png()
    .toBuffer();

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

export const sendJson = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
};

const pictures = new Map<string, Promise<Buffer>>();
const pictureOf = (width: number, height: number): Promise<Buffer> => {
  const key = `${width}x${height}`;
  const known = pictures.get(key) ?? plainPicture(width, height);
  pictures.set(key, known);
  return known;
};

/** `/v1/images/generations` with base64 pictures, as the GPT image models answer. */
export async function startPaintingBackend(): Promise<PaintingBackend> {
  const asked: Record<string, unknown>[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const queued: ((request: IncomingMessage, response: ServerResponse) => void)[] = [];
  let gate: Promise<void> = Promise.resolve();
  const server: Server = createServer((request, response) => {
    void (async () => {
      const body = JSON.parse(await bodyOf(request)) as { n: number; size: string };
      asked.push(body as unknown as Record<string, unknown>);
      headers.push(request.headers);
      await gate;
      const own = queued.shift();
      if (own !== undefined) return own(request, response);
      const [width = 0, height = 0] = body.size.split('x').map(Number);
      const b64_json = (await pictureOf(width, height)).toString('base64');
      sendJson(response, 200, { created: 1, data: Array.from({ length: body.n }, () => ({ b64_json })) });
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    headers,
    answerNext: (...answers) => void queued.push(...answers),
    hold: () => {
      let open: () => void = () => undefined;
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return { open };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
