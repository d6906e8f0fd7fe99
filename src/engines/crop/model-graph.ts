// Shortens a model file in memory before it is loaded: leaves its input's size open, and ends its graph at an inner answer.
// Must not know what a model sees. Reads just enough of the encoding: protobuf.dev/programming-guides/encoding, onnx.proto3.

/** One field of a message: its number, all of its bytes, and for lengths-delimited fields what is inside. */
interface Field {
  readonly number: number;
  readonly whole: Uint8Array;
  readonly inside: Uint8Array;
}

/** Numbers of the fields that are looked at, by message. */
const modelGraph = 7;
const graphNode = 1;
const graphInitializer = 5;
const graphOutput = 12;
const graphValueInfo = 13;
const nodeInput = 1;
const nodeOutput = 2;
const tensorName = 8;
const infoName = 1;

const nothing = new Uint8Array(0);

/** @throws RangeError where the bytes are no message */
function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      if (byte === undefined || scale > 2 ** 56) throw new RangeError('a number does not end');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const start = at;
    const key = number();
    let inside: Uint8Array = nothing;
    const kind = key % 8;
    if (kind === 0) number();
    else if (kind === 1) at += 8;
    else if (kind === 5) at += 4;
    else if (kind === 2) {
      const length = number();
      inside = message.subarray(at, at + length);
      at += length;
    } else throw new RangeError(`a field of kind ${kind}`);
    if (at > message.length) throw new RangeError('a field reaches beyond its message');
    yield { number: Math.floor(key / 8), whole: message.subarray(start, at), inside };
  }
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
const textsIn = (message: Uint8Array, number: number): string[] =>
  [...fieldsOf(message)].filter((field) => field.number === number).map(({ inside }) => textOf(inside));

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}

const field = (number: number, ...parts: readonly (Uint8Array | string)[]): Buffer => {
  const inside = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([varint(number * 8 + 2), varint(inside.length), inside]);
};

/** `name: float32[1, 1, h, w]` of any height and width, as the graph's description of an output. */
function mapNamed(name: string): Buffer {
  const known = field(1, Uint8Array.from([8, 1]));
  const open = (letter: string): Buffer => field(1, field(2, letter));
  const shape = field(2, known, known, open('rows'), open('columns'));
  return field(graphOutput, field(infoName, name), field(2, field(1, Uint8Array.from([8, 1]), shape)));
}

/**
 * Ends a graph at the node that uses the weights `weights`: its answer, through a sigmoid, becomes the only output, and every
 * node and weight that only served other outputs is left out. A file without such a node is returned as it is.
 * @throws RangeError where the bytes are no model file
 */
export function endAtNode(model: Uint8Array, weights: string): Uint8Array {
  const graph = [...fieldsOf(model)].find(({ number }) => number === modelGraph);
  if (graph === undefined) return model;
  const parts = [...fieldsOf(graph.inside)];
  const nodes = parts
    .filter(({ number }) => number === graphNode)
    .map(({ inside, whole }) => ({ whole, takes: textsIn(inside, nodeInput), gives: textsIn(inside, nodeOutput) }));
  const [end] = nodes.find(({ takes }) => takes.includes(weights))?.gives ?? [];
  if (end === undefined) return model;
  const needed = new Set([end]);
  // Nodes stand in the order in which they run: what a kept one takes was given before it.
  const kept = nodes
    .reverse()
    .filter(({ takes, gives }) => {
      if (!gives.some((name) => needed.has(name))) return false;
      for (const name of takes) needed.add(name);
      return true;
    })
    .reverse();
  const answer = `${end}_sigmoid`;
  const rest = parts.filter(({ number, inside }) => {
    if (number === graphInitializer) return textsIn(inside, tensorName).some((name) => needed.has(name));
    return number !== graphNode && number !== graphOutput && number !== graphValueInfo;
  });
  const sigmoid = field(graphNode, field(nodeInput, end), field(nodeOutput, answer), field(4, 'Sigmoid'));
  const shortened = field(
    modelGraph,
    ...kept.map(({ whole }) => whole),
    sigmoid,
    ...rest.map(({ whole }) => whole),
    mapNamed(answer),
  );
  return Buffer.concat([...fieldsOf(model)].map(({ number, whole }) => (number === modelGraph ? shortened : whole)));
}

/**
 * Leaves the size of an input of 320×320 open. U²-Net's files state it only in the description of input and outputs: every
 * layer takes its size from the one before. "Dimension of value 320" is `08 c0 02` inside a field of three bytes; "dimension
 * named h" fits the same bytes. Other files pass unchanged.
 */
export function openSize(model: Uint8Array): Uint8Array {
  const stated = Buffer.from('0a0308c0020a0308c002', 'hex');
  const open = Buffer.from('0a031201680a03120177', 'hex');
  const bytes = Buffer.from(model);
  for (let at = bytes.indexOf(stated); at >= 0; at = bytes.indexOf(stated, at)) open.copy(bytes, at);
  return bytes;
}
