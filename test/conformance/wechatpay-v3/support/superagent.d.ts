// The few calls of superagent the tests make; the package brings no types of its own.
declare module 'superagent' {
  export interface Response {
    status: number;
    body: unknown;
    text: string;
    headers: Record<string, string>;
  }
  export interface SuperAgentRequest extends PromiseLike<Response> {
    set(headers: Record<string, string>): this;
    send(body: object): this;
    attach(name: string, bytes: Buffer, options: { filename: string; contentType: string }): this;
    field(name: string, value: string): this;
    /** Which statuses are no errors. */
    ok(accepts: () => boolean): this;
  }
  const superagent: {
    get(url: string): SuperAgentRequest;
    post(url: string): SuperAgentRequest;
  };
  export default superagent;
}
