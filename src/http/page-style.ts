// The one style sheet of all HTML this server writes: small, mobile first, light and dark surfaces of one family.
// Must not know any page's content. Colours of an offer come in as --face and --edge with --on for text on them, and as --deep and
// --dark for text on light grounds.

export const pageStyle = `
*{box-sizing:border-box}
:root{--ink:#1f1d1a;--soft:#6b655c;--line:#e6e1d8;--paper:#f6f3ee;--card:#fff;--deep:#2f6f4f;--dark:#23543c;--tint:#eef5f1;--face:#2f6f4f;--edge:#23543c;--on:#fff}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.65 -apple-system,BlinkMacSystemFont,"PingFang SC","Noto Sans SC","Source Han Sans SC","Microsoft YaHei","WenQuanYi Zen Hei",sans-serif;-webkit-font-smoothing:antialiased}
main{max-width:480px;margin:0 auto;padding:20px 16px 48px}
h1,h2,h3,p,ul,ol,dl,dd,figure{margin:0;padding:0}
h1{font-size:22px;line-height:1.35;font-weight:650;letter-spacing:.01em}
h2{font-size:17px;line-height:1.4;font-weight:600}
img{max-width:100%;display:block}
a{color:var(--deep)}
.muted{color:var(--soft);font-size:14px}
.small{font-size:13px}
.top{display:flex;align-items:center;justify-content:space-between;gap:12px;margin:2px 0 18px}
.top a{font-size:14px;text-decoration:none;color:var(--soft);padding:8px 0 8px 12px}
.stack>*+*{margin-top:16px}
.panel{background:var(--card);border-radius:16px;padding:18px;box-shadow:0 1px 2px rgba(60,50,30,.05)}
.panel h2{margin-bottom:8px}
.text{white-space:pre-line;overflow-wrap:anywhere}
.button,button{display:block;width:100%;border:0;border-radius:999px;padding:14px 20px;background:var(--face);color:var(--on);font:inherit;font-size:17px;font-weight:600;line-height:1.3;text-align:center;text-decoration:none;cursor:pointer;letter-spacing:.04em}
.button:active,button:active{background:var(--edge)}
.button.quiet,button.quiet{background:transparent;color:var(--ink);box-shadow:inset 0 0 0 1px var(--line);font-weight:500;background:var(--card)}
button.plain{background:none;color:var(--soft);font-size:14px;font-weight:400;padding:12px;letter-spacing:0;text-decoration:underline;text-underline-offset:3px}
a:focus-visible,button:focus-visible,input:focus-visible,.coupon:focus-visible{outline:3px solid #1a5fd0;outline-offset:2px}
.done{background:#edeae4;color:#5d574e;border-radius:999px;padding:13px 20px;text-align:center;font-weight:500}
input[type=text],input[type=search]{width:100%;font:inherit;font-size:20px;letter-spacing:.06em;padding:13px 16px;border:1px solid #8f887c;border-radius:12px;background:#fff;color:var(--ink)}
label{display:block;font-size:14px;color:var(--soft);margin-bottom:6px}
.banner{width:100%;aspect-ratio:640/300;border-radius:16px;background:var(--tint) center/cover no-repeat}
.coupon{display:block;border-radius:16px;overflow:hidden;background:var(--card);color:inherit;text-decoration:none;box-shadow:0 6px 20px -8px rgba(60,45,20,.22),0 1px 2px rgba(60,50,30,.06)}
.face{position:relative;background:linear-gradient(135deg,var(--face),var(--edge));color:var(--on);padding:16px 18px 18px}
.brand{display:flex;align-items:center;gap:9px;font-size:14px;line-height:1.3}
.brand img,.logo{width:30px;height:30px;border-radius:50%;object-fit:cover;background:#fff;flex:none}
.logo{display:grid;place-items:center;color:var(--deep);font-weight:700;font-size:15px}
.brand .kind{margin-left:auto;border:1px solid;border-radius:999px;padding:1px 9px;font-size:12px;white-space:nowrap}
.offer{display:flex;align-items:baseline;justify-content:space-between;gap:14px;margin-top:16px}
.offer .words{min-width:0;flex:1}
.offer .title{font-size:19px;font-weight:650;line-height:1.35;overflow-wrap:anywhere}
.offer .sub{font-size:13px;margin-top:2px}
.figure{flex:none;text-align:right;line-height:1;max-width:58%}
.figure b{font:700 44px/1 "DIN Alternate","Helvetica Neue",Arial,"PingFang SC","Noto Sans SC",sans-serif;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.figure b.long{font-size:28px}
.figure b.han{font-size:30px;letter-spacing:.04em}
.figure i{font-style:normal;font-size:17px;font-weight:600;margin:0 2px}
.figure span{display:block;font-size:12px;margin-top:7px;line-height:1.3}
.edge{position:relative;height:0;border-top:2px dashed var(--line);margin:0 16px}
.edge:before,.edge:after{content:"";position:absolute;top:-10px;width:18px;height:18px;border-radius:50%;background:var(--paper)}
.edge:before{left:-26px}.edge:after{right:-26px}
.foot{padding:12px 18px 14px;display:flex;align-items:center;justify-content:space-between;gap:12px;font-size:13px;color:var(--soft);line-height:1.45}
.foot .state{color:var(--deep);font-weight:600;white-space:nowrap}
.foot span{text-wrap:balance}
.foot form{flex:none}
.foot button,.foot .take{width:auto;padding:8px 18px;font-size:14px}
.coupon.over .face{background:linear-gradient(135deg,#6d6a66,#575450);color:#fff}
.coupon.over .foot .state{color:#5d574e}
.thumb{flex:none;width:60px;height:60px;border-radius:12px;background:var(--tint) center/cover no-repeat}
.thumb+span{flex:1}
.code{text-align:center;padding:22px 18px 20px}
.code .square{width:248px;height:248px;margin:-10px auto 6px}
.code .bars{width:100%;max-width:330px;height:84px;margin:0 auto 10px}
.code svg{display:block;width:100%;height:100%}
.code .number{font:600 22px/1.4 "SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;letter-spacing:.08em;overflow-wrap:anywhere}
.code.spent{opacity:.45}
.facts{display:grid;grid-template-columns:auto 1fr;gap:8px 16px;font-size:15px}
.facts dt{color:var(--soft)}
.facts dd{text-align:right;overflow-wrap:anywhere}
.links{list-style:none;margin:-8px 0}
.links li+li{border-top:1px solid var(--line)}
.links a{display:flex;justify-content:space-between;gap:12px;padding:13px 0;text-decoration:none;color:var(--ink)}
.links a span{color:var(--soft);font-size:14px}
.people{list-style:none}
.people li+li{margin-top:10px}
.person{display:flex;align-items:center;gap:12px;text-align:left;background:var(--card);color:var(--ink);border-radius:14px;padding:12px 14px;font-weight:500;letter-spacing:0;box-shadow:inset 0 0 0 1px var(--line)}
.person:active{background:var(--tint)}
.person .face-letter{width:40px;height:40px;border-radius:50%;display:grid;place-items:center;background:var(--tint);color:var(--dark);font-weight:650;flex:none}
.person small{display:block;color:var(--soft);font-weight:400;font-size:13px}
.notice{border-radius:12px;padding:12px 16px;font-size:15px;background:var(--tint);color:var(--dark)}
.notice.bad{background:#fbeceb;color:#8c1d18}
.notice.good{background:#e9f5ec;color:#17562f}
.seal{display:block;width:64px;height:64px;margin:22px auto 14px;border-radius:50%;background:var(--tint);color:var(--dark);text-align:center;font-size:30px;line-height:64px}
.center{text-align:center}
.pictures figure+figure{margin-top:14px}
.pictures img{width:100%;border-radius:12px}
.pictures figcaption{margin-top:6px}
.cover{width:100%;aspect-ratio:850/350;object-fit:cover;border-radius:12px}
.pair{display:flex;gap:12px}
.pair form{flex:1;min-width:0}
.pair button{padding:13px 8px;font-size:16px}
.follow{display:flex;align-items:center;justify-content:space-between;gap:12px}
.follow p b,.follow p span{display:block}
.follow button{width:auto;padding:9px 22px;font-size:15px}
.fields{margin-top:14px}
.fields label{margin:0}
.fields input{margin-top:6px;font-size:18px;letter-spacing:.02em}
.sum{font:700 40px/1.2 "DIN Alternate","Helvetica Neue",Arial,"PingFang SC","Noto Sans SC",sans-serif;text-align:center;padding:6px 0 16px;font-variant-numeric:tabular-nums}
.bubble{display:inline-block;max-width:88%;background:var(--card);border-radius:4px 16px 16px 16px;padding:10px 14px;box-shadow:0 1px 2px rgba(60,50,30,.06)}
.said{display:block;width:fit-content;margin-left:auto;border-radius:16px 4px 16px 16px}
.link{display:block;text-decoration:none;color:inherit}
.link b,.link span{display:block}
.link img{border-radius:12px;width:100%;aspect-ratio:900/500;object-fit:cover;margin-bottom:8px}
.link+.link{border-top:1px solid var(--line);margin-top:12px;padding-top:12px}
.badge{font-size:13px;color:var(--soft);text-align:center;padding-top:20px}
video{width:100%;border-radius:14px;background:#222;aspect-ratio:4/3;object-fit:cover}
[hidden]{display:none!important}
@media (prefers-reduced-motion:no-preference){.coupon{transition:transform .12s}a.coupon:active{transform:scale(.985)}}
`
  .trim()
  .replace(/\n/g, '');
