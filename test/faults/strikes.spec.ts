import { Campaign } from './strikes/campaign';

/** The short form; `npm run test:faults` has the long one. */
const SEED = 20_240_105;
const STRIKES = 10;

it(`a refresh is whole or not at all, whatever dies (${STRIKES} strikes, seed ${SEED})`, async () => {
  const report = await Campaign.run(SEED, STRIKES);
  expect(report.faults).toEqual([]);
  expect(report.answersByVersion).toBeGreaterThan(STRIKES / 2);
}, 300_000);
