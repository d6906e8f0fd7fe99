// What this room's section of sandbox.json holds, for programs written in TypeScript.
// Must not hold values.
export interface PaintingSection {
  readonly appKey: string;
  readonly appSecret: string;
  readonly appCode: string;
}
