import { Propagation, SecondConnectionError } from '../../../src/platform/database';
import { StatementLog } from '../../support/statements';
import { Ledger, LedgerApplication, ledgerApplication } from './ledger';

const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE';
const INSERT = 'insert into entries values ($1)';
const SELECT = 'select name from entries order by name';

describe('propagation, statement by statement', () => {
  let application: LedgerApplication;
  let ledger: Ledger;
  let log: StatementLog;

  beforeAll(async () => {
    application = await ledgerApplication();
    ({ ledger } = application);
  });
  beforeEach(async () => {
    await application.outside.query('truncate entries');
    log = new StatementLog();
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => application.close());

  const failing = (name: string) => async (): Promise<void> => {
    await ledger.add(name);
    throw new Error(`${name} fails`);
  };

  describe('Required', () => {
    it('opens a transaction where there is none', async () => {
      await ledger.required(() => ledger.add('a'));
      expect(log.take()).toEqual([`1: ${BEGIN}`, `1: ${INSERT}`, '1: COMMIT']);
    });

    it('rolls back when the method throws', async () => {
      await expect(ledger.required(failing('a'))).rejects.toThrow('a fails');
      expect(log.take()).toEqual([`1: ${BEGIN}`, `1: ${INSERT}`, '1: ROLLBACK']);
    });

    it('joins the open one', async () => {
      await ledger.required(async () => {
        await ledger.add('a');
        await ledger.required(() => ledger.add('b'));
      });
      expect(log.take()).toEqual([`1: ${BEGIN}`, `1: ${INSERT}`, `1: ${INSERT}`, '1: COMMIT']);
    });

    it('rolls all back when the joined method throws', async () => {
      const work = ledger.required(async () => {
        await ledger.add('a');
        await ledger.required(failing('b')).catch(() => undefined);
      });
      await expect(work).rejects.toThrow('was rolled back');
      expect(log.take()).toEqual([`1: ${BEGIN}`, `1: ${INSERT}`, `1: ${INSERT}`, '1: ROLLBACK']);
    });
  });

  describe('RequiresNew', () => {
    it('opens a transaction where there is none', async () => {
      await ledger.requiresNew(() => ledger.add('a'));
      expect(log.take()).toEqual([`1: ${BEGIN}`, `1: ${INSERT}`, '1: COMMIT']);
    });

    it('is refused inside one without a single statement of its own', async () => {
      const work = ledger.required(() => ledger.requiresNew(() => ledger.add('a')));
      await expect(work).rejects.toThrow(SecondConnectionError);
      expect(log.take()).toEqual([`1: ${BEGIN}`, '1: ROLLBACK']);
    });

    it('commits by itself in the second pool, whatever becomes of the outer one', async () => {
      const work = ledger.required(async () => {
        await ledger.requiresNewInSecondPool(() => ledger.add('inner'));
        await failing('outer')();
      });
      await expect(work).rejects.toThrow('outer fails');
      expect(log.take()).toEqual([
        `1: ${BEGIN}`,
        `2: ${BEGIN}`,
        `2: ${INSERT}`,
        '2: COMMIT',
        `1: ${INSERT}`,
        '1: ROLLBACK',
      ]);
      expect(await application.stored()).toEqual(['inner']);
    });

    it('does not doom the outer one when it fails in the second pool', async () => {
      await ledger.required(async () => {
        await ledger.requiresNewInSecondPool(failing('inner')).catch(() => undefined);
        await ledger.add('outer');
      });
      expect(log.take()).toEqual([
        `1: ${BEGIN}`,
        `2: ${BEGIN}`,
        `2: ${INSERT}`,
        '2: ROLLBACK',
        `1: ${INSERT}`,
        '1: COMMIT',
      ]);
      expect(await application.stored()).toEqual(['outer']);
    });

    it('is refused inside a transaction of the second pool', async () => {
      const work = ledger.required(() =>
        ledger.requiresNewInSecondPool(() => ledger.requiresNewInSecondPool(() => ledger.add('a'))),
      );
      await expect(work).rejects.toThrow(SecondConnectionError);
      expect(log.take()).toEqual([`1: ${BEGIN}`, `2: ${BEGIN}`, '2: ROLLBACK', '1: ROLLBACK']);
    });
  });

  describe('Nested', () => {
    it('opens a transaction where there is none', async () => {
      await ledger.nested(() => ledger.add('a'));
      expect(log.take()).toEqual([`1: ${BEGIN}`, `1: ${INSERT}`, '1: COMMIT']);
    });

    it('is a savepoint inside one', async () => {
      await ledger.required(() => ledger.nested(() => ledger.add('a')));
      expect(log.take()).toEqual([
        `1: ${BEGIN}`,
        '1: SAVEPOINT nested_1',
        `1: ${INSERT}`,
        '1: RELEASE SAVEPOINT nested_1',
        '1: COMMIT',
      ]);
    });

    it('is a savepoint inside a savepoint inside itself', async () => {
      await ledger.required(() =>
        ledger.nested(async () => {
          await ledger.nested(failing('a')).catch(() => undefined);
          await ledger.required(() => ledger.add('b'));
        }),
      );
      expect(log.take()).toEqual([
        `1: ${BEGIN}`,
        '1: SAVEPOINT nested_1',
        '1: SAVEPOINT nested_2',
        `1: ${INSERT}`,
        '1: ROLLBACK TO SAVEPOINT nested_2; RELEASE SAVEPOINT nested_2',
        `1: ${INSERT}`,
        '1: RELEASE SAVEPOINT nested_1',
        '1: COMMIT',
      ]);
      expect(await application.stored()).toEqual(['b']);
    });

    it('undoes its own part alone', async () => {
      await ledger.required(async () => {
        await ledger.add('a');
        await ledger.nested(failing('b')).catch(() => undefined);
        await ledger.add('c');
      });
      expect(log.take()).toEqual([
        `1: ${BEGIN}`,
        `1: ${INSERT}`,
        '1: SAVEPOINT nested_1',
        `1: ${INSERT}`,
        '1: ROLLBACK TO SAVEPOINT nested_1; RELEASE SAVEPOINT nested_1',
        `1: ${INSERT}`,
        '1: COMMIT',
      ]);
      expect(await application.stored()).toEqual(['a', 'c']);
    });
  });

  describe('Mandatory', () => {
    it('is refused where there is no transaction', async () => {
      await expect(ledger.mandatory(() => ledger.add('a'))).rejects.toThrow('for method Ledger.mandatory');
      expect(log.take()).toEqual([]);
    });

    it('joins the open one, and dooms it when it fails', async () => {
      await ledger.required(() => ledger.mandatory(() => ledger.add('a')));
      expect(log.take()).toEqual([`1: ${BEGIN}`, `1: ${INSERT}`, '1: COMMIT']);
      const work = ledger.required(() => ledger.mandatory(failing('b')).catch(() => undefined));
      await expect(work).rejects.toThrow('was rolled back');
      expect(log.take()).toEqual([`1: ${BEGIN}`, `1: ${INSERT}`, '1: ROLLBACK']);
    });
  });

  it('has a section for each mode of the library', () => {
    const modes = Object.keys(Propagation).sort();
    expect(modes).toEqual(['Mandatory', 'Nested', 'Never', 'NotSupported', 'Required', 'RequiresNew', 'Supports']);
  });

  describe('Supports', () => {
    it('reads without a transaction where there is none', async () => {
      await ledger.supports(() => ledger.names());
      expect(log.take()).toEqual([`1: ${SELECT}`]);
    });

    it('cannot write where there is none', async () => {
      await expect(ledger.supports(() => ledger.add('a'))).rejects.toThrow('no transaction is open');
      expect(log.take()).toEqual([]);
    });

    it('joins the open one, and dooms it when it fails', async () => {
      await ledger.required(() => ledger.supports(() => ledger.names()));
      expect(log.take()).toEqual([`1: ${BEGIN}`, `1: ${SELECT}`, '1: COMMIT']);
      const work = ledger.required(() => ledger.supports(failing('b')).catch(() => undefined));
      await expect(work).rejects.toThrow('was rolled back');
      expect(log.take()).toEqual([`1: ${BEGIN}`, `1: ${INSERT}`, '1: ROLLBACK']);
    });
  });

  describe('NotSupported', () => {
    it('reads without a transaction where there is none', async () => {
      await ledger.notSupported(() => ledger.names());
      expect(log.take()).toEqual([`1: ${SELECT}`]);
    });

    it('cannot write', async () => {
      await expect(ledger.notSupported(() => ledger.add('a'))).rejects.toThrow('no transaction is open');
      expect(log.take()).toEqual([]);
    });

    it('leaves the transaction around it as it is, also when it fails', async () => {
      await ledger.required(async () => {
        await ledger.add('a');
        const aside = ledger.notSupported(() => Promise.reject(new Error('aside')));
        await expect(aside).rejects.toThrow('aside');
        await ledger.add('b');
      });
      expect(log.take()).toEqual([`1: ${BEGIN}`, `1: ${INSERT}`, `1: ${INSERT}`, '1: COMMIT']);
    });

    it.each([
      ['read', () => ledger.names()],
      ['begin another one', () => ledger.required(() => ledger.add('a'))],
    ])('inside a transaction, which still holds its connection, it cannot %s', async (_, work) => {
      await expect(ledger.required(() => ledger.notSupported<unknown>(work))).rejects.toThrow(SecondConnectionError);
      expect(log.take()).toEqual([`1: ${BEGIN}`, '1: ROLLBACK']);
    });
  });

  describe('Never', () => {
    it('reads without a transaction', async () => {
      await ledger.never(() => ledger.names());
      expect(log.take()).toEqual([`1: ${SELECT}`]);
    });

    it('is refused inside one', async () => {
      await expect(ledger.required(() => ledger.never(() => ledger.names()))).rejects.toThrow('already active');
      expect(log.take()).toEqual([`1: ${BEGIN}`, '1: ROLLBACK']);
    });
  });

  it('the statements of one transaction never run at the same time, from any sender', async () => {
    await ledger.required(async () => {
      await Promise.all(Array.from({ length: 20 }, (_, i) => ledger.add(String(i))));
    });
    expect(log.take()).toHaveLength(22);
    expect(await application.stored()).toHaveLength(20);
  });
});
