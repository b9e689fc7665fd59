/** Who may have indices computed on the server under measurement. */
export const BENCH_TOKEN = 'bench-administrator-0123456789-abcdefghijk';
