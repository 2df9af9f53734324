// The validator itself: what it must let pass and what it must find. OpenAPI directory in TODOKE_LINE_OPENAPI.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const openapi = process.env.TODOKE_LINE_OPENAPI;
const user = 'U00000000000000000000000000000002';

const post = (path, body) => ({ seq: 1, direction: 'in', method: 'POST', path, body, status: 200 });
const push = (message) => post('/v2/bot/message/push', { to: user, messages: [message] });
const postback = { type: 'postback', label: '登録する', data: 'f=abs;s=7Qk2;v=3;a=ok', displayText: '登録する' };
const flex = (button) => ({
  type: 'flex',
  altText: '出欠の確認',
  contents: {
    type: 'bubble',
    body: { type: 'box', layout: 'vertical', contents: [{ type: 'text', text: '欠席で登録しますか?', wrap: true }] },
    footer: { type: 'box', layout: 'horizontal', spacing: 'md', contents: [button] },
  },
});

function judge(entries) {
  const directory = mkdtempSync(join(tmpdir(), 'books-'));
  const book = join(directory, 'line.jsonl');
  writeFileSync(book, entries.map((entry) => JSON.stringify(entry) + '\n').join(''));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(here, 'validate.mjs'), '--openapi', openapi, book], {
    encoding: 'utf8',
  });
  rmSync(directory, { recursive: true });
  return { status, stdout, stderr };
}

test('documented requests pass', () => {
  const { status, stdout, stderr } = judge([
    push(flex({ type: 'button', style: 'primary', action: postback })),
    push({ type: 'text', text: 'はい', quickReply: { items: [{ type: 'action', action: postback }] } }),
    push({ type: 'template', altText: '確認', template: { type: 'confirm', text: '?', actions: [postback, postback] } }),
    post('/v2/bot/message/reply', { replyToken: 'r', messages: [{ type: 'sticker', packageId: '446', stickerId: '1988' }] }),
    post('/oauth2/v3/token', { grant_type: 'client_credentials', client_id: '1', client_secret: 's' }),
    { ...post('/v2/bot/info', null), method: 'GET' },
    { ...post('http://127.0.0.1/webhooks/line/demo', {}), direction: 'out' },
  ]);
  assert.equal(stderr, '');
  assert.equal(stdout, '5 requests valid\n');
  assert.equal(status, 0);
});

for (const [name, entry] of Object.entries({
  'an unknown property deep in a flex tree': push(flex({ type: 'button', colour: '#ff0000', action: postback })),
  'an unknown component': push(flex({ type: 'knob', action: postback })),
  'a wrong enum value': push(flex({ type: 'button', style: 'huge', action: postback })),
  'a postback that is too long': push(flex({ type: 'button', action: { ...postback, data: 'x'.repeat(301) } })),
  'a missing text': push({ type: 'text' }),
  'an unknown message type': push({ type: 'hologram' }),
  'six messages': post('/v2/bot/message/push', { to: user, messages: Array(6).fill({ type: 'text', text: 'x' }) }),
  'an unknown property of the request': post('/v2/bot/message/push', { to: user, messages: [{ type: 'text', text: 'x' }], x: 1 }),
  'an undocumented path': post('/v2/bot/message/push/', { to: user, messages: [{ type: 'text', text: 'x' }] }),
  'a token request without a secret': post('/oauth2/v3/token', { grant_type: 'client_credentials', client_id: '1' }),
})) {
  test(`finds ${name}`, () => {
    const { status, stderr } = judge([entry]);
    assert.equal(status, 1, stderr);
    assert.match(stderr, /line\.jsonl:1 POST/);
  });
}

test('an empty book fails', () => assert.equal(judge([]).status, 1));
test('a book without a request to validate fails', () =>
  assert.equal(judge([{ ...post('/v2/bot/info', null), method: 'GET' }]).status, 1));
