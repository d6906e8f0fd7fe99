// What this room's section of sandbox.json holds, for programs written in TypeScript.
// Must not hold values.
export interface PaySection {
  readonly mchid: string;
  readonly merchantSerial: string;
  readonly merchantPrivateKeyFile: string;
  readonly merchantCertificateFile: string;
  readonly apiV3Key: string;
  readonly platformSerial: string;
  readonly platformCertificateFile: string;
  readonly publicKeyId: string;
  readonly publicKeyFile: string;
  readonly brandId: string;
  readonly brandSerial: string;
  readonly brandPrivateKeyFile: string;
  readonly brandApiKey: string;
  readonly brandPublicKeyId: string;
  readonly brandPublicKeyFile: string;
}
