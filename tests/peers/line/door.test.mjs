// The same requests before our running service and before the SDK's own middleware: their verdicts must be the same. Where
// we differ on purpose, the reason stands in the table.
import { middleware, validateSignature } from '@line/bot-sdk';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { keyOf, sign, startHost, textEvent } from './host.mjs';

let host;
let sdk; // the SDK's middleware behind a port of its own

before(async () => {
  host = await startHost();
  const guard = middleware({ channelSecret: host.secrets[0] });
  sdk = createServer((request, response) => {
    guard(request, response, (error) => {
      request.resume();
      const status = error ? { SignatureValidationFailed: 401, JSONParseError: 400 }[error.name] ?? 500 : 200;
      response.writeHead(status).end();
    });
  });
  await new Promise((listening) => sdk.listen(0, '127.0.0.1', listening));
});
after(async () => {
  sdk.close();
  await host.stop();
});

const hook = (...events) => JSON.stringify({ destination: host.destination, events });
// Signed as LINE would; JSON.stringify escapes nothing, so the emoji are escaped by hand as LINE escapes some of them.
const escaped = (text) => text.replace(/[\ud800-\udfff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).toUpperCase()}`);

async function verdicts(body, headers) {
  const url = `http://127.0.0.1:${sdk.address().port}/`;
  const response = await fetch(url, { method: 'POST', body, headers });
  await response.arrayBuffer();
  return { theirs: response.status, ours: await host.post(body, headers) };
}

test('what the SDK finds rightly signed, we accept and keep', async () => {
  const bodies = {
    plain: hook(textEvent(host, keyOf('PLAIN'), 'hello')),
    raw: hook(textEvent(host, keyOf('RAW'), '熱で休みます 😷')),
    escapes: escaped(hook(textEvent(host, keyOf('ESC'), '熱で休みます 😷👨‍👩‍👧'))),
    spaces: JSON.stringify(JSON.parse(hook(textEvent(host, keyOf('SPACE'), 'x'))), null, 2) + '\n',
    many: hook(...Array.from({ length: 150 }, () => textEvent(host, keyOf('MANY'), '今日'))),
    unknown: hook({ ...textEvent(host, keyOf('NEW'), 'x'), type: 'invented2031', invented: { deep: [1] } }),
    empty: hook(),
  };
  for (const [name, body] of Object.entries(bodies)) {
    const signature = sign(body, host.secrets[0]);
    assert.ok(validateSignature(body, host.secrets[0], signature), name);
    assert.deepEqual(await verdicts(body, { 'x-line-signature': signature }), { theirs: 200, ours: 200 }, name);
  }
  const stored = new Set(await host.stored());
  for (const body of Object.values(bodies))
    for (const event of JSON.parse(body).events) assert.ok(stored.has(event.webhookEventId), event.webhookEventId);
});

test('both secrets hold while one is rotated', async () => {
  for (const secret of host.secrets) {
    const key = keyOf('ROTATE');
    const body = hook(textEvent(host, key, 'x'));
    const signature = sign(body, secret);
    assert.ok(validateSignature(body, secret, signature));
    assert.equal(await host.post(body, { 'x-line-signature': signature }), 200);
    assert.ok((await host.stored()).includes(key));
  }
});

// [what, body, signature of it, the SDK's and our verdict, or both with the reason for the difference]
const forged = () => {
  const body = hook(textEvent(host, keyOf('FORGED'), '熱で休みます 😷'));
  const [secret] = host.secrets;
  const right = sign(body, secret);
  const bytes = Buffer.from(right, 'base64');
  const flipped = Buffer.from(bytes);
  flipped[31] ^= 1;
  return [
    ['no signature', body, undefined, 401],
    ['an empty signature', body, '', 401],
    ['one bit of the signature', body, flipped.toString('base64'), 401],
    ['a shorter signature', body, bytes.subarray(0, 31).toString('base64'), 401],
    ['a longer signature', body, Buffer.concat([bytes, Buffer.from([0])]).toString('base64'), 401],
    ['a signature in hex', body, bytes.toString('hex'), 401],
    ['the signature of an empty body', body, sign('', secret), 401],
    ['a foreign secret', body, sign(body, 'a'.repeat(32)), 401],
    ['the secret decoded from hex', body, sign(body, Buffer.from(secret, 'hex')), 401],
    ['one changed word', body.replace('休', '来'), right, 401],
    ['one more space', body + ' ', right, 401],
    ['the same JSON, written anew', escaped(body), right, 401],
    ['a byte order mark', '\ufeff' + body, right, 401],
    ['the account of another event', body.replace('FORGED', 'FORGER'), right, 401],
    ['nothing at all, rightly signed', '', sign('', secret), 400],
    ['half a JSON text, rightly signed', body.slice(0, 40), sign(body.slice(0, 40), secret), 400],
    ['words, rightly signed', 'events', sign('events', secret), 400],
    ['a signature without its padding', body, right.replace('=', ''), 200, 401, 'LINE writes it; one form is enough'],
    [
      'a signature in the URL alphabet',
      ...(() => {
        // One whose signature has a character that differs between the alphabets.
        for (let i = 0; ; ++i) {
          const other = hook(textEvent(host, keyOf('FORGED'), String(i)));
          const signature = sign(other, secret);
          if (/[+/]/.test(signature)) return [other, signature.replace(/\+/g, '-').replace(/\//g, '_')];
        }
      })(),
      200,
      401,
      'LINE uses the standard alphabet',
    ],
    ['no object, rightly signed', '[]', sign('[]', secret), 200, 400, 'a webhook is an object with events'],
    ['no events, rightly signed', '{}', sign('{}', secret), 200, 400, 'a webhook is an object with events'],
    [
      'another bot, rightly signed',
      ...(() => {
        const other = body.replace(host.destination, 'U' + '9'.repeat(32));
        return [other, sign(other, secret)];
      })(),
      200,
      401,
      'the SDK does not look at the destination; LINE tells to',
    ],
    [
      'the secret that comes next',
      body,
      sign(body, host.secrets[1]),
      401,
      200,
      'the SDK knows one secret, we two while one is rotated',
    ],
  ];
};

test('forged and altered requests get the same verdict, and nothing of them is kept', async () => {
  const table = forged();
  let accepted = 0;
  for (const [what, body, signature, theirs, ours = theirs, reason] of table) {
    const headers = signature === undefined ? {} : { 'x-line-signature': signature };
    assert.deepEqual(await verdicts(body, headers), { theirs, ours }, what);
    assert.ok(theirs === ours || reason, what);
    accepted += ours === 200 ? 1 : 0;
  }
  const kept = (await host.stored()).filter((key) => key.startsWith('01PEERFORG'));
  assert.equal(kept.length, accepted);
});
