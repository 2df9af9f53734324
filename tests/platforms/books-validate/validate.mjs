// node validate.mjs --openapi DIR BOOK.jsonl…   Checks every request that the LINE double received.
// Exit codes: 0 all valid · 1 an invalid request, an undocumented path or a book without requests · 2 wrong use · 77 DIR is
// absent (ctest: skipped).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadOpenApi } from './openapi.mjs';

const args = process.argv.slice(2);
const at = args.indexOf('--openapi');
const [, directory] = at < 0 ? [] : args.splice(at, 2);
if (!directory || args.length === 0) {
  console.error('usage: node validate.mjs --openapi DIR BOOK.jsonl…');
  process.exit(2);
}
if (!existsSync(join(directory, 'messaging-api.yml'))) {
  console.log(`skipped: no OpenAPI files in ${directory}`);
  process.exit(77);
}

const api = loadOpenApi(directory);
let valid = 0;
let failures = 0;
const fail = (where, text) => {
  failures += 1;
  console.error(`${where}: ${text}`);
};

for (const book of args) {
  const lines = readFileSync(book, 'utf8').split('\n').filter((line) => line !== '');
  let judged = 0;
  lines.forEach((line, index) => {
    const entry = JSON.parse(line);
    if (entry.direction !== 'in') return;
    const where = `${book}:${index + 1} ${entry.method} ${entry.path}`;
    const operation = api.find(entry.method, entry.path.split('?')[0]);
    if (!operation) return fail(where, 'LINE documents no such request');
    if (!operation.validate) return;
    judged += 1;
    if (operation.validate(entry.body)) {
      valid += 1;
      return;
    }
    // The branches of if/then repeat what their contents already say.
    for (const error of operation.validate.errors.filter((e) => e.keyword !== 'if'))
      fail(where, `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
  });
  if (judged === 0) fail(book, 'holds no request to validate');
}
console.log(`${valid} requests valid`);
process.exit(failures === 0 ? 0 : 1);
