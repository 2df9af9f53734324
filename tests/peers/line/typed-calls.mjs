// node typed-calls.mjs --openapi DIR BOOK-OR-FOLDER…
// Writes every recorded request as a call of the official SDK's client, literals and all, and lets `tsc --strict` judge:
// a request that the SDK's types would not let a developer write is one that we should not send either. Nothing is called.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requestsIn, runAsProgram } from './books.mjs';
import { loadOpenApi } from './openapi.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const options = '--strict --noEmit --skipLibCheck --target es2022 --module nodenext --types node'.split(' ');

// → what the compiler says, one text per problem
function compile(source) {
  // Inside the package, so that the SDK is found.
  const scratch = mkdtempSync(join(here, 'node_modules', '.typed-calls-'));
  writeFileSync(join(scratch, 'calls.ts'), source);
  const compiler = join(here, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, ...options, join(scratch, 'calls.ts')], {
    encoding: 'utf8',
    cwd: here,
  });
  rmSync(scratch, { recursive: true });
  return status === 0 ? [] : stdout.trim().split(/\n(?! )/);
}

export function typedCalls(api, books) {
  const calls = new Map(); // the call → where it was recorded first
  const untyped = new Map(); // operations that the SDK offers in another form: uploads, token forms, queries
  for (const request of requestsIn(books)) {
    const operation = api.find(request.method, request.path);
    if (!operation) continue; // judge.mjs tells
    const isJson = request.body === null || (request.headers['content-type'] ?? '').startsWith('application/json');
    if (operation.file !== 'messaging-api.yml' || !isJson || Object.keys(request.query).length > 0) {
      untyped.set(operation.id, (untyped.get(operation.id) ?? 0) + 1);
      continue;
    }
    const given = operation.pathParameters(request.path);
    if (request.body !== null) given.push(request.body);
    if (request.headers['x-line-retry-key']) given.push(request.headers['x-line-retry-key']);
    // What lies on api-data.line.me has a client of its own in the SDK.
    const client = request.path.endsWith('/content') ? 'blobClient' : 'client';
    const call = `${client}.${operation.id}(${given.map((value) => JSON.stringify(value)).join(', ')});`;
    if (!calls.has(call)) calls.set(call, request.where);
  }
  if (calls.size === 0) return { lines: [], problems: [`${books.join(' ')}: no request to compile`] };

  const head = [
    "import type { messagingApi } from '@line/bot-sdk';",
    'declare const client: messagingApi.MessagingApiClient;',
    'declare const blobClient: messagingApi.MessagingApiBlobClient;',
  ];
  const recorded = [...calls.values()];
  const problems = compile([...head, ...calls.keys(), ''].join('\n')).map((line) => {
    const place = /calls\.ts\((\d+),\d+\): (.*)/s.exec(line);
    return place ? `${recorded[Number(place[1]) - 1 - head.length]}: ${place[2]}` : line;
  });
  const lines = [...untyped].sort().map(([id, times]) => `${String(times).padStart(6)}  ${id}: no typed call`);
  return { lines: [...lines, `${calls.size} different calls`], problems };
}

runAsProgram(import.meta.url, (directory, books) => typedCalls(loadOpenApi(directory), books));
