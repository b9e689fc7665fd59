import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { pageStatement } from '../../src/platform/time-series/series-sql';
import { PRICE_SERIES } from '../../src/prices/price-series.dto';
import { SYMBOL } from './prepared-series';
import { tellAddress } from './tell-address';

/** The least that Node needs to send the page: a pool, one prepared statement, and its text. */
const { statement, values } = pageStatement(
  { series: PRICE_SERIES, labels: [SYMBOL], order: 'asc', limit: 5_001 },
  'rows',
);
const pool = new Pool({ connectionString: process.argv[2], max: 10 });

const server = createServer((_request, response) => {
  void pool.query<{ part0: string }>({ ...statement, values: [...values] }).then(({ rows }) => {
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(`{"data":[${rows[0]?.part0}],"nextCursor":null}`);
  });
});

server.listen(0, '127.0.0.1', () => tellAddress(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
