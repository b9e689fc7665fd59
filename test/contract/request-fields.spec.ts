import { OpenAPIObject } from '@nestjs/swagger';
import { bodySchemaOf, Operation, operationsOf, Parameter, Schema } from '../fuzz/document';
import { Schemas } from '../fuzz/schemas';
import { ADMIN_TOKEN, startTestApp, TestApp } from '../support/app';
import { json } from '../support/json';

const INDEX = {
  slug: 'technology',
  name: 'Technology',
  method: 'chained',
  currency: 'EUR',
  baseValue: 1_000,
  configuration: { rebalance_frequency: 'monthly' },
  constituents: ['AAPL'],
  benchmark: 'MSFT',
};
const ASSET = {
  symbol: 'AAPL',
  name: 'Apple',
  sector: 'Technology',
  currency: 'EUR',
  kind: 'etf',
  active: false,
  fetch: 'none',
};

let service: TestApp;
let operations: Operation[];
let schemas: Schemas;

const send = (method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${service.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-admin-token': ADMIN_TOKEN },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

beforeAll(async () => {
  service = await startTestApp();
  const document = await json<OpenAPIObject>(fetch(`${service.url}/openapi.json`));
  operations = operationsOf(document);
  schemas = new Schemas(document);
  for (const asset of [ASSET, { symbol: 'MSFT' }])
    expect((await send('POST', '/api/v1/assets', asset)).status).toBe(201);
  expect((await send('POST', '/api/v1/indices', INDEX)).status).toBe(201);
});

afterAll(() => service.close());

describe('the body of a change', () => {
  const changing = (): Operation[] => operations.filter(({ method, body }) => /PATCH|PUT/.test(method) && body);

  it('has no field with a default, which some clients fill in', () => {
    expect(changing().length).toBeGreaterThan(3);
    expect(changing().flatMap((change) => defaultedFields(bodySchemaOf(change) ?? {}, change.name))).toEqual([]);
  });

  it('requires no field, and says what becomes of omitted ones', () => {
    const patches = changing().filter(({ method }) => method === 'PATCH');
    expect(patches.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['PATCH /api/v1/assets/{symbol}', 'PATCH /api/v1/indices/{slug}']),
    );
    const bodies = patches.map((patch) => ({ name: patch.name, ...schemas.resolve(bodySchemaOf(patch) ?? {}) }));
    expect(bodies.filter((body) => 'required' in body)).toEqual([]);
    expect(bodies.filter((body) => Reflect.get(body, 'description') !== 'Omitted fields keep their values')).toEqual(
      [],
    );
    expect(JSON.stringify(bodies)).not.toMatch(/or omitted|omitted or/i);
  });

  it.each([
    ['PATCH /api/v1/indices/{slug}', '/api/v1/indices/technology', INDEX],
    ['PATCH /api/v1/assets/{symbol}', '/api/v1/assets/AAPL', ASSET],
  ])('of %s changes what it names only, also with the defaults of its schema filled in', async (name, path, before) => {
    const body = withDefaults(name, { name: 'Renamed' });
    expect(await json(send('PATCH', path, body))).toMatchObject({ ...before, name: 'Renamed' });
  });

  it('of a refresh is the same with the defaults of its schema filled in', () => {
    expect(withDefaults('POST /api/v1/refresh-runs', {})).toEqual({});
  });

  function defaultedFields(schema: Schema, at: string): string[] {
    const { default: own, properties = {}, items, allOf = [] } = schemas.resolve(schema);
    const parts: [string, Schema][] = Object.entries(properties as Record<string, Schema>);
    if (items !== undefined) parts.push(['*', items as Schema]);
    return [
      ...(own === undefined ? [] : [at]),
      ...parts.flatMap(([part, partSchema]) => defaultedFields(partSchema, `${at}/${part}`)),
      ...(allOf as Schema[]).flatMap((part) => defaultedFields(part, at)),
    ];
  }

  function withDefaults(name: string, body: object): object {
    const operation = operations.find((each) => each.name === name);
    const { properties } = schemas.resolve((operation && bodySchemaOf(operation)) ?? {});
    const defaults = Object.entries(properties as Record<string, Schema>)
      .map(([field, schema]) => [field, schemas.resolve(schema)['default']] as const)
      .filter(([, value]) => value !== undefined);
    return { ...Object.fromEntries(defaults), ...body };
  }
});

describe('a list in the query', () => {
  interface List {
    readonly operation: Operation;
    readonly parameter: Parameter;
  }

  const lists = (): List[] =>
    operations.flatMap((operation) =>
      operation.parameters
        .filter(({ in: place, schema }) => place === 'query' && schema['type'] === 'array')
        .map((parameter) => ({ operation, parameter })),
    );

  it('says of every parameter of the document how it is sent, and how many items it takes', () => {
    expect(lists().length).toBeGreaterThan(1);
    for (const { parameter } of lists()) {
      expect(parameter.description).toContain('Separated by commas (or %2C), or as a repeated parameter');
      expect(parameter.description).toContain(`at most ${String(parameter.schema['maxItems'])} in all`);
    }
  });

  it('is taken by every route in one parameter, with encoded commas, and as a repeated parameter', async () => {
    for (const list of lists()) {
      const { name } = list.parameter;
      const answers: { status: number; body: unknown }[] = [];
      for (const query of [`${name}=AAPL,MSFT`, `${name}=AAPL%2CMSFT`, `${name}=AAPL&${name}=MSFT`]) {
        answers.push(await ask(list, query));
      }
      expect(answers[0]?.status).toBe(200);
      expect(answers).toEqual(answers.map(() => answers[0]));
    }
  });

  it('counts the items of all its parameters against its limit', async () => {
    for (const list of lists()) {
      const { name, schema } = list.parameter;
      const most = Number(schema['maxItems']);
      const repeated = (count: number): string =>
        Array.from({ length: count }, (_none, position) => `${name}=A${position}`).join('&');
      expect((await ask(list, repeated(most))).status).not.toBe(400);
      expect((await ask(list, repeated(most + 1))).status).toBe(400);
      expect((await ask(list, `${repeated(most)}&${name}=B,C`)).status).toBe(400);
      expect((await ask(list, `${name}=AAPL&${name}=AAPL`)).status).toBe(400);
    }
  });

  async function ask({ operation, parameter }: List, query: string): Promise<{ status: number; body: unknown }> {
    const others = operation.parameters
      .filter(({ in: place, required, name }) => place === 'query' && required && name !== parameter.name)
      .map(({ name, example, schema }) => `${name}=${encodeURIComponent(String(example ?? schema['example']))}`);
    const answer = await send(operation.method, `${operation.path}?${[...others, query].join('&')}`);
    return { status: answer.status, body: await answer.json() };
  }
});
