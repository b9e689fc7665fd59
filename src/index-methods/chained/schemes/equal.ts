import type { WeightingScheme } from './scheme';

/** The same for each. */
export const equal: WeightingScheme = ({ columns }) => columns.map(() => 1);
