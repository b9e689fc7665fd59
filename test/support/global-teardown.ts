import './global-setup';

/** Ends what `global-setup.ts` started. The databases on a server of one's own go with this process. */
export default async function tearDown(): Promise<void> {
  await globalThis.tearDownTests?.();
}
