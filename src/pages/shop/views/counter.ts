// The page of shop staff: type or scan a code, see what it is worth, redeem it.
// Must not redeem; and works without its script, which only reads codes by camera or sends the photo off at once.
import type { Coupon } from '../../../domain/coupons/index.js';
import { html } from '../../../http/html.js';
import { pageAnswer } from '../../../http/page.js';
import type { ExactAnswer } from '../../../http/server.js';
import { styleOf } from '../colour.js';
import { type ShownOffer, spanText } from '../parts.js';
import { action, coupon } from './coupon.js';
import { grouped } from './wallet.js';

export interface CounterPage {
  readonly path: string;
  readonly name: string;
  readonly accountName: string;
  readonly seal: string;
  readonly nonce: string;
  /** What was typed last. */
  readonly code: string;
  readonly problem: string;
}

/** Reads QR and bar codes with the browser's own detector; where there is none (Safari) the button takes a photo, which the server reads. */
const scanScript = `(()=>{const b=document.getElementById('scan'),v=document.getElementById('view'),i=document.getElementById('code'),p=document.getElementById('photo');
b.hidden=false;p.addEventListener('change',()=>p.form.requestSubmit());
if(!('BarcodeDetector' in window)||!navigator.mediaDevices)return b.addEventListener('click',()=>p.click());let s=null;
const stop=()=>{if(s)for(const t of s.getTracks())t.stop();s=null;v.hidden=true;b.textContent='用相机扫码'};
b.addEventListener('click',async()=>{if(s)return stop();try{s=await navigator.mediaDevices.getUserMedia({video:{facingMode:'environment'}});
v.srcObject=s;v.hidden=false;await v.play();b.textContent='停止扫码';const d=new BarcodeDetector({formats:['qr_code','code_128']});
const look=async()=>{if(!s)return;try{const f=await d.detect(v);if(f[0]){i.value=f[0].rawValue;stop();i.form.requestSubmit();return}}catch(e){}setTimeout(look,150)};look()}
catch(e){stop();b.textContent='相机不可用，请输入券码'}})})()`;

export function counterPage(page: CounterPage): ExactAnswer {
  return pageAnswer({
    title: `核销 · ${page.name}`,
    script: scanScript,
    nonce: page.nonce,
    body: html`<nav class="top"><span class="muted">${page.accountName}</span><span class="muted">${page.name}</span></nav>
<div class="stack"><h1>核销卡券</h1>
${page.problem === '' ? null : html`<p class="notice bad" role="alert">${page.problem}</p>`}
<form method="get" action="${page.path}" class="panel stack"><div><label for="code">券码</label>
<input id="code" type="text" name="code" value="${page.code}" autocomplete="off" autocapitalize="off" spellcheck="false" required maxlength="64" autofocus></div>
<video id="view" hidden muted playsinline></video>
<button>查询</button><button id="scan" type="button" class="quiet" hidden>用相机扫码</button></form>
<details class="center"><summary class="muted small">或用一张照片识别</summary><form method="post" action="${page.path}/photo" enctype="multipart/form-data" class="panel stack">
<div><label for="photo">拍照或选一张照片</label><input id="photo" type="file" name="photo" accept="image/*" capture="environment" required></div><button class="quiet">识别照片</button></form></details>
<p class="muted small center">请顾客打开「我的卡券」出示券码或二维码。</p></div>`,
  });
}

/** What a code is, before it is redeemed. */
export function checkPage(page: CounterPage, { face, offer }: ShownOffer, copy: Coupon): ExactAnswer {
  return pageAnswer({
    title: `核销 · ${page.name}`,
    style: styleOf(face.colour),
    body: html`<nav class="top"><a href="${page.path}" style="padding-left:0">‹ 重新输入</a><span class="muted">${page.name}</span></nav>
<div class="stack"><h1>确认核销</h1>
${coupon({ face, validity: `有效期 ${spanText(copy.beginsAt, copy.endsAt)}`, foot: html`<span class="state">${grouped(copy.code)}</span>` })}
${face.detail ? html`<section class="panel"><h2>优惠详情</h2><p class="text">${face.detail}</p></section>` : null}
${face.remarks.length > 0 ? html`<section class="panel"><p class="muted text">${face.remarks.join('\n')}</p></section>` : null}
${action(page.path, page.seal, { code: copy.code, offer: offer.number }, html`<button>确认核销</button>`)}
<p class="muted small center">核销后不能撤销。</p></div>`,
  });
}

export function redeemedPage(page: CounterPage, { face }: ShownOffer, copy: Coupon): ExactAnswer {
  return pageAnswer({
    title: '核销成功',
    style: styleOf(face.colour),
    body: html`<div class="stack"><div class="center"><p class="seal" aria-hidden="true">✓</p><h1>核销成功</h1><p class="muted">${grouped(copy.code)}</p></div>
${coupon({ face, validity: page.name, foot: html`<span class="state">已使用</span>` })}
<a class="button" href="${page.path}">继续核销</a></div>`,
  });
}
