// The judge finds what it is there to find, and nothing on a good card.
import assert from 'node:assert/strict';
import { execSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { openPage } from './page.mjs';

let opened;
before(async () => {
  opened = await openPage(process.env.CHROMIUM || execSync('command -v chromium').toString().trim());
});
after(() => opened.close());

const card = (...contents) => ({
  key: 'x', language: 'ja', notice: 'お知らせ',
  message: { type: 'flex', altText: 'x', contents: { type: 'bubble', body: { type: 'box', layout: 'vertical', contents } } },
});
const judged = (sample, theme = 'light', zoom = 1) =>
  opened.page.evaluate(([samples, t, z]) => (show({ samples, theme: t, zoom: z }), judge()), [[sample], theme, zoom]);
const long = 'とても長いことばがここに続いて一行にはおさまりません';

test('a good card has no faults', async () => {
  for (const theme of ['light', 'dark'])
    assert.deepEqual(await judged(card({ type: 'text', scaling: true, text: long, wrap: true }, { type: 'button', scaling: true, style: 'secondary', action: { label: 'はい' } }), theme), []);
});
test('words without wrap are cut', async () => assert.match((await judged(card({ type: 'text', scaling: true, text: long })))[0], /is cut/));
test('a label that is too long is cut, or has small letters', async () => {
  assert.match((await judged(card({ type: 'button', scaling: true, action: { label: long } })))[0], /is cut/);
  const shrunk = { type: 'button', scaling: true, adjustMode: 'shrink-to-fit', action: { label: long } };
  assert.ok((await judged(card(shrunk))).some((fault) => /letters of/.test(fault)));
});
test('grey on white, and black on a dark ground, are faint', async () => {
  assert.match((await judged(card({ type: 'text', scaling: true, text: 'x', color: '#AAAAAA' })))[0], /contrast/);
  assert.match((await judged(card({ type: 'text', scaling: true, text: 'x', color: '#333333' }), 'dark'))[0], /contrast/);
});
test('what is wider than its card stands outside', async () => {
  const wide = { type: 'box', layout: 'vertical', width: '400px', contents: [{ type: 'text', scaling: true, text: long + long, wrap: true }] };
  assert.ok((await judged(card(wide))).some((fault) => /outside/.test(fault)));
});
test('things on each other are seen', async () => {
  const low = { type: 'box', layout: 'vertical', height: '10px', contents: [{ type: 'text', scaling: true, text: long, wrap: true }] };
  assert.ok((await judged(card(low, { type: 'text', scaling: true, text: 'next', wrap: true }))).some((fault) => /lies on/.test(fault)));
});
test('a long notice is told', async () => {
  const sample = { ...card({ type: 'text', scaling: true, text: 'x' }), notice: long + long + long };
  assert.match((await judged(sample))[0], /two lines/);
});
test('letters that stay small on a phone with large ones are told', async () =>
  assert.match((await judged(card({ type: 'text', text: 'x' })))[0], /does not grow/));
test('a component that is not drawn is no silent gap', async () => {
  await assert.rejects(judged(card({ type: 'icon', url: 'https://x' })), /not drawn/);
  await assert.rejects(judged(card({ type: 'text', scaling: true, text: 'x', lineSpacing: '4px' })), /not drawn/);
});
