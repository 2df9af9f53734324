// The SDK's clients against the LINE double: what they are built for is what it answers, so that it is no wish of ours.
import { channelAccessToken, HTTPFetchError, messagingApi, middleware } from '@line/bot-sdk';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { startHost } from './host.mjs';

let host;
let client;
let token;
const stranger = 'U' + '9'.repeat(32);
const text = (words) => ({ type: 'text', text: words });
const fails = async (call, status, words) => {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof HTTPFetchError, String(error));
    assert.equal(error.status, status, error.body);
    if (words) assert.match(JSON.parse(error.body).message, words);
    return true;
  });
};

before(async () => {
  host = await startHost();
  const tokens = new channelAccessToken.ChannelAccessTokenClient({ baseURL: host.platform });
  const issued = await tokens.issueStatelessChannelTokenByClientSecret(host.channelId, host.secrets[0]);
  assert.equal(issued.token_type, 'Bearer');
  assert.ok(issued.expires_in > 0);
  token = issued.access_token;
  client = new messagingApi.MessagingApiClient({ channelAccessToken: token, baseURL: host.platform });
});
after(() => host.stop());

test('a token is issued for the right secret only', async () => {
  const tokens = new channelAccessToken.ChannelAccessTokenClient({ baseURL: host.platform });
  await assert.rejects(tokens.issueStatelessChannelTokenByClientSecret(host.channelId, 'wrong'), (error) => {
    assert.equal(error.status, 400);
    assert.equal(JSON.parse(error.body).error, 'invalid_client');
    return true;
  });
  const unknown = new messagingApi.MessagingApiClient({ channelAccessToken: 'x', baseURL: host.platform });
  await fails(unknown.getBotInfo(), 401, /Authentication failed/);
});

test('who the bot is, and who a person is', async () => {
  const bot = await client.getBotInfo();
  assert.equal(bot.userId, host.destination);
  assert.ok(['chat', 'bot'].includes(bot.chatMode));
  const person = await client.getProfile(host.user);
  assert.deepEqual([person.userId, person.displayName], [host.user, '佐藤']);
  await fails(client.getProfile(stranger), 404, /Not found/);
});

test('a push arrives once, whatever number of times its retry key is used', async () => {
  const key = randomUUID();
  const message = { to: host.user, messages: [text('8:01 通過しました'), text('2')] };
  const first = await client.pushMessageWithHttpInfo(message, key);
  assert.equal(first.httpResponse.status, 200);
  const ids = first.body.sentMessages.map((one) => one.id);
  assert.equal(ids.length, 2);
  assert.ok(ids.every((id) => typeof id === 'string' && /^[0-9]+$/.test(id)));
  await assert.rejects(client.pushMessage(message, key), (error) => {
    assert.equal(error.status, 409);
    const again = JSON.parse(error.body);
    assert.deepEqual(again.sentMessages.map((one) => one.id), ids);
    const request = first.httpResponse.headers.get('x-line-request-id');
    assert.equal(error.headers.get('x-line-accepted-request-id'), request);
    return true;
  });
  const shown = (await host.control(`screen/${host.user}`)).filter((one) => ids.includes(one.id));
  assert.equal(shown.length, 2);
});

test('a webhook passes the middleware; its reply token is good for one free call without a retry key', async () => {
  let heard; // what the SDK's middleware made of the double's webhook
  const guard = middleware({ channelSecret: host.secrets[0] });
  const server = createServer((request, response) =>
    guard(request, response, (error) => {
      heard = error ?? request.body;
      response.writeHead(200).end();
    }),
  );
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  await host.control('service', { url: `http://127.0.0.1:${server.address().port}` });
  assert.equal((await host.control('send', { user: host.user, text: 'こんにちは 😷' })).status, 200);
  server.close();
  assert.equal(heard.destination, host.destination);
  assert.equal(heard.events[0].message.text, 'こんにちは 😷');

  const before = (await client.getMessageQuotaConsumption()).totalUsage;
  const body = { replyToken: heard.events[0].replyToken, messages: [text('x')] };
  const withKey = await fetch(`${host.platform}/v2/bot/message/reply`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-line-retry-key': randomUUID() },
    body: JSON.stringify(body),
  });
  assert.equal(withKey.status, 400);
  assert.equal((await client.replyMessage(body)).sentMessages.length, 1);
  await fails(client.replyMessage(body), 400, /Invalid reply token/);
  assert.equal((await client.getMessageQuotaConsumption()).totalUsage, before);
  await client.markMessagesAsReadByToken({ markAsReadToken: heard.events[0].message.markAsReadToken });
});

test('the quota is told, counted by recipients, and final', async () => {
  await host.control('quota', { limit: 3, used: 0 });
  assert.deepEqual(await client.getMessageQuota(), { type: 'limited', value: 3 });
  await client.pushMessage({ to: host.user, messages: [text('1'), text('2'), text('3')] });
  assert.equal((await client.getMessageQuotaConsumption()).totalUsage, 1);
  await host.control('quota', { limit: 3, used: 3 });
  await fails(client.pushMessage({ to: host.user, messages: [text('x')] }), 429, /monthly limit/);
  await host.control('quota', { limit: null, used: 0 });
  assert.equal((await client.getMessageQuota()).type, 'none');
});

test('what the platform refuses, and in which words', async () => {
  await fails(client.pushMessage({ to: stranger, messages: [text('x')] }), 400, /Failed to send messages/);
  await fails(client.pushMessage({ to: 'sato', messages: [text('x')] }), 400, /The property, 'to'/);
  await fails(client.pushMessage({ to: host.user, messages: [] }), 400);
  await fails(client.pushMessage({ to: host.user, messages: [text('')] }), 400, /1 error/);
  await fails(client.pushMessage({ to: host.user, messages: Array(6).fill(text('x')) }), 400);
  await fails(client.pushMessage({ to: host.user, messages: [text('x')] }, 'no-uuid'), 400);
  await fails(client.validatePush({ messages: [{ type: 'hologram' }] }), 400);
  await client.validatePush({ messages: [text('x')] });
});

test('the platform in trouble, as the SDK meets it', async () => {
  for (const [status, words] of [
    [429, /rate limit/],
    [500, /./],
    [503, /./],
  ]) {
    await host.control('misbehave', { match: '/v2/bot/message/push', status, times: 1 });
    await fails(client.pushMessage({ to: host.user, messages: [text('x')] }), status, words);
  }
  await host.control('misbehave', { match: '/v2/bot/message/push', status: 400, times: 1 });
  await assert.rejects(client.pushMessage({ to: host.user, messages: [text('x')] }), (error) => {
    assert.match(error.body, /^<HTML>/); // the CDN in front
    return error.status === 400;
  });
});

test('link token, loading animation, multicast', async () => {
  assert.ok((await client.issueLinkToken(host.user)).linkToken.length > 0);
  await client.showLoadingAnimation({ chatId: host.user, loadingSeconds: 5 });
  await fails(client.showLoadingAnimation({ chatId: host.user, loadingSeconds: 7 }), 400);
  assert.deepEqual(await client.multicast({ to: [host.user], messages: [text('x')] }, randomUUID()), {});
  await fails(client.markMessagesAsReadByToken({ markAsReadToken: 'unknown' }), 400);
});
