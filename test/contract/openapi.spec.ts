import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpenAPIObject } from '@nestjs/swagger';
import { bodySchemaOf, Operation, operationsOf, Parameter, Schema } from '../fuzz/document';
import { Schemas } from '../fuzz/schemas';
import { breakingChanges } from './breaking-changes';
import { startTestApp } from '../support/app';
import { json } from '../support/json';

const FILE = join(__dirname, '../../openapi.json');
const SOURCE = join(__dirname, '../../src');
const PROBLEM = 'application/problem+json';

describe('the OpenAPI document that is served', () => {
  let served: OpenAPIObject;
  let operations: Operation[];

  beforeAll(async () => {
    const service = await startTestApp();
    served = await json<OpenAPIObject>(fetch(`${service.url}/openapi.json`));
    await service.close();
    operations = operationsOf(served);
    if (process.env['UPDATE_OPENAPI'] === '1') writeFileSync(FILE, textOf(served));
  });

  const without = (isThere: (operation: Operation) => boolean): string[] =>
    operations.filter((operation) => !isThere(operation)).map(({ name }) => name);

  it('takes nothing from clients that the openapi.json of the last commit promises them', () => {
    expect(breakingChanges(lastCommitted(), served)).toEqual([]);
  });

  it('is the committed openapi.json; UPDATE_OPENAPI=1 writes it', () => {
    expect(textOf(served)).toBe(readFileSync(FILE, 'utf8'));
  });

  it('gives every operation an id of its own, a summary and tags', () => {
    expect(without(({ operationId, summary, tags }) => Boolean(operationId && summary) && tags.length > 0)).toEqual([]);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  });

  it('gives every parameter and field of a body an example, a default or a list of all values', () => {
    expect(operations.flatMap((operation) => unexemplified(operation, new Schemas(served)))).toEqual([]);
  });

  it('gives examples that it accepts itself', () => {
    expect(operations.flatMap((operation) => falseExamples(operation, new Schemas(served)))).toEqual([]);
  });

  it('says of every operation how it succeeds and how it fails', () => {
    expect(without(({ responses }) => Object.keys(responses).some((status) => /^(2|501)/.test(status)))).toEqual([]);
    expect(without(({ responses }) => ['429', '503', 'default'].every((status) => status in responses))).toEqual([]);
    expect(without(({ guarded, responses }) => !guarded || '401' in responses)).toEqual([]);
    expect(without(({ parameters, responses }) => parameters.length === 0 || '400' in responses)).toEqual([]);
    expect(without(({ body, responses }) => !body || ('400' in responses && '415' in responses))).toEqual([]);
  });

  it('describes no two shapes under one name', () => {
    const names = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(SOURCE, file), 'utf8'))
      .flatMap((text) => [...text.matchAll(/class (\w+(?:Dto|Body))\b/g)].map(([, name]) => name));
    expect(names.filter((name, position) => names.indexOf(name) !== position)).toEqual([]);
  });

  it('gives errors one shape', () => {
    const other = operations.flatMap(({ name, responses }) =>
      Object.entries(responses)
        .filter(([status]) => /^(4|5|default)/.test(status))
        .filter(([status]) => !(name === 'GET /health/ready' && status === '503'))
        .filter(([, { content }]) => content?.[PROBLEM] === undefined)
        .map(([status]) => `${name} ${status}`),
    );
    expect(other).toEqual([]);
  });
});

/** What stands in the folder may have been written a moment ago. Without git there is nothing else. */
function lastCommitted(): OpenAPIObject {
  const root = join(__dirname, '../..');
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const text = existsSync(join(root, '.git'))
    ? execFileSync('git', ['show', 'HEAD:./openapi.json'], options)
    : readFileSync(FILE, 'utf8');
  return JSON.parse(text) as OpenAPIObject;
}

function textOf(document: OpenAPIObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function unexemplified(operation: Operation, schemas: Schemas): string[] {
  const parameters = operation.parameters
    .filter((parameter) => !isShown(schemas.resolve(parameter.schema)) && parameter.example === undefined)
    .filter(({ name, schema }) => name !== 'cursor' && schema['type'] !== 'boolean');
  const body = bodySchemaOf(operation);
  const fields = Object.entries((body && (schemas.resolve(body)['properties'] as Record<string, Schema>)) ?? {});
  const hidden = fields.filter(([, schema]) => !isShown({ ...schema, ...schemas.resolve(firstOf(schema)) }));
  return [...parameters.map(({ name }) => name), ...hidden.map(([name]) => name)].map(
    (name) => `${operation.name}: ${name}`,
  );
}

function isShown(schema: Schema): boolean {
  return ['example', 'default', 'enum'].some((keyword) => schema[keyword] !== undefined);
}

/** Beside a description, a reference is wrapped into `allOf`. */
function firstOf(schema: Schema): Schema {
  const parts = schema['allOf'] as Schema[] | undefined;
  return parts?.[0] ?? schema;
}

function falseExamples(operation: Operation, schemas: Schemas): string[] {
  const wrong = ({ schema, example }: Pick<Parameter, 'schema' | 'example'>): boolean => {
    const shown = example ?? schemas.resolve(schema)['example'];
    return shown !== undefined && !schemas.accepts(schema, shown);
  };
  const body = bodySchemaOf(operation);
  const fields = Object.entries((body && (schemas.resolve(body)['properties'] as Record<string, Schema>)) ?? {});
  return [
    ...operation.parameters.filter(wrong).map(({ name }) => `${operation.name}: ${name}`),
    ...fields.filter(([, schema]) => wrong({ schema })).map(([name]) => `${operation.name}: ${name}`),
  ];
}
