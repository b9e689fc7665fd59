/** The version of package.json, which may be missing beside the compiled service. */
export const VERSION = '0.1.0';
