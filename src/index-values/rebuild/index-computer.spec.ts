import { Readable } from 'node:stream';
import { binaryCopy } from '../../../test/support/binary-copy';
import { collectChunks } from './binary-copy';
import { Computation } from './computation';
import { IndexComputer } from './index-computer';

const DAYS = ['2024-01-02', '2024-01-03', '2024-01-04'];

async function computation(method: string): Promise<Computation> {
  const copy = binaryCopy([[{ int: [1] }, { date: DAYS }, { float: [10, 11, 12] }]]);
  return {
    method,
    configuration: {},
    baseValue: 100,
    constituents: [{ id: 1, symbol: 'AAA' }],
    closes: await collectChunks(Readable.from(copy)),
    benchmarkCloses: [],
    levelsBefore: [],
    stored: { indexValues: [], allocations: [], riskMetrics: [] },
  };
}

describe('the thread that computes indices', () => {
  const computer = new IndexComputer();
  afterAll(() => computer.onApplicationShutdown());

  it('is given the closes themselves, not a copy of them', async () => {
    const given = await computation('autoindex-v1');
    const { indexValues } = await computer.compute(given);
    expect(indexValues.rows).toBeGreaterThan(0);
    expect(given.closes.map(({ byteLength }) => byteLength)).toEqual([0]);
  });

  it('says why it failed, and computes the next one', async () => {
    await expect(computer.compute(await computation('unheard-of'))).rejects.toThrow('unheard-of');
    await expect(computer.compute(await computation('autoindex-v1'))).resolves.toHaveProperty('indexValues');
  });
});
