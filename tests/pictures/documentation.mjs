// The few pictures that the adapter's README shows, in Japanese, small enough for a repository.
import { join } from 'node:path';
import { openPage } from './page.mjs';

const PICTURES = [
  ['question', 'report.ask', 'light', 1],
  ['confirm', 'report.confirm', 'light', 1],
  ['confirm-dark-large', 'report.confirm', 'dark', 1.35],
  ['staff-card', 'staff.report_new', 'light', 1],
  ['case', 'case.ask_guardian', 'light', 1],
  ['call-list', 'case.call_list', 'light', 1],
];

export async function drawDocumentation({ chromium, documentation }, samples, pictureOf) {
  const { page, close } = await openPage(chromium, { width: 460 });
  const shoot = async (name) => page.locator('.phone').screenshot({ path: join(documentation, name + '.png') });
  for (const [name, key, theme, zoom] of PICTURES) {
    const sample = samples.find((one) => one.key === key && one.language === 'ja');
    await page.evaluate((all) => show(all), { samples: [sample], theme, zoom });
    await page.evaluate(() => document.querySelectorAll('.label').forEach((label) => label.remove()));
    await shoot(name);
  }
  for (const name of ['unlinked', 'guardian', 'staff']) {
    await page.evaluate(([n, picture]) => {
      show({ samples: [], theme: 'light', zoom: 1 });
      menu(n, 'メニュー', picture);
      document.querySelectorAll('.label').forEach((label) => label.remove());
    }, [name, pictureOf(name + '.ja')]);
    await page.waitForFunction(() => document.querySelector('img').complete);
    await shoot('menu-' + name);
  }
  await close();
}
