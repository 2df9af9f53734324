// What nodemailer writes and hands over by LMTP, as our door takes it and our reader reads it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import nodemailer from 'nodemailer';

const folder = mkdtempSync(join(tmpdir(), 'todoke-mail-'));
const socket = join(folder, 'lmtp');
const host = spawn(process.env.TODOKE_MAIL_HOST, ['door', socket], { stdio: ['pipe', 'pipe', 'inherit'] });
const lines = createInterface({ input: host.stdout })[Symbol.asyncIterator]();
const next = async () => {
  const { value, done } = await lines.next();
  if (done) throw new Error('the host has ended');
  return value;
};
assert.equal(await next(), 'ready');
after(() => {
  host.stdin.end();
  rmSync(folder, { recursive: true });
});

const taken = async () => {
  host.stdin.write('\n');
  return JSON.parse(await next());
};
const open = () => new Promise((ready, failed) => {
  const connection = connect(socket, () => ready(connection));
  connection.once('error', failed);
});
const address = 'b-aaaaaaaa@attend.example.ed.jp';
const send = async (mail) => {
  const transport = nodemailer.createTransport({ lmtp: true, connection: await open(), ignoreTLS: true, disableFileAccess: true });
  const sent = await transport.sendMail({
    from: { name: '佐藤 恵子', address: 'sato@example.jp' },
    to: address,
    envelope: { from: 'sato@example.jp', to: address },
    ...mail,
  });
  transport.close();
  return sent;
};

const long = 'ハナは今日、熱があるので休みます。明日も休むかもしれません。'.repeat(40);
const cases = {
  'a short mail in Japanese': { subject: '欠席連絡', text: 'ハナは今日休みます。\n佐藤' },
  'base64': { subject: '出欠', text: long, textEncoding: 'base64' },
  'quoted-printable': { subject: '出欠', text: long, textEncoding: 'quoted-printable' },
  'text beside HTML': { subject: 'x', text: 'はい', html: '<p>はい</p>' },
  'HTML alone': { subject: 'x', html: '<p>1</p>', expect: '1' },
  'a long subject': { subject: '欠席の連絡です。'.repeat(12).trim(), text: 'a' },
  'lines that begin with dots': { subject: 'x', text: '.\n..\n.a\nb' },
  'an emoji': { subject: '😷 お休み', text: '😷 休みます' },
  'an attachment with a Japanese name': {
    subject: '診断書', text: '送ります',
    attachments: [{ filename: '診断書（コピー）.pdf', content: Buffer.alloc(300_000, 7) }],
  },
  'a reply in a thread': {
    subject: '返信', text: '1', inReplyTo: '<b@attend.example.ed.jp>',
    references: ['<a@attend.example.ed.jp>', '<b@attend.example.ed.jp>'],
  },
  'a name that needs quotes': { from: { name: 'Sato, "Keiko" (mother)', address: 'sato@example.jp' }, subject: 'x', text: 'a' },
  'a carrier address': { from: { name: '', address: '"foo..bar."@docomo.ne.jp' }, subject: 'x', text: 'a' },
};

for (const [name, mail] of Object.entries(cases))
  test(name, async () => {
    const { expect, ...written } = mail;
    const sent = await send(written);
    assert.deepEqual(sent.rejected, []);
    const read = await taken();
    assert.equal(read.length, 1);
    const [got] = read;
    assert.equal(got.problem, undefined);
    assert.equal(got.sender, 'sato@example.jp');
    assert.equal(got.recipient, address);
    const from = written.from ?? { name: '佐藤 恵子', address: 'sato@example.jp' };
    assert.deepEqual(got.from, [from]);
    assert.deepEqual(got.to, [address]);
    assert.equal(got.subject, written.subject);
    assert.equal(`<${got.message_id}>`, sent.messageId);
    assert.equal(got.text.trimEnd(), expect ?? written.text);
    assert.equal(got.has_attachments, Boolean(written.attachments));
    assert.equal(got.automatic, '');
    if (written.references)
      assert.deepEqual([...new Set(got.references.map((id) => `<${id}>`))].sort(), [...written.references].sort());
  });

test('a foreign recipient is refused and ours gets its copy', async () => {
  const sent = await send({ subject: 'x', text: 'a', envelope: { from: 'sato@example.jp', to: [address, 'x@elsewhere.example'] } });
  assert.deepEqual(sent.rejected, ['x@elsewhere.example']);
  assert.equal((await taken()).length, 1);
});
