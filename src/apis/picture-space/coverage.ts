// Every documented operation this room is about and how far it is served. A test compares it with the routes.
// Must not be guessed from the routes: what is missing is the point.
import type { Operation } from '../room.js';

const conformance = 'test/conformance/picture-space';

export const coverage: readonly Operation[] = [
  {
    method: 'POST',
    path: '/tool/erps/tbpicture',
    title: '上传单张图片',
    status: 'supported',
    tests: [`${conformance}/upload.test.ts`],
  },
];
