// LINE's OpenAPI 3.0 files as judges of requests and answers. Whatever the files document is judged; nothing is listed here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2019 from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import yaml from 'js-yaml';

const BASE = '__base';
const files = ['messaging-api.yml', 'channel-access-token.yml'];
const methods = ['get', 'put', 'post', 'delete'];

// A schema with a discriminator is both a base (its subtypes refer to it by allOf) and the place where "any subtype" is
// meant. It is split: `X__base` keeps the properties, `X` picks the subtype by the discriminator's value.
function splitDiscriminators(schemas) {
  const bases = Object.keys(schemas).filter((name) => schemas[name].discriminator?.mapping);
  for (const name of bases) {
    const { discriminator, ...base } = schemas[name];
    const { propertyName, mapping } = discriminator;
    schemas[name + BASE] = base;
    schemas[name] = {
      type: 'object',
      required: [propertyName],
      properties: { [propertyName]: { enum: Object.keys(mapping) } },
      allOf: Object.entries(mapping).map(([value, ref]) => ({
        if: { required: [propertyName], properties: { [propertyName]: { const: value } } },
        then: { $ref: ref },
      })),
    };
  }
  for (const [name, schema] of Object.entries(schemas)) {
    if (name.endsWith(BASE) || bases.includes(name)) continue;
    for (const part of schema.allOf ?? []) {
      const target = part.$ref?.split('/').pop();
      if (bases.includes(target)) part.$ref += BASE;
    }
    // LINE refuses properties that it does not know; its OpenAPI file leaves that unsaid.
    const isObject = schema.type === 'object' || schema.allOf;
    if (isObject && schema.additionalProperties === undefined) schema.unevaluatedProperties = false;
  }
  return schemas;
}

function problemsOf(validate, value) {
  if (validate(value)) return [];
  // The branches of if/then repeat what their contents already say.
  return validate.errors
    .filter((error) => error.keyword !== 'if')
    .map((error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
}

class Operation {
  #compile;
  #parameters;
  #document;

  constructor(file, document, pattern, method, operation, shared, compilers) {
    this.file = file;
    this.method = method.toUpperCase();
    this.pattern = pattern;
    this.id = operation.operationId;
    this.names = [...pattern.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);
    this.shape = new RegExp('^' + pattern.replace(/\{[^}]+\}/g, '([^/]+)') + '$');
    this.operation = operation;
    this.#document = document;
    this.#parameters = [...(shared ?? []), ...(operation.parameters ?? [])];
    this.#compile = compilers;
  }

  get secured() {
    return (this.operation.security ?? this.#document.security ?? []).length > 0;
  }
  pathParameters(path) {
    return this.shape.exec(path).slice(1).map(decodeURIComponent);
  }

  #judgeParameters(place, given) {
    const known = this.#parameters.filter((parameter) => parameter.in === place);
    const problems = [];
    for (const name of Object.keys(given))
      if (!known.some((parameter) => parameter.name.toLowerCase() === name.toLowerCase()))
        problems.push(`${place} ${name} is not documented`);
    for (const { name, schema, required } of known) {
      const value = Object.entries(given).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
      if (value === undefined && required) problems.push(`${place} ${name} is missing`);
      if (value === undefined) continue;
      const holder = { type: 'object', properties: { value: schema } };
      problems.push(...problemsOf(this.#compile.loose(holder), { value }).map((text) => `${place} ${name} ${text}`));
    }
    return problems;
  }

  // { path, query, headers, body } as the books hold them; body null where none was sent. → list of problems
  judgeRequest({ path, query, headers, body }) {
    const values = this.pathParameters(path);
    const problems = this.#judgeParameters('path', Object.fromEntries(this.names.map((name, i) => [name, values[i]])));
    problems.push(...this.#judgeParameters('query', query));
    const own = Object.entries(headers).filter(([name]) => name.startsWith('x-line-'));
    problems.push(...this.#judgeParameters('header', Object.fromEntries(own)));
    if (this.secured && !headers.authorization) problems.push('header Authorization is missing');

    const content = this.operation.requestBody?.content;
    if (body === null || body === undefined) {
      if (content && this.operation.requestBody.required) problems.push('a body is missing');
      return problems;
    }
    if (!content) return [...problems, 'a body, where none is documented'];
    const type = (headers['content-type'] ?? '').split(';')[0].trim();
    const documented = content[type] ?? content['*/*'];
    if (!documented) return [...problems, `content type '${type}' instead of ${Object.keys(content).join(' or ')}`];
    // A form has only text; so have parameters.
    const compile = type === 'application/json' ? this.#compile.exact : this.#compile.loose;
    return [...problems, ...problemsOf(compile(documented.schema), structuredClone(body))];
  }

  // What the platform answered. Statuses that the file does not name are errors in the file's own form.
  judgeAnswer(status, answer) {
    const response = this.operation.responses[String(status)];
    if (!response && (status < 400 || status > 503)) return [`status ${status} is not documented`];
    const content = response ? response.content : undefined;
    const schema = response
      ? (content?.['application/json'] ?? content?.['*/*'])?.schema
      : this.#document.components.schemas.ErrorResponse && { $ref: '#/components/schemas/ErrorResponse' };
    const isEmpty = answer === null || (typeof answer === 'object' && Object.keys(answer).length === 0);
    if (!schema) return isEmpty ? [] : [`status ${status} is documented without a body`];
    return problemsOf(this.#compile.exact(schema), answer).map((text) => `answer ${status} ${text}`);
  }
}

// Compiles a schema of `file` once.
function compilersOf(file, document) {
  const make = (options) => {
    const ajv = new Ajv2019({ strict: false, allErrors: true, discriminator: false, ...options });
    addFormats(ajv);
    ajv.addSchema({ $id: file, components: { schemas: document.components.schemas } });
    const known = new Map();
    return (schema) => {
      const text = JSON.stringify(schema).replaceAll('"#/', `"${file}#/`);
      if (!known.has(text)) known.set(text, ajv.compile(JSON.parse(text)));
      return known.get(text);
    };
  };
  return { exact: make({}), loose: make({ coerceTypes: 'array' }) };
}

// → { find(method, path) }: undefined for a request that LINE does not document.
export function loadOpenApi(directory) {
  const operations = [];
  for (const file of files) {
    const document = yaml.load(readFileSync(join(directory, file), 'utf8'));
    splitDiscriminators(document.components.schemas);
    const compilers = compilersOf(file, document);
    for (const [pattern, item] of Object.entries(document.paths))
      for (const method of methods.filter((name) => item[name]))
        operations.push(new Operation(file, document, pattern, method, item[method], item.parameters, compilers));
  }
  // "…/richmenu/list" before "…/richmenu/{richMenuId}"
  operations.sort((a, b) => a.names.length - b.names.length);
  return { find: (method, path) => operations.find((one) => one.method === method && one.shape.test(path)) };
}
