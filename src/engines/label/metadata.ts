// Writes the label of generated content into PNG and JPEG bytes without touching their pixels.
// Must not decode pictures. GB 45438-2025: a field `AIGC` with a JSON text; in XMP under the namespace of TC260.
import { crc32 } from 'node:zlib';

/** The JSON text of the label. Label "1": the content is generated. Attributes nobody has filled stay empty texts. */
export function labelText({ producer, id }: { producer: string; id: string }): string {
  return JSON.stringify({
    AIGC: {
      Label: '1',
      ContentProducer: producer,
      ProduceID: id,
      ReservedCode1: '',
      ContentPropagator: '',
      PropagateID: '',
      ReservedCode2: '',
    },
  });
}

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const xmp = (text: string): string =>
  `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"><TC260:AIGC>${escapeXml(text)}</TC260:AIGC></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

function pngChunk(kind: string, content: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + content.length);
  chunk.writeUInt32BE(content.length, 0);
  chunk.write(kind, 4, 'latin1');
  content.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + content.length)), 8 + content.length);
  return chunk;
}

/** An uncompressed iTXt chunk: keyword, four zero bytes (flag, method, no language, no translated keyword), UTF-8. */
const internationalText = (keyword: string, text: string): Buffer =>
  pngChunk('iTXt', Buffer.concat([Buffer.from(`${keyword}\0\0\0\0\0`, 'latin1'), Buffer.from(text, 'utf8')]));

/** Chunks go behind the header, the one chunk whose place is fixed. */
function intoPng(image: Buffer, text: string): Buffer {
  const header = 8 + 12 + image.readUInt32BE(8);
  return Buffer.concat([
    image.subarray(0, header),
    internationalText('AIGC', text),
    internationalText('XML:com.adobe.xmp', xmp(text)),
    image.subarray(header),
  ]);
}

function jpegSegment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/** Behind the start marker and the application segments that must come first (JFIF, Exif). */
function intoJpeg(image: Buffer, text: string): Buffer {
  let at = 2;
  while (image[at] === 0xff && (image[at + 1] === 0xe0 || image[at + 1] === 0xe1)) at += 2 + image.readUInt16BE(at + 2);
  return Buffer.concat([
    image.subarray(0, at),
    jpegSegment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmp(text)}`, 'utf8')),
    jpegSegment(0xfe, Buffer.from(text, 'utf8')),
    image.subarray(at),
  ]);
}

/** The same picture with the label in its metadata. */
export function withMetadata(image: Buffer, format: 'jpeg' | 'png', label: { producer: string; id: string }): Buffer {
  const text = labelText(label);
  return format === 'png' ? intoPng(image, text) : intoJpeg(image, text);
}
