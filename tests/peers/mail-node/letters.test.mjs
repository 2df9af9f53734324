// What we send, as mailparser reads it: the same as GMime reads, and what our writer promises.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { simpleParser } from 'mailparser';

const lines = execFileSync(process.env.TODOKE_MAIL_HOST, ['letters'], { encoding: 'utf8', maxBuffer: 1 << 28 });
const mails = lines.trimEnd().split('\n').map((line) => JSON.parse(line));

const plain = (text) => text.replaceAll('\r\n', '\n').trimEnd();
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

test('there is something to read', () => assert.ok(mails.length > 100, `${mails.length} mails`));

for (const mail of mails)
  test(mail.key, async () => {
    const read = await simpleParser(mail.raw, { skipTextToHtml: true, skipTextLinks: true });
    assert.equal(read.subject, mail.subject);
    assert.deepEqual(read.from.value, [{ address: 'attend@attend.example.ed.jp', name: '出欠連絡' }]);
    assert.equal(read.to.value.length, 1);
    assert.equal(read.to.value[0].address.replaceAll('"', ''), mail.envelope_to[0].replaceAll('"', ''));
    assert.equal(plain(read.text), plain(mail.text));
    assert.equal(plain(read.html), plain(mail.html));
    assert.match(read.messageId, /^<[0-9a-f-]{36}@attend\.example\.ed\.jp>$/);
    assert.ok(read.references.includes('<their-first@example.jp>'));
    assert.equal(read.inReplyTo, '<their-second@example.jp>');
    assert.match(read.replyTo.value[0].address, /^r-[a-z2-7]{29}@attend\.example\.ed\.jp$/);
    assert.equal(read.headers.get('auto-submitted'), 'auto-replied');
    assert.equal(read.attachments.length, 0);
    assert.ok(read.date instanceof Date && !Number.isNaN(read.date.valueOf()));
    // Nothing that a stricter reader would stumble over.
    assert.ok(read.text.trim().length > 0, 'the text part is enough by itself');
    for (const words of [read.subject, read.text, read.html]) {
      assert.doesNotMatch(words, control);
      assert.ok(!words.includes('\ufffd'), 'a character was lost');
    }
    assert.doesNotMatch(mail.raw, /[^\x00-\x7f]/, '7-bit');
    assert.doesNotMatch(mail.raw, /(^|[^\r])\n/, 'CRLF only');
    const header = mail.raw.slice(0, mail.raw.indexOf('\r\n\r\n'));
    for (const line of header.split('\r\n')) assert.ok(line.length <= 78, `a header line of ${line.length}: ${line}`);
    const names = header.split('\r\n').filter((line) => !line.startsWith(' ')).map((line) => line.split(':')[0].toLowerCase());
    assert.equal(new Set(names).size, names.length, 'no header twice');
  });
