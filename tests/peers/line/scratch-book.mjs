// A book for one test: `use` gets its path.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function withBook(entries, use) {
  const directory = mkdtempSync(join(tmpdir(), 'books-'));
  const book = join(directory, 'line.jsonl');
  writeFileSync(book, entries.map((entry) => JSON.stringify(entry) + '\n').join(''));
  try {
    return use(book);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
