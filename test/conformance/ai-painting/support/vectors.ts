// The three test vectors of the specification, byte for byte. Each was computed with two public signers of the vendor.
// Must not be changed.
import type { WireRequest } from './signer.js';

export const vectorKey = 'testappkey0001';
export const vectorSecret = 'testappsecret0001';
export const vectorDate = '20240115T083000Z';
export const vectorTime = Date.UTC(2024, 0, 15, 8, 30, 0);
const host: [string, string] = ['Host', 'painting.example.com'];

export interface Vector {
  readonly name: string;
  readonly request: WireRequest;
  readonly signature: string;
}

export const vectors: readonly Vector[] = [
  {
    name: 'V1, a form',
    request: {
      method: 'POST',
      target: '/ai-painting/submit',
      headers: [host, ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8']],
      body: Buffer.from('text=%E7%9D%A1%E8%8E%B2&resolution=1024*1024&style=%E6%B2%B9%E7%94%BB&num=2'),
    },
    signature: 'd57a585d1e75bd59281b688ef6a401e03ad7252c3d13e6602b0459fc2509ec18',
  },
  {
    name: 'V2, an empty body called JSON',
    request: {
      method: 'POST',
      target: '/ai-painting/query?taskId=16942031',
      headers: [host, ['content-type', 'application/json']],
      body: Buffer.alloc(0),
    },
    signature: '0ca1165ff651fb6c844e0f27788c90921b68e24978b62e1e2bf8186e95ec0b51',
  },
  {
    name: 'V3, everything in the query',
    request: {
      method: 'POST',
      target: `/ai-painting/submit?text=${encodeURIComponent('睡莲')}&resolution=1024*1024&style=low%20poly&num=1`,
      headers: [host],
      body: Buffer.alloc(0),
    },
    signature: 'd92f4f8c0e4972490ec5bdad4f1b42411baa4d3945fa8f6263bd015b08f5a2b2',
  },
];

/** The vector's request with the signature the vendor's signers gave it. */
export function signedVector({ request, signature }: Vector): WireRequest {
  const names = [...request.headers.map(([name]) => name.toLowerCase()), 'x-sdk-date'].sort().join(';');
  return {
    ...request,
    headers: [
      ...request.headers,
      ['X-Sdk-Date', vectorDate],
      ['Authorization', `SDK-HMAC-SHA256 Access=${vectorKey}, SignedHeaders=${names}, Signature=${signature}`],
    ],
  };
}
