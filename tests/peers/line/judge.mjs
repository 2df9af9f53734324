// node judge.mjs --openapi DIR BOOK-OR-FOLDER…
// Judges every request that the LINE double received, and every answer it gave, by LINE's OpenAPI files.
import { requestsIn, runAsProgram } from './books.mjs';
import { loadOpenApi } from './openapi.mjs';

export function judge(api, books) {
  const seen = new Map(); // operation → how often
  const problems = [];
  const requests = requestsIn(books);
  for (const request of requests) {
    const tell = (problem) => problems.push(`${request.where}: ${problem}`);
    const operation = api.find(request.method, request.path);
    if (!operation) {
      tell('LINE documents no such request');
      continue;
    }
    const name = `${request.method} ${operation.pattern}`;
    seen.set(name, (seen.get(name) ?? 0) + 1);
    operation.judgeRequest(request).forEach(tell);
    // What a test ordered the double to answer is the test's word, not the double's; 0 is a cut connection.
    if (request.misbehaved || request.status === 0) continue;
    operation.judgeAnswer(request.status, request.answer).forEach(tell);
  }
  if (requests.length === 0) problems.push(`${books.join(' ')}: no request to judge`);
  const lines = [...seen].sort().map(([name, times]) => `${String(times).padStart(6)}  ${name}`);
  return { lines, problems };
}

runAsProgram(import.meta.url, (directory, books) => judge(loadOpenApi(directory), books));
