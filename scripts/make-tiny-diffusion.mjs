// Writes a diffusion model that is tiny but whole, in the layout of diffusers' ONNX export: it runs every part of the engine
// and paints coloured noise. The ONNX files are written by hand: protobuf needs no library for so little.
// usage: node scripts/make-tiny-diffusion.mjs <folder>
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const varint = (value) => {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
};
/** A protobuf field: a number as varint, text and nested messages with their length. */
const number = (field, value) => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field, content) => {
  const body = typeof content === 'string' ? Buffer.from(content) : content;
  return Buffer.concat([varint((field << 3) | 2), varint(body.length), body]);
};
const message = (field, ...parts) => bytes(field, Buffer.concat(parts));

// Field numbers are those of onnx.proto3.
const kinds = { float: 1, int32: 6, int64: 7 };
const value = (field, name, kind, shape) =>
  message(
    field,
    bytes(1, name),
    message(
      2,
      message(
        1,
        number(1, kinds[kind]),
        message(2, ...shape.map((side) => message(1, typeof side === 'number' ? number(1, side) : bytes(2, side)))),
      ),
    ),
  );
const tensor = (field, name, shape, values) =>
  message(
    field,
    ...shape.map((side) => number(1, side)),
    number(2, kinds.float),
    bytes(8, name),
    bytes(9, Buffer.from(Float32Array.from(values).buffer)),
  );
const attribute = {
  int: (name, content) => message(5, bytes(1, name), number(3, content), number(20, 2)),
  ints: (name, content) => message(5, bytes(1, name), ...content.map((each) => number(8, each)), number(20, 7)),
  text: (name, content) => message(5, bytes(1, name), bytes(4, content), number(20, 3)),
};
const node = (kind, inputs, outputs, ...attributes) =>
  message(
    1,
    ...inputs.map((name) => bytes(1, name)),
    ...outputs.map((name) => bytes(2, name)),
    bytes(4, kind),
    ...attributes,
  );
const model = (...graph) =>
  Buffer.concat([
    number(1, 8),
    bytes(2, 'tuquan'),
    message(7, ...graph, bytes(2, 'tiny')),
    message(8, bytes(1, ''), number(2, 13)),
  ]);

const width = 8;
/** The byte alphabet of CLIP's tokenizer, each character alone and at a word's end, a few merges, and the two marks. */
function vocabulary() {
  const characters = [];
  let moved = 256;
  for (let byte = 0; byte < 256; byte += 1) {
    const visible = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    characters.push(String.fromCodePoint(visible ? byte : moved++));
  }
  const merges = ['c a', 'ca t</w>', 'l i', 'li l', 'lil y</w>', 'a t</w>'];
  const words = [
    ...characters,
    ...characters.map((each) => `${each}</w>`),
    ...merges.map((pair) => pair.replace(' ', '')),
  ];
  words.push('<|startoftext|>', '<|endoftext|>');
  return { vocab: Object.fromEntries(words.map((word, id) => [word, id])), merges };
}

/** Numbers between −1 and 1 that are the same on every machine. */
const weights = (count, salt) => Array.from({ length: count }, (_, at) => Math.sin((at + 1) * 12.9898 + salt * 78.233));

export function makeTinyDiffusion(folder, { idType = 'int32' } = {}) {
  const { vocab, merges } = vocabulary();
  const size = Object.keys(vocab).length;
  const write = (path, content) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(
      join(folder, path),
      typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content, null, 2),
    );
  };
  write('tokenizer/vocab.json', vocab);
  write('tokenizer/merges.txt', `#version: 0.2\n${merges.join('\n')}\n`);
  write('tokenizer/special_tokens_map.json', { pad_token: '<|endoftext|>' });
  write('scheduler/scheduler_config.json', {
    _class_name: 'DDIMScheduler',
    num_train_timesteps: 1000,
    beta_start: 0.00085,
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
    prediction_type: 'epsilon',
    steps_offset: 1,
    set_alpha_to_one: false,
  });
  write('vae_decoder/config.json', { scaling_factor: 0.18215, latent_channels: 4 });
  // Each token's row of a table.
  write(
    'text_encoder/model.onnx',
    model(
      node('Gather', ['table', 'input_ids'], ['last_hidden_state'], attribute.int('axis', 0)),
      tensor(5, 'table', [size, width], weights(size * width, 1)),
      value(11, 'input_ids', idType, ['batch', 'tokens']),
      value(12, 'last_hidden_state', 'float', ['batch', 'tokens', width]),
    ),
  );
  // A mixture of the channels, moved by the mean of the text and a little by the time.
  write(
    'unet/model.onnx',
    model(
      node('Conv', ['sample', 'mix'], ['mixed']),
      node(
        'ReduceMean',
        ['encoder_hidden_states'],
        ['mean'],
        attribute.ints('axes', [1, 2]),
        attribute.int('keepdims', 1),
      ),
      node('Mul', ['mean', 'strength'], ['push']),
      node('Cast', ['timestep'], ['time'], attribute.int('to', kinds.float)),
      node('Mul', ['time', 'slowly'], ['late']),
      node('Add', ['mixed', 'push'], ['pushed']),
      node('Add', ['pushed', 'late'], ['out_sample']),
      tensor(
        5,
        'mix',
        [4, 4, 1, 1],
        weights(16, 2).map((each, at) => (at % 5 === 0 ? 0.8 : each * 0.1)),
      ),
      tensor(5, 'strength', [1], [3]),
      tensor(5, 'slowly', [1], [1e-5]),
      value(11, 'sample', 'float', ['batch', 4, 'rows', 'columns']),
      value(11, 'timestep', 'int64', [1]),
      value(11, 'encoder_hidden_states', 'float', ['batch', 'tokens', width]),
      value(12, 'out_sample', 'float', ['batch', 4, 'rows', 'columns']),
    ),
  );
  // Channels to colours, each latent eight pixels wide and high.
  write(
    'vae_decoder/model.onnx',
    model(
      node('Conv', ['latent_sample', 'colours'], ['small']),
      node('Resize', ['small', '', 'scales'], ['large'], attribute.text('mode', 'nearest')),
      node('Tanh', ['large'], ['sample']),
      tensor(
        5,
        'colours',
        [3, 4, 1, 1],
        weights(12, 3).map((each) => each * 0.04),
      ),
      tensor(5, 'scales', [4], [1, 1, 8, 8]),
      value(11, 'latent_sample', 'float', ['batch', 4, 'rows', 'columns']),
      value(12, 'sample', 'float', ['batch', 3, 'height', 'width']),
    ),
  );
  return folder;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = process.argv[2];
  if (!folder) throw new Error('usage: node scripts/make-tiny-diffusion.mjs <folder>');
  console.log(`a tiny model is in ${makeTinyDiffusion(folder)}`);
}
