// Public face of the points domain.
export { createPoints, type Points } from './service.js';
export { chargePoints, type PointCharge, pointMigrations, refundPoints } from './store.js';
