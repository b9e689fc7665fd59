import { Campaign } from './strikes/campaign';
import { STAGES } from './strikes/strike';

/** To repeat a campaign: FAULT_SEED=<the seed it printed> FAULT_STRIKES=<how many> npm run test:faults */
const SEED = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000_000);
const STRIKES = Number(process.env['FAULT_STRIKES'] ?? 200);
/** With so many every statement of the unit has its turn at least once, and every stage several times. */
const ENOUGH_FOR_ALL = 200;
const LONGEST_STRIKE_MS = 60_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

it(
  `a refresh is whole or not at all, whatever dies (${STRIKES} strikes, seed ${SEED})`,
  async () => {
    say(`FAULT_SEED=${SEED} FAULT_STRIKES=${STRIKES}`);
    const report = await Campaign.run(SEED, STRIKES, say);
    say(JSON.stringify({ seed: SEED, ...report }, undefined, 2));
    expect(report.faults).toEqual([]);
    expect(report.answersByVersion).toBeGreaterThan(STRIKES / 2);
    if (STRIKES < ENOUGH_FOR_ALL) return;
    expect(report.stagesKilled).toEqual([...STAGES].sort());
    const missed = report.outcomes['terminate']?.['missed'] ?? 0;
    expect(report.statementsCut + missed).toBeGreaterThanOrEqual(report.statements);
  },
  STRIKES * LONGEST_STRIKE_MS,
);
