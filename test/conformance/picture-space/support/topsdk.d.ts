// What the tests use of topsdk; its own types leave out the streams and buffers of file uploads.
declare module 'topsdk' {
  export default class TopClient {
    constructor(key: string, secret: string, options: { endpoint: string; useValidators?: boolean });
    execute(method: string, args: Record<string, unknown>, type?: 'get' | 'post' | 'file_upload'): Promise<unknown>;
  }
}
