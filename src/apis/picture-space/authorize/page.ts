// The page a shop's owner sees behind the link of code 302: who asks, for which shop; his name and passphrase permit it.
// Must not decide; routes.ts does.
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const html = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char);

const frame = (body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>店铺授权</title><style>
body{font:16px/1.6 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1f2329}
main{max-width:26rem;margin:10vh auto;padding:2rem;background:#fff;border-radius:12px;box-shadow:0 4px 24px #0001}
h1{font-size:1.3rem;margin:0 0 1rem}label{display:block;margin:1rem 0 .3rem}
input{width:100%;box-sizing:border-box;font:inherit;padding:.6rem;border:1px solid #8f959e;border-radius:8px}
button{margin-top:1.5rem;width:100%;font:inherit;padding:.7rem;border:0;border-radius:8px;background:#d83a00;color:#fff}
.error{color:#b3261e}</style></head><body><main>${body}</main></body></html>`;

export interface AuthorizeForm {
  readonly application: string;
  readonly shopId: string;
  readonly ticket: string;
  readonly error: string | null;
}

export const formPage = ({ application, shopId, ticket, error }: AuthorizeForm): string =>
  frame(`<h1>店铺授权</h1>
<p>应用 <b>${html(application)}</b> 申请使用店铺 <b>${html(shopId)}</b> 的图片空间:上传、查询、修改和删除图片。</p>
${error === null ? '' : `<p class="error" role="alert">${html(error)}</p>`}
<form method="post"><input type="hidden" name="ticket" value="${html(ticket)}">
<label for="owner">旺旺号</label><input id="owner" name="owner" autocomplete="username" required>
<label for="passphrase">授权口令</label><input id="passphrase" name="passphrase" type="password" autocomplete="current-password" required>
<button>授权</button></form>`);

export const donePage = (application: string, shopId: string): string =>
  frame(
    `<h1>授权成功</h1><p>应用 <b>${html(application)}</b> 现在可以使用店铺 <b>${html(shopId)}</b> 的图片空间。</p>`,
  );

export const endedPage = (): string => frame('<h1>链接已失效</h1><p>请让应用重新发起请求,以取得新的授权链接。</p>');
