const { default: Sequencer } = require('@jest/test-sequencer');

/** They take a minute and more each, which cannot be seen from their size: begun last, they would run alone at the end. */
const LONGEST = ['test/faults/strikes.spec.ts', 'test/e2e/refresh/refresh-schedule.spec.ts'];

/** Where no run has left its durations jest goes by the size of the files. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isLong = ({ path }) => LONGEST.some((end) => path.endsWith(end));
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};
