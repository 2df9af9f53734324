// The program of host.cpp as seen from a test: where service and double are, and what the service has stored.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createInterface } from 'node:readline';

export async function startHost() {
  const child = spawn(process.env.TODOKE_LINE_HOST, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the host has ended');
    return JSON.parse(value);
  };
  const place = await next();
  const control = async (door, body) => {
    const response = await fetch(`${place.platform}/_double/${door}`, {
      method: body === undefined ? 'GET' : 'POST',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return response.json();
  };
  return {
    ...place,
    control,
    async stored() {
      child.stdin.write('inbox\n');
      return next();
    },
    async post(body, headers) {
      const response = await fetch(place.webhook, { method: 'POST', body, headers });
      await response.arrayBuffer();
      return response.status;
    },
    stop: () =>
      new Promise((ended) => {
        child.once('exit', ended);
        child.stdin.end();
      }),
  };
}

export const sign = (body, secret) => createHmac('sha256', secret).update(body).digest('base64');

let events = 0;
export const keyOf = (name) => `01PEER${name}${String(++events).padStart(6, '0')}`;
export const textEvent = (host, key, text) => ({
  type: 'message',
  message: { type: 'text', id: '100000000000000001', quoteToken: 'q', text },
  timestamp: Date.now(),
  source: { type: 'user', userId: host.user },
  replyToken: 'r',
  mode: 'active',
  webhookEventId: key,
  deliveryContext: { isRedelivery: false },
});
