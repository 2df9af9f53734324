// Turns LINE's OpenAPI 3.0 files into JSON Schemas that Ajv can judge requests by.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2019 from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import yaml from 'js-yaml';

const BASE = '__base';
const files = ['messaging-api.yml', 'channel-access-token.yml'];

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

// → { find(method, path) } whose result is undefined for a path that LINE does not document, else { pattern, validate },
// validate being undefined for a request without a body.
export function loadOpenApi(directory) {
  const operations = [];
  for (const file of files) {
    const document = yaml.load(readFileSync(join(directory, file), 'utf8'));
    const ajv = new Ajv2019({ strict: false, allErrors: true, discriminator: false });
    addFormats(ajv);
    ajv.addSchema({ $id: file, components: { schemas: splitDiscriminators(document.components.schemas) } });
    for (const [pattern, methods] of Object.entries(document.paths)) {
      const shape = new RegExp('^' + pattern.replace(/\{[^}]+\}/g, '[^/]+') + '$');
      for (const [method, operation] of Object.entries(methods)) {
        const content = operation?.requestBody?.content ?? {};
        const schema = (content['application/json'] ?? content['application/x-www-form-urlencoded'])?.schema;
        const absolute = schema && JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${file}#/`));
        operations.push({ method: method.toUpperCase(), pattern, shape, validate: absolute && ajv.compile(absolute) });
      }
    }
  }
  return {
    find: (method, path) => operations.find((o) => o.method === method && o.shape.test(path)),
  };
}
