/** The existing system knows no market capitalisation and takes 1 for every asset: equal weights. */
export function marketCapWeights(assetCount: number): Float64Array {
  return new Float64Array(assetCount).fill(1 / assetCount);
}
