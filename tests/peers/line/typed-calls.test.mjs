// What the compiler must let pass and what it must refuse, or its silence over the recorded requests would say nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadOpenApi } from './openapi.mjs';
import { withBook } from './scratch-book.mjs';
import { typedCalls } from './typed-calls.mjs';

const api = loadOpenApi(process.env.TODOKE_LINE_OPENAPI);
const user = 'U00000000000000000000000000000002';
const key = '123e4567-e89b-12d3-a456-426614174000';
const headers = { authorization: 'sha256:00', 'content-type': 'application/json' };
const line = (method, path, body, more = {}) => ({
  direction: 'in',
  method,
  path,
  headers: { ...headers, ...more },
  body,
  status: 200,
  answer: {},
});
const push = (messages, more) => line('POST', '/v2/bot/message/push', { to: user, messages }, more);
const bubble = (contents) => ({
  type: 'flex',
  altText: 'x',
  contents: { type: 'bubble', body: { type: 'box', layout: 'vertical', contents } },
});

const right = [
  push([{ type: 'text', text: 'はい' }], { 'x-line-retry-key': key }),
  push([bubble([{ type: 'text', text: 'x', wrap: true }])]),
  line('POST', '/v2/bot/message/reply', { replyToken: 'r', messages: [{ type: 'text', text: 'x' }] }),
  line('POST', `/v2/bot/user/${user}/linkToken`, null),
  line('POST', `/v2/bot/user/${user}/richmenu/richmenu-1`, null),
  line('POST', '/v2/bot/richmenu/alias/guardian', { richMenuId: 'richmenu-1' }),
  line('POST', '/v2/bot/chat/markAsRead', { markAsReadToken: 't' }),
  line('GET', '/v2/bot/message/quota', null),
  line('POST', '/v2/bot/richmenu/richmenu-1/content', 'PNG', { 'content-type': 'image/png' }),
];
const wrong = [
  push([{ type: 'text' }]),
  push([{ type: 'text', text: 'x', colour: 'red' }]),
  push([bubble([{ type: 'button', style: 'huge', action: { type: 'uri', uri: 'https://x' } }])]),
  push([bubble([{ type: 'text', text: 7 }])]),
  line('POST', '/v2/bot/message/reply', { messages: [] }),
  line('POST', '/v2/bot/chat/loading/start', { chatId: user, loadingSeconds: '5' }),
  line('POST', `/v2/bot/user/${user}/linkToken`, { user }),
];

test('exactly the requests that the SDK would not let anybody write are refused, each by where it was recorded', () => {
  const { lines, problems } = withBook([...right, ...wrong], (book) => typedCalls(api, [book]));
  const told = problems.map((problem) => Number(/line\.jsonl:(\d+) /.exec(problem)?.[1]));
  const expected = wrong.map((_, index) => right.length + 1 + index);
  assert.deepEqual([...new Set(told)], expected, problems.join('\n'));
  assert.deepEqual(lines, ['     1  setRichMenuImage: no typed call', '15 different calls']);
});

test('nothing to compile fails', () => {
  assert.match(withBook([], (book) => typedCalls(api, [book])).problems[0], /no request to compile/);
});
