import { createHash } from 'node:crypto'

/**
 * The stylesheet of every page, small enough to travel inside the page: one request on a weak connection.
 * Palette and page rules: 17 px body, one column up to 40 rem, system Thai fonts, focus visible. Purple belongs to the
 * protected channel alone.
 */
export const style = `
:root{color-scheme:light dark;--ink:#1F2933;--second:#52606D;--line:#D9E2EC;--paper:#FFFFFF;--ground:#F4F7F9;--band:#E6F4F1;--primary:#0B6E6E;--on-primary:#FFFFFF;--link:#0B6E6E}
@media (prefers-color-scheme:dark){:root{--ink:#EDF2F7;--second:#B3C0CC;--line:#3A4753;--paper:#1B232B;--ground:#12181E;--band:#16302F;--primary:#5CC8C2;--on-primary:#0A1F1F;--link:#7AD7D1}}
*{box-sizing:border-box}
html{font-size:17px;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font-family:system-ui,-apple-system,"Noto Sans Thai","Leelawadee UI",Thonburi,Tahoma,sans-serif;line-height:1.7;overflow-wrap:break-word}
header{background:var(--band);border-bottom:1px solid var(--line)}
header>div,main,footer{max-width:40rem;margin:0 auto;padding:1.25rem 1rem}
header p{margin:0;color:var(--second);font-size:.94rem}
h1,h2,h3,caption{text-wrap:balance}
h1{margin:0;font-size:1.65rem;line-height:1.45}
h2{margin:0 0 .5rem;font-size:1.3rem;line-height:1.45}
h3{margin:1.25rem 0 .25rem;font-size:1.06rem}
p,ol,ul,dl{margin:.5rem 0}
ol,ul{padding-left:1.5rem}
li{margin:.35rem 0}
li::marker{color:var(--primary);font-weight:700}
img,video{display:block;max-width:100%;max-height:80vh;height:auto;border-radius:.5rem}
audio{display:block;width:100%}
a{color:var(--link);text-underline-offset:.2em}
a:focus-visible,summary:focus-visible,button:focus-visible{outline:3px solid currentColor;outline-offset:3px;border-radius:.25rem}
main>section>:first-child{margin-top:0}
main>section>:last-child{margin-bottom:0}
main>section{background:var(--paper);border:1px solid var(--line);border-radius:1rem;padding:1.25rem 1rem;margin:0 0 1.25rem}
.button{display:inline-block;padding:.6rem 1.4rem;border-radius:.75rem;background:var(--primary);color:var(--on-primary);font-weight:700;font-size:1.1rem;text-decoration:none;text-align:center}
button.button{border:0;font-family:inherit;line-height:inherit;min-height:48px;cursor:pointer}
button:focus-visible{outline:3px solid var(--ink);outline-offset:3px}
.note{color:var(--second)}
.ask{display:grid;gap:1rem}
.qr{margin:0;text-align:center;justify-self:center}
.qr svg{display:block;width:11rem;height:11rem;margin:0 auto;padding:.5rem;background:#FFFFFF;border:1px solid var(--line);border-radius:.75rem}
.qr figcaption{font-size:.94rem;color:var(--second);margin-top:.35rem}
details{border-top:1px solid var(--line)}
details:last-of-type{border-bottom:1px solid var(--line)}
summary{margin-left:1.2rem;padding:.65rem 0;min-height:44px;cursor:pointer;font-weight:600;list-style-position:outside}
details p{margin:0 0 .75rem 1.2rem}
main>section.protected{background:#3D2C6B;border-color:#3D2C6B;color:#FFFFFF}
.protected a,.protected li::marker{color:#FFFFFF}
.protected .button{background:#FFFFFF;color:#3D2C6B}
.warning{font-weight:700;border-left:4px solid #FFFFFF;padding-left:.75rem;margin-bottom:1rem}
.hotlines{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:0 1.5rem}
.hotlines li{margin:0}
.hotlines a{font-weight:700;display:inline-block;padding:.5rem .25rem}
table{width:100%;border-collapse:collapse;margin:.75rem 0 1.25rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:700;padding-bottom:.35rem}
th,td{padding:.5rem .2rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:bottom}
th{font-weight:600}
thead th{color:var(--second);font-size:.85rem;line-height:1.4}
@media (min-width:22rem){thead th{white-space:nowrap}}
tr>:first-child{text-align:left;padding-left:0}
tr>:last-child{padding-right:0}
dt{color:var(--second);font-size:.94rem;margin-top:.5rem}
dd{margin:0}
.plain{list-style:none;padding:0}
.plain a{display:block;padding:.65rem 0}
.plain a,footer a{min-height:44px}
footer{padding-top:0;font-size:.94rem;color:var(--second)}
footer a{display:inline-block;padding:.5rem 0;margin-right:1.25rem}
@media (min-width:36rem){.ask{grid-template-columns:1fr auto}main{padding-top:1.75rem}}
main.wide{max-width:78rem}
nav a{display:inline-block;padding:.5rem .75rem .5rem 0;min-height:44px}
.report td,.report th{text-align:left;vertical-align:top;padding:.5rem .4rem}
.report ul{padding-left:1.1rem;margin:.25rem 0}
.report .quarter{margin:.35rem 0 0;font-weight:600}
@media (max-width:47.99rem){.report thead{display:none}.report tr,.report td{display:block;border:0;padding:.15rem 0}.report tr{border-bottom:1px solid var(--line);padding:.75rem 0}.report td::before{content:attr(data-name);display:block;color:var(--second);font-size:.85rem}}
@media (min-width:48rem){.report{table-layout:fixed}.report td,.report th{border:1px solid var(--line);white-space:normal}.report th:first-child{width:4.5rem}.report th:nth-child(3),.report th:nth-child(4){width:9rem}}
@media print{html{font-size:11px}body{background:#FFFFFF}header{background:#FFFFFF;border:0}main>section{break-inside:avoid;border:0;padding:0}.paper{break-inside:auto!important}.report tr{break-inside:avoid}.report thead{display:table-header-group}.aside{display:none}main.wide{max-width:none}}
`

/** For the Content-Security-Policy: only a stylesheet with exactly these bytes is applied. */
export const styleSource = `'sha256-${createHash('sha256').update(style).digest('base64')}'`
