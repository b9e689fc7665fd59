/** Of the application; that of package.json, which a compiled service need not have beside it. */
export const VERSION = '0.1.0';
