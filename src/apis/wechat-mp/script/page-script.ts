// The vendor's script on shopper pages inside its app: signed configuration, cards to add, cards to choose from.
// Must not be needed: a page without it, or whose app refuses it, claims by its own form.
// developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html
import type { Account } from '../../../domain/accounts/index.js';
import type { PageScript, ScriptRequest } from '../../../domain/distribution/index.js';
import { alphanumeric } from '../../../kernel/ids.js';
import type { RoomServices } from '../../room.js';
import { cardSignature, choiceSignature, pageSignature } from '../distribution/signatures.js';
import type { ScriptAccounts } from './settings.js';
import { createTickets } from './tickets.js';

/** Runs in the page. `setup` is the object made below; forms name the item they claim in `data-item`. */
const inPage = `function(setup){
if(!window.wx)return;
var body=document.body,ready=false;
wx.config(setup.config);
wx.ready(function(){ready=true;body.setAttribute('data-app','ready');choosers(false)});
wx.error(function(){ready=false;body.setAttribute('data-app','refused');choosers(true)});
function choosers(hidden){document.querySelectorAll('[data-choose]').forEach(function(b){b.hidden=hidden})}
function own(form){form.setAttribute('data-own','');form.submit()}
function done(form){var p=document.createElement('p');p.className='done';p.setAttribute('role','status');p.textContent='已放入微信卡包';form.replaceWith(p)}
document.addEventListener('submit',function(event){
var form=event.target,card=setup.cards[form.getAttribute('data-item')];
if(!ready||!card||form.hasAttribute('data-own'))return;
event.preventDefault();
wx.addCard({cardList:[card],success:function(res){var first=(res.cardList||[])[0];if(first&&first.isSuccess===false)own(form);else done(form)},cancel:function(){},fail:function(){own(form)}});
});
document.addEventListener('click',function(event){
var button=event.target.closest&&event.target.closest('[data-choose]');
if(!ready||!button)return;
var wanted={};for(var key in setup.choice)wanted[key]=setup.choice[key];
wanted.success=function(res){var first=JSON.parse(res.cardList||'[]')[0];if(first)location.assign(button.getAttribute('data-choose')+'?'+new URLSearchParams({card:first.card_id,sealed:first.encrypt_code}))};
wx.chooseCard(wanted);
});
}`;

/** JSON that may stand inside a script element. */
const embedded = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

export function createPageScripts(
  services: Pick<RoomServices, 'exchange' | 'clock' | 'random' | 'log'>,
  accounts: ScriptAccounts,
): (account: Account, request: ScriptRequest) => Promise<PageScript | null> {
  const { clock, random } = services;
  const ticketsOf = createTickets(services);

  return async ({ number: appid }, { address, agent, items }) => {
    const named = accounts.get(appid);
    if (named === undefined || !/MicroMessenger/i.test(agent)) return null;
    const tickets = await ticketsOf(appid, named);
    if (tickets === null) return null;
    const timestamp = String(Math.floor(clock.now() / 1000));
    const nonce = (): string => alphanumeric(16, random);
    const cards = items.map(({ item, offer, signed, code, holder, channel }) => {
      if (signed !== null) return [item, { cardId: offer, cardExt: signed }];
      const ext = { cardId: offer, timestamp, code: code ?? '', openid: holder ?? '', nonce: nonce(), balance: '' };
      const cardExt = JSON.stringify({
        code: ext.code,
        openid: ext.openid,
        timestamp,
        nonce_str: ext.nonce,
        ...(channel === '' ? {} : { outer_str: channel }),
        signature: cardSignature(tickets.card, ext),
      });
      return [item, { cardId: offer, cardExt }];
    });
    const pageNonce = nonce();
    const choiceNonce = nonce();
    const choice = { appid, shopId: '', timestamp, nonce: choiceNonce, cardId: '', cardType: '' };
    const setup = {
      config: {
        debug: false,
        appId: appid,
        timestamp: Number(timestamp),
        nonceStr: pageNonce,
        signature: pageSignature(tickets.page, pageNonce, timestamp, address),
        jsApiList: ['addCard', 'chooseCard', 'openCard'],
      },
      cards: Object.fromEntries(cards),
      choice: {
        shopId: '',
        cardType: '',
        cardId: '',
        timestamp: Number(timestamp),
        nonceStr: choiceNonce,
        signType: 'SHA1',
        cardSign: choiceSignature(tickets.card, choice),
      },
    };
    return { source: named.script, text: `(${inPage})(${embedded(setup)})` };
  };
}
