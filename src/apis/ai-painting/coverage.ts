// Every documented operation this room is about and how far it is served. A test compares it with the routes.
// Must not be guessed from the routes: what is missing is the point.
import type { Operation } from '../room.js';

const conformance = 'test/conformance/ai-painting';

export const coverage: readonly Operation[] = [
  {
    method: 'POST',
    path: '/ai-painting/submit',
    title: '提交请求',
    status: 'supported',
    tests: [`${conformance}/signer.test.ts`, `${conformance}/operations.test.ts`],
  },
  {
    method: 'POST',
    path: '/ai-painting/query',
    title: '查询结果',
    status: 'supported',
    tests: [`${conformance}/signer.test.ts`, `${conformance}/operations.test.ts`],
  },
];
