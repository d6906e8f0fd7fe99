// Public face of the delivery domain.
export { type ForgeryResult, forgeCallbacks } from './forge.js';
export { type SendParts, sendNotice } from './send.js';
export { createDelivery, type Delivery } from './service.js';
export { addNotice, deliveryMigrations, doubtfulSendJob, noticeStateOf, sendJob } from './store.js';
export type {
  Attempt,
  Callback,
  Challenge,
  Channel,
  Endpoint,
  Forgery,
  Notice,
  NoticeRequest,
  NoticeState,
} from './types.js';
