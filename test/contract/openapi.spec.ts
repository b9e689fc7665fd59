import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpenAPIObject } from '@nestjs/swagger';
import { bodySchemaOf, Operation, operationsOf, Parameter, Schema } from '../fuzz/document';
import { Schemas } from '../fuzz/schemas';
import packageJson from '../../package.json';
import { catalogue, Problem } from '../../src/platform/errors';
import { breakingChanges } from './breaking-changes';
import { ADMIN_TOKEN, startTestApp, TestApp } from '../support/app';
import { json } from '../support/json';

const FILE = join(__dirname, '../../openapi.json');
const SOURCE = join(__dirname, '../../src');
const PROBLEM = 'application/problem+json';

describe('the OpenAPI document that is served', () => {
  let service: TestApp;
  let served: OpenAPIObject;
  let operations: Operation[];

  beforeAll(async () => {
    service = await startTestApp();
    served = await json<OpenAPIObject>(fetch(`${service.url}/openapi.json`));
    operations = operationsOf(served);
    if (process.env['UPDATE_OPENAPI'] === '1') writeFileSync(FILE, textOf(served));
  });

  afterAll(() => service.close());

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

  it('gives every parameter and field of a body an example, a default, a list of all values, or at least a description', () => {
    expect(operations.flatMap((operation) => unexemplified(operation, new Schemas(served)))).toEqual([]);
  });

  it('fills in nothing that holds for one installation, client or instant only', () => {
    const free = ['knownAt', 'cursor', 'provider', 'If-None-Match', 'Last-Event-ID', 'Idempotency-Key'];
    const filled = operations.flatMap(({ name, parameters, body }) => [
      ...parameters
        .filter((each) => free.includes(each.name) && (each.example ?? each.schema['example']) !== undefined)
        .map((each) => `${name}: ${each.name}`),
      ...Object.values(body?.content ?? {})
        .flatMap(({ example }) => Object.keys(Object(example) as object))
        .filter((field) => free.includes(field))
        .map((field) => `${name}: ${field}`),
    ]);
    expect(filled).toEqual([]);
  });

  it('stands under the version of the package, in sections of one sentence each, the web app last', () => {
    expect(served.info.version).toBe(packageJson.version);
    const sections = (served.tags ?? []).map(({ name }) => name);
    expect(sections).toEqual([...new Set(sections)]);
    expect(new Set(operations.flatMap(({ tags }) => tags))).toEqual(new Set(sections));
    expect(sections.slice(0, 4)).toEqual(['indices', 'index values', 'prices', 'assets']);
    expect(sections.at(-1)).toBe('web app');
    expect(served.tags?.filter(({ description = '' }) => !/^[A-Z].*\.$/.test(description))).toEqual([]);
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

  it('gives every error an example of its own status on its own route', () => {
    const wrong = operations.flatMap(({ name, path, responses }) =>
      Object.entries(responses).flatMap(([status, { content }]) => {
        const example = content?.[PROBLEM]?.example as Partial<Problem> | undefined;
        if (example === undefined) return [];
        const own = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(example.instance ?? '');
        const known = example.code !== undefined && example.title === catalogue[example.code].title;
        const right = String(example.status) === (status === 'default' ? '500' : status);
        return own && known && right && (example.detail ?? '').length > 3 ? [] : [`${name} ${status}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('gives examples of errors that are what its GET routes answer', async () => {
    const gets = operations.filter(({ method }) => method === 'GET');
    const compared = gets.flatMap((operation) =>
      Object.values(operation.responses).flatMap(({ content }) => {
        const example = content?.[PROBLEM]?.example as Problem | undefined;
        const fault = example?.errors[0]?.pointer.slice(1);
        return example && (fault || example.detail.startsWith('There is no ')) ? [{ operation, example, fault }] : [];
      }),
    );
    expect(compared.length).toBeGreaterThan(30);
    const headers = { 'X-Admin-Token': ADMIN_TOKEN };
    for (const { operation, example, fault } of compared) {
      const { requestId, ...answer } = await json<Problem>(
        fetch(`${service.url}${exampleRequest(operation, fault)}`, { headers }),
      );
      expect(requestId).not.toBe('');
      // A faulty value in the path shows in the instance too.
      const instance = fault === undefined ? example.instance : answer.instance;
      expect({ name: operation.name, ...answer }).toEqual({
        name: operation.name,
        ...example,
        requestId: undefined,
        instance,
      });
    }
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

/** The request of the examples, with a value that no rule accepts in `faulty`. */
function exampleRequest({ path, parameters }: Operation, faulty: string | undefined): string {
  const valueOf = ({ name, schema, example }: Parameter): unknown =>
    name === faulty ? '\n' : (example ?? schema['example']);
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && valueOf(parameter) !== undefined)
    .map((parameter) => `${parameter.name}=${encodeURIComponent(String(valueOf(parameter)))}`);
  const filled = path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const parameter = parameters.find((each) => each.in === 'path' && each.name === name);
    return encodeURIComponent(String(parameter && valueOf(parameter)));
  });
  return `${filled}?${query.join('&')}`;
}

function textOf(document: OpenAPIObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function unexemplified(operation: Operation, schemas: Schemas): string[] {
  const parameters = operation.parameters
    .filter((parameter) => !isShown(schemas.resolve(parameter.schema)) && parameter.example === undefined)
    .filter(({ description, schema }) => schema['type'] !== 'boolean' && !description);
  const body = bodySchemaOf(operation);
  const fields = Object.entries((body && (schemas.resolve(body)['properties'] as Record<string, Schema>)) ?? {});
  const hidden = fields
    .filter(([, schema]) => !isShown({ ...schema, ...schemas.resolve(firstOf(schema)) }))
    .filter(([, schema]) => schema['description'] === undefined);
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
    ...Object.values(operation.body?.content ?? {})
      .filter(({ schema, example }) => schema && example !== undefined && !schemas.accepts(schema, example))
      .map(() => `${operation.name}: body`),
  ];
}
