import { ArgumentsHost, Controller, Get, INestApplication, Query } from '@nestjs/common';
import { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { FastifyReply } from 'fastify';
import { AppError } from '../errors';
import { validationPipe } from './validation.pipe';
import {
  NotBefore,
  QueryBoolean,
  QueryDay,
  QueryEnum,
  QueryInstant,
  QueryInteger,
  QueryList,
  DecimalText,
  QueryPattern,
  QueryText,
} from './fields';

class Parameters {
  @QueryInteger(1, 1000, { default: 100 })
  limit = 100;

  @QueryBoolean({ optional: true })
  active?: boolean;

  @QueryDay({ optional: true })
  from?: string;

  @NotBefore('from')
  @QueryDay({ optional: true })
  to?: string;

  @QueryInstant({ optional: true })
  knownAt?: string;

  @QueryEnum(['asc', 'desc'], { optional: true })
  order?: string;

  @QueryList(/[A-Z^][A-Z0-9.]{0,9}/, 3, { optional: true })
  symbols?: string[];

  @QueryPattern(/[A-Z^][A-Z0-9.]{0,9}/, 'must be a symbol', { optional: true })
  symbol?: string;

  @QueryText(10, { optional: true })
  text?: string;

  @DecimalText({ before: 6, after: 2 }, { optional: true })
  amount?: string;
}

@Controller()
class EchoController {
  @Get('echo')
  echo(@Query() query: Parameters): Parameters {
    return query;
  }
}

let app: INestApplication & NestFastifyApplication;
const ask = async (query: string) => {
  const answer = await app.inject({ url: `/echo?${query}` });
  return { status: answer.statusCode, body: answer.json() };
};

beforeAll(async () => {
  const module = await Test.createTestingModule({ controllers: [EchoController] }).compile();
  app = module.createNestApplication(new FastifyAdapter(), { logger: false });
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters({
    catch: ({ detail, errors }: AppError, host: ArgumentsHost) =>
      host
        .switchToHttp()
        .getResponse<FastifyReply>()
        .status(400)
        .send({ detail, pointers: errors.map(({ pointer }) => pointer) }),
  });
  await app.init();
});
afterAll(() => app.close());

it.each([
  ['', { limit: 100 }],
  ['limit=5', { limit: 5 }],
  ['active=false', { active: false }],
  ['active=true', { active: true }],
  ['from=2024-02-29', { from: '2024-02-29' }],
  ['from=2024-01-05&to=2024-01-05', { from: '2024-01-05', to: '2024-01-05' }],
  ['knownAt=2024-03-28T21:00:00.123456Z', { knownAt: '2024-03-28T21:00:00.123456Z' }],
  ['knownAt=2024-03-28T21:00:00%2B01:00', { knownAt: '2024-03-28T21:00:00+01:00' }],
  ['order=asc', { order: 'asc' }],
  ['symbols=AAPL', { symbols: ['AAPL'] }],
  ['symbols=AAPL,%5EGSPC,BRK.B', { symbols: ['AAPL', '^GSPC', 'BRK.B'] }],
  ['symbols=AAPL%2CMSFT', { symbols: ['AAPL', 'MSFT'] }],
  ['symbols=AAPL&symbols=MSFT', { symbols: ['AAPL', 'MSFT'] }],
  ['symbols=AAPL,MSFT&limit=5&symbols=%5EGSPC', { limit: 5, symbols: ['AAPL', 'MSFT', '^GSPC'] }],
  ['symbol=%5EGSPC', { symbol: '^GSPC' }],
  ['text=%C3%A9%F0%9F%98%80', { text: 'é😀' }],
  [`text=${'%F0%9F%98%80'.repeat(10)}`, { text: '😀'.repeat(10) }],
  ['amount=100.50', { amount: '100.50' }],
])('takes ?%s', async (query, expected) => {
  expect(await ask(query)).toEqual({ status: 200, body: { limit: 100, ...expected } });
});

it.each([
  ['limit', '1e2'],
  ['limit', '0x10'],
  ['limit', '%205%20'],
  ['limit', '05'],
  ['limit', '%2B5'],
  ['limit', '-0'],
  ['limit', '5.0'],
  ['limit', ''],
  ['limit', '0'],
  ['limit', '1001'],
  ['limit', 'null'],
  ['limit', 'NaN'],
  ['limit', '99999999999999999999'],
  ['limit', '5%00'],
  ['limit', '1&limit=2'],
  ['active', 'banana'],
  ['active', 'False'],
  ['active', '1'],
  ['active', ''],
  ['active', 'true&active=false'],
  ['active', 'constructor'],
  ['from', '2024-02-30'],
  ['from', '2023-02-29'],
  ['from', '2024-04-31'],
  ['from', '2024'],
  ['from', '2024-W10'],
  ['from', '20240105'],
  ['from', '2024-01-05T00:00:00Z'],
  ['from', '2024-1-5'],
  ['from', '0000-01-01'],
  ['from', '1899-12-31'],
  ['from', '2024-13-01'],
  ['from', '2024-01-05%00'],
  ['from', '2024-01-05%0A'],
  ['from', ''],
  ['from', 'infinity'],
  ['from', '2024-01-05&from=2024-01-06'],
  ['to', '2024-01-04&from=2024-01-05'],
  ['knownAt', '2024-03-28T21:00:00'],
  ['knownAt', '2024-02-30T21:00:00Z'],
  ['knownAt', '2024-03-28T24:00:00Z'],
  ['knownAt', '2024-03-28'],
  ['order', 'ASC'],
  ['order', ''],
  ['order', 'asc&order=desc'],
  ['symbols', ''],
  ['symbols', 'AAPL,'],
  ['symbols', 'AAPL,AAPL'],
  ['symbols', 'A,B,C,D'],
  ['symbols', 'AAPL&symbols=AAPL'],
  ['symbols', 'AAPL&symbols='],
  ['symbols', 'AAPL&symbols=MSFT%00'],
  ['symbols', 'A,B&symbols=C,D'],
  ['symbols', 'AAPL%00'],
  ['symbol', 'aapl'],
  ['symbol', 'AAPL%0A'],
  ['symbol', 'AAPL&symbol=MSFT'],
  ['text', ''],
  ['text', 'a%00b'],
  ['text', 'a%0Ab'],
  ['text', '12345678901'],
  ['amount', '0'],
  ['amount', '0.00'],
  ['amount', '-1'],
  ['amount', '1.234'],
  ['amount', '1e3'],
  ['amount', '1000000'],
])('refuses ?%s=%s and names the parameter', async (name, value) => {
  const { status, body } = await ask(`${name}=${value}`);
  expect(status).toBe(400);
  expect(body.pointers).toContain(`/${name}`);
  expect(body.detail).toContain(`${name} must`);
});

it.each(['symbol[x]=1', 'symbol.x=1', 'unknown=1', '__proto__=1', 'constructor=1', 'hasOwnProperty=1'])(
  'refuses ?%s, which the route does not know',
  async (query) => {
    expect((await ask(query)).status).toBe(400);
  },
);
