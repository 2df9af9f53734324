// The doubles' books: one JSON object per line (tests/platforms/README.md).
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Files, and below folders every line*.jsonl.
function booksIn(paths) {
  return paths.flatMap((path) => {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { recursive: true })
      .map((name) => join(path, String(name)))
      .filter((name) => /(^|\/)line[^/]*\.jsonl$/.test(name))
      .sort();
  });
}

// Every request that LINE received according to these books, each with where it stands.
export function requestsIn(paths) {
  const requests = [];
  for (const book of booksIn(paths)) {
    readFileSync(book, 'utf8')
      .split('\n')
      .forEach((line, index) => {
        if (line === '') return;
        const entry = JSON.parse(line);
        if (entry.direction !== 'in') return;
        const [path, query = ''] = entry.path.split('?');
        const pairs = query.split('&').filter((pair) => pair !== '');
        requests.push({
          where: `${book}:${index + 1} ${entry.method} ${entry.path}`,
          method: entry.method,
          path,
          query: Object.fromEntries(pairs.map((pair) => [pair.split('=')[0], pair.slice(pair.indexOf('=') + 1)])),
          headers: entry.headers ?? {},
          body: entry.body,
          status: entry.status,
          answer: entry.answer,
          misbehaved: Boolean(entry.misbehaved),
        });
      });
  }
  return requests;
}

// For the programs of this folder: `work(openapi directory, books)` → { lines, problems }, unless only imported. Exit codes:
// 0 no problems · 1 some, or an empty book · 2 wrong use.
export function runAsProgram(module, work) {
  if (realpathSync(process.argv[1]) !== fileURLToPath(module)) return;
  const [flag, directory, ...books] = process.argv.slice(2);
  if (flag !== '--openapi' || books.length === 0) {
    console.error(`usage: node ${fileURLToPath(module)} --openapi DIR BOOK-OR-FOLDER…`);
    process.exit(2);
  }
  const { lines, problems } = work(directory, books);
  for (const line of lines) console.log(line);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
