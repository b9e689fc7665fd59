import { AllocationContent, ReportHead } from './report';

const NO_SECTOR = 'Without sector';
const TOP = 5;

interface DatedHolding {
  readonly date: string;
  readonly symbol: string;
  readonly name: string;
  readonly sector: string | null;
  readonly weight: number;
}

/** What the index holds, and how concentrated it is. At least one holding is needed, the largest first. */
export function allocationOf(head: ReportHead, dated: readonly DatedHolding[]): AllocationContent {
  const holdings = dated.map(({ date: _date, ...holding }) => holding);
  const weights = holdings.map(({ weight }) => weight);
  const herfindahl = sum(weights.map((weight) => weight ** 2));
  return {
    type: 'allocation',
    ...head,
    asOf: dated[0]?.date ?? head.to,
    holdings,
    sectors: sectorsOf(holdings),
    concentration: {
      largest: weights[0] ?? 0,
      topFive: sum(weights.slice(0, TOP)),
      herfindahl,
      effectiveHoldings: 1 / herfindahl,
    },
  };
}

function sectorsOf(holdings: AllocationContent['holdings']): AllocationContent['sectors'] {
  const names = [...new Set(holdings.map(({ sector }) => sector ?? NO_SECTOR))];
  const sectors = names.map((sector) => {
    const held = holdings.filter((holding) => (holding.sector ?? NO_SECTOR) === sector);
    return { sector, weight: sum(held.map(({ weight }) => weight)), holdings: held.length };
  });
  return sectors.sort((one, other) => other.weight - one.weight);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
