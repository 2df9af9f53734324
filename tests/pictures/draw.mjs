// node draw.mjs --chromium PATH --samples FILE --menus DIRECTORY --out DIRECTORY [--documentation DIRECTORY]
// Exit codes: 0 all well · 1 something is cut, overlaps, or is hard to read · 2 wrong use.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openPage } from './page.mjs';

const args = Object.fromEntries(process.argv.slice(2).flatMap((arg, i, all) => (arg.startsWith('--') ? [[arg.slice(2), all[i + 1]]] : [])));
if (!args.chromium || !args.samples || !args.menus || !args.out) {
  console.error('usage: node draw.mjs --chromium PATH --samples FILE --menus DIRECTORY --out DIRECTORY [--documentation DIRECTORY]');
  process.exit(2);
}
const PER_SHEET = 12;
const LARGE = 1.35;  // LINE's largest letters
// Teams draws whole forms at once; LINE asks slot by slot and never gets this one.
const samples = JSON.parse(readFileSync(args.samples, 'utf8'));
const languages = [...new Set(samples.map((sample) => sample.language))];
const { page, close } = await openPage(args.chromium);
const faults = [];

async function sheet(some, name, theme, zoom) {
  await page.evaluate((all) => show(all), { samples: some, theme, zoom });
  for (const fault of await page.evaluate(() => judge())) faults.push(`${name}: ${fault}`);
  await page.screenshot({ path: join(args.out, name + '.png'), fullPage: true });
}

for (const language of languages) {
  const all = samples.filter((sample) => sample.language === language);
  for (const theme of ['light', 'dark'])
    for (const [letters, zoom] of [['normal', 1], ['large', LARGE]])
      for (let i = 0; i < all.length; i += PER_SHEET)
        await sheet(all.slice(i, i + PER_SHEET), `${language}.${theme}.${letters}.${1 + i / PER_SHEET}`, theme, zoom);
}

const pictureOf = (name) => 'data:image/png;base64,' + readFileSync(join(args.menus, name + '.png')).toString('base64');
const menus = readdirSync(args.menus).filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5));
await page.evaluate(() => { document.body.replaceChildren(); document.body.className = 'light'; });
for (const name of menus)
  await page.evaluate(([n, bar, picture]) => menu(n, bar, picture), [name, JSON.parse(readFileSync(join(args.menus, name + '.json'), 'utf8')).chatBarText, pictureOf(name)]);
await page.screenshot({ path: join(args.out, 'menus.png'), fullPage: true });
await close();

if (args.documentation) await (await import('./documentation.mjs')).drawDocumentation(args, samples, pictureOf);
for (const fault of [...new Set(faults)]) console.error(fault);
console.log(`${samples.length} messages drawn in ${args.out}, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
