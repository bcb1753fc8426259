// node shot.mjs BASE AS PATH OUT [width] [theme]
import { chromium } from 'playwright-core';
const [base, as, path, out, width='1280', theme='light'] = process.argv.slice(2);
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const c = await b.newContext({ viewport: { width: +width, height: 900 }, colorScheme: theme, locale: 'fr-FR' });
const p = await c.newPage();
p.on('console', m => { if (m.type()==='error') console.log('console', m.text()); });
p.on('pageerror', e => console.log('pageerror', e.message));
await p.goto(base + '/demonstration');
if (as !== '-') { await p.click(`button[name=as][value=${as}]`); await p.waitForLoadState(); }
if (path.startsWith('/')) await p.goto(base + path);
else if (path.startsWith('search:')) { await p.goto(base + '/appels'); await p.fill('input[name=q]', path.slice(7)); await p.press('input[name=q]', 'Enter'); await p.waitForLoadState(); }
console.log(p.url(), await p.title());
await p.screenshot({ path: out, fullPage: true });
await b.close();
