import { OpenAPIObject } from '@nestjs/swagger';
import { bodySchemaOf, Operation, operationsOf, Schema } from '../fuzz/document';
import { Schemas } from '../fuzz/schemas';
import { Answer, Client, HttpRequest } from '../fuzz/send';
import { ADMIN_TOKEN, startTestApp, TestApp } from '../support/app';
import { json } from '../support/json';

const LARGE = 500_000;
const SMALL = 16_000;
/** Processor time of the service and of the client, which are one process. A quadratic path takes seconds. */
const BUDGET_MS = 250;
const ATTEMPTS = 3;
const MAX_ERRORS = 20;
const MAX_ANSWER_BYTES = 32_768;

/** Elements, one after the other, until the text is about as long as `bytes`. */
function listed(bytes: number, element: (n: number) => string): string {
  const elements: string[] = [];
  for (let length = 0, n = 0; length < bytes; n++) {
    const text = element(n);
    elements.push(text);
    length += text.length + 1;
  }
  return elements.join(',');
}

const fields = (bytes: number): string => `{${listed(bytes, (n) => `"k${n}":1`)}}`;

type Text = (bytes: number) => string;

/** Values of a field, as large as the number of bytes says. Each is the worst for some part of the service. */
const VALUES: Readonly<Record<string, Text>> = {
  'a list of different texts': (bytes) => `[${listed(bytes, (n) => `"S${n}"`)}]`,
  'a list of objects': (bytes) => `[${listed(bytes, (n) => `{"a":${n}}`)}]`,
  'an object of an object of many fields': (bytes) => `{"weights":${fields(bytes)}}`,
  'a long text': (bytes) => `"${'x'.repeat(bytes)}"`,
  'deep lists': (bytes) => `${'['.repeat(bytes / 2)}${']'.repeat(bytes / 2)}`,
};

/** Each text is made once a size. */
function remembered(make: Text): Text {
  const made = new Map<number, string>();
  return (bytes) => made.get(bytes) ?? made.set(bytes, make(bytes)).get(bytes) ?? '';
}

const KINDS = Object.entries(VALUES).map(([what, make]): [string, Text] => [what, remembered(make)]);

/** Whole bodies. */
const BODIES: Readonly<Record<string, Text>> = {
  'unknown fields': fields,
  'one field again and again': (bytes) => `{${listed(bytes, () => '"k":1')}}`,
  'a list for a body': (bytes) => `[${listed(bytes, () => '{}')}]`,
  'fields with a forbidden name in a text': (bytes) => `{"x":"__proto__",${fields(bytes).slice(1)}`,
};

interface Attack {
  readonly what: string;
  readonly body: Text;
}

interface Target {
  readonly operation: Operation;
  readonly attacks: readonly Attack[];
}

describe('a body of any kind', () => {
  let service: TestApp;
  let client: Client;
  let targets: Target[];

  beforeAll(async () => {
    service = await startTestApp({ TRUST_PROXY: '1' });
    client = new Client(service.url);
    const document = await json<OpenAPIObject>(fetch(`${service.url}/openapi.json`));
    const schemas = new Schemas(document);
    targets = operationsOf(document).flatMap((operation) => {
      const schema = bodySchemaOf(operation);
      return schema === undefined ? [] : [{ operation, attacks: attacksOn(schemas.resolve(schema)) }];
    });
  });

  afterAll(async () => {
    client.close();
    await service.close();
  });

  it('holds up no other client, and is refused in a short answer, on every route that takes one', async () => {
    const faults: string[] = [];
    for (const { operation, attacks } of targets) {
      const { status } = await client.send(requestOf(operation, fields(LARGE)));
      const bytes = status === 413 ? SMALL : LARGE;
      for (const { what, body } of attacks) {
        const fault = await faultAfter(requestOf(operation, body(bytes)));
        if (fault !== undefined) faults.push(`${operation.name}, ${bytes} bytes of ${what}: ${fault}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('ends at 16 kB where nobody is signed in yet', async () => {
    const open = targets.filter(({ operation }) => operation.path.startsWith('/api/v1/auth/'));
    const answers = open.map(({ operation }) => client.send(requestOf(operation, `{"x":"${'x'.repeat(17_000)}"}`)));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(open.map(() => 413));
  });

  /** Garbage of other requests may be collected during one, so that the cheapest of some attempts counts. */
  async function faultAfter(request: HttpRequest): Promise<string | undefined> {
    let spent = 0;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = process.cpuUsage();
      const answer = await client.send(request);
      const { user, system } = process.cpuUsage(before);
      spent = (user + system) / 1_000;
      if (spent <= BUDGET_MS) return faultOf(answer);
    }
    return `took ${Math.round(spent)} ms of processor time`;
  }
});

function requestOf(operation: Operation, body: string): HttpRequest {
  return {
    method: operation.method,
    target: pathOf(operation),
    headers: { 'x-admin-token': ADMIN_TOKEN, 'content-type': 'application/json' },
    body: Buffer.from(body),
  };
}

function attacksOn({ properties = {} }: Schema): Attack[] {
  const whole = Object.entries(BODIES).map(([what, body]) => ({ what, body }));
  const inFields = Object.keys(Object(properties)).flatMap((field) =>
    KINDS.map(([what, value]) => ({
      what: `${what} as ${field}`,
      body: (bytes: number) => `{"${field}":${value(bytes)}}`,
    })),
  );
  return [...whole, ...inFields];
}

function pathOf({ path, parameters }: Operation): string {
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const example = parameters.find((parameter) => parameter.name === name)?.example;
    return typeof example === 'string' ? encodeURIComponent(example) : '1';
  });
}

function faultOf({ status, text }: Answer): string | undefined {
  if (status < 400 || status >= 500) return `status ${status}`;
  if (text.length > MAX_ANSWER_BYTES) return `an answer of ${text.length} bytes`;
  const { errors } = JSON.parse(text) as { errors: unknown[] };
  return errors.length > MAX_ERRORS ? `${errors.length} errors` : undefined;
}
