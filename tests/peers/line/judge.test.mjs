// The judge itself: what it must let pass and what it must find. OpenAPI directory in TODOKE_LINE_OPENAPI.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { judge } from './judge.mjs';
import { loadOpenApi } from './openapi.mjs';
import { withBook } from './scratch-book.mjs';

const user = 'U00000000000000000000000000000002';

const key = '123e4567-e89b-12d3-a456-426614174000';
const json = { 'content-type': 'application/json', authorization: 'sha256:00' };

const request = (method, path, body, status, answer, headers = {}) => ({
  seq: 1,
  direction: 'in',
  method,
  path,
  headers: body === null ? { authorization: 'sha256:00', ...headers } : { ...json, ...headers },
  body,
  status,
  answer,
});
const get = (path, answer) => request('GET', path, null, 200, answer);
const sent = { sentMessages: [{ id: '461000000000000001', quoteToken: 'q' }] };
const text = { type: 'text', text: 'x' };
const push = (message, headers) =>
  request('POST', '/v2/bot/message/push', { to: user, messages: [message] }, 200, sent, headers);
const reply = (headers) =>
  request('POST', '/v2/bot/message/reply', { replyToken: 'r', messages: [text] }, 200, sent, headers);
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const token = (body) => ({
  ...request('POST', '/oauth2/v3/token', body, 200, { token_type: 'Bearer', access_token: 'e', expires_in: 900 }),
  headers: form,
});
const menu = {
  size: { width: 2500, height: 843 },
  selected: true,
  name: 'guardian',
  chatBarText: 'メニュー',
  areas: [{ bounds: { x: 0, y: 0, width: 1250, height: 843 }, action: { type: 'message', text: '欠席', label: '欠席' } }],
};
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

const api = loadOpenApi(process.env.TODOKE_LINE_OPENAPI);
const judged = (entries) => withBook(entries, (book) => judge(api, [book]));

test('documented requests and answers pass', () => {
  const { lines, problems } = judged([
    push(flex({ type: 'button', style: 'primary', action: postback }), { 'x-line-retry-key': key }),
    push({ ...text, quickReply: { items: [{ type: 'action', action: postback }] } }),
    push({ type: 'template', altText: '確認', template: { type: 'confirm', text: '?', actions: [postback, postback] } }),
    { ...push(text), status: 409, answer: { message: 'The retry key is already accepted', ...sent } },
    { ...push(text), status: 401, answer: { message: 'Authentication failed due to the following reason: x' } },
    { ...push(text), status: 503, answer: '<HTML>', misbehaved: 'status' },
    { ...push(text), status: 0, answer: null },
    reply(),
    token({ grant_type: 'client_credentials', client_id: '1', client_secret: 's' }),
    get('/v2/bot/info', { userId: user, basicId: '@x', displayName: 'x', chatMode: 'bot', markAsReadMode: 'auto' }),
    get('/v2/bot/followers/ids?limit=100', { userIds: [user] }),
    get('/v2/bot/richmenu/list', { richmenus: [{ richMenuId: 'richmenu-1', ...menu }] }),
    request('POST', '/v2/bot/richmenu', menu, 200, { richMenuId: 'richmenu-1' }),
    request('POST', '/v2/bot/richmenu/richmenu-1/content', 'PNG', 200, null, { 'content-type': 'image/png' }),
    request('POST', `/v2/bot/user/${user}/richmenu/richmenu-1`, null, 200, {}),
    request('POST', '/v2/bot/chat/loading/start', { chatId: user, loadingSeconds: 5 }, 202, {}),
    { ...request('POST', 'http://127.0.0.1/webhooks/line/demo', {}), direction: 'out' },
  ]);
  assert.deepEqual(problems, []);
  assert.ok(lines.includes('     7  POST /v2/bot/message/push'), lines.join('\n'));
  assert.ok(lines.includes('     1  GET /v2/bot/richmenu/list'), lines.join('\n'));
});

const found = {
  'an unknown property deep in a flex tree': push(flex({ type: 'button', colour: '#ff0000', action: postback })),
  'an unknown component': push(flex({ type: 'knob', action: postback })),
  'a wrong enum value': push(flex({ type: 'button', style: 'huge', action: postback })),
  'a postback that is too long': push(flex({ type: 'button', action: { ...postback, data: 'x'.repeat(301) } })),
  'a missing text': push({ type: 'text' }),
  'an unknown message type': push({ type: 'hologram' }),
  'six messages': { ...push(text), body: { to: user, messages: Array(6).fill(text) } },
  'an unknown property of the request': { ...push(text), body: { to: user, messages: [text], x: 1 } },
  'a request without its body': { ...push(text), body: null },
  'a body where none is documented': request('POST', `/v2/bot/user/${user}/linkToken`, {}, 200, { linkToken: 'x' }),
  'a wrong method': { ...push(text), method: 'PUT' },
  'an undocumented path': { ...push(text), path: '/v2/bot/message/push/' },
  'a wrong content type': push(text, { 'content-type': 'text/plain' }),
  'a retry key that is no UUID': push(text, { 'x-line-retry-key': '7' }),
  'a retry key on a reply': reply({ 'x-line-retry-key': key }),
  'a call without a token': { ...push(text), headers: { 'content-type': 'application/json' } },
  'an undocumented query': get('/v2/bot/message/quota?month=11', { type: 'none' }),
  'a query out of range': get('/v2/bot/followers/ids?limit=1001', { userIds: [] }),
  'a missing query': get('/v2/bot/message/delivery/push', { status: 'ready' }),
  'a query of the wrong form': get('/v2/bot/message/aggregation/info', { numOfCustomAggregationUnits: 'many' }),
  'a token request without a secret': token({ grant_type: 'client_credentials', client_id: '1' }),
  'a token request as JSON': {
    ...token({ grant_type: 'client_credentials', client_id: '1', client_secret: 's' }),
    headers: json,
  },
  'an answer without a required property': get('/v2/bot/info', { userId: user }),
  'an answer with an invented property': { ...push(text), answer: { ...sent, delivered: true } },
  'an undocumented success': { ...push(text), status: 201 },
  'an error in a form of its own': { ...push(text), status: 500, answer: { error: 'x' } },
  'a fault of the double': { ...push(text), status: 599, answer: { message: 'x' } },
};
for (const [name, entry] of Object.entries(found)) {
  test(`finds ${name}`, () => {
    const { problems } = judged([entry]);
    assert.ok(problems.length > 0);
    for (const problem of problems) assert.match(problem, /line\.jsonl:1 (GET|POST|PUT)/);
  });
}

test('nothing to judge fails', () => assert.match(judged([]).problems[0], /no request to judge/));

test('the program tells by its exit code', () => {
  const run = (entries) =>
    withBook(entries, (book) => {
      const program = join(dirname(fileURLToPath(import.meta.url)), 'judge.mjs');
      const words = [program, '--openapi', process.env.TODOKE_LINE_OPENAPI, dirname(book)];
      return spawnSync(process.execPath, words).status;
    });
  assert.equal(run([reply()]), 0);
  assert.equal(run([reply({ 'x-line-retry-key': key })]), 1);
});
