// A browser with our page in it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const own = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

export async function openPage(executablePath, { width = 1640, scale = 1 } = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'todoke-pictures-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath, headless: true, viewport: { width, height: 1000 }, deviceScaleFactor: scale,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const page = await browser.newPage();
  await page.setContent(`<!doctype html><html lang="ja"><style>${own('phone.css')}</style><body></body></html>`);
  await page.addScriptTag({ content: own('flex.js') });
  await page.addScriptTag({ content: own('judge.js') });
  return {
    page,
    close: async () => {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
