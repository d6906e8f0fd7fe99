// Public face of the traffic domain.
export { clockCause } from './clocks.js';
export { schemeOf } from './mask.js';
export {
  type Choices,
  choices,
  diagnosis,
  type Found,
  findDeviation,
  firstDifference,
  type Variant,
} from './search.js';
export { createTraffic, type Traffic, type TrafficQuery } from './service.js';
export { readTrafficSettings } from './settings.js';
export { bodyMistakes, targetMistakes } from './spellings.js';
export { trafficMigrations } from './store.js';
export {
  type Cause,
  causes,
  type Diagnosis,
  type Exchange,
  type Explain,
  type RecordedRequest,
  type TrafficEntry,
  type TrafficLine,
} from './types.js';
