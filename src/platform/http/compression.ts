import { constants } from 'node:zlib';
import { FastifyCompressOptions } from '@fastify/compress';

/** Brotli's default quality (11) takes 365 ms for 208 kB, quality 1 takes 0.6 ms. Bytes. */
export const COMPRESSION: FastifyCompressOptions = {
  global: true,
  threshold: 1024,
  encodings: ['br', 'gzip'],
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } },
  zlibOptions: { level: 1 },
};
