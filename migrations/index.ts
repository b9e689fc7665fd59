import { MarketData1764000000000 } from './1764000000000-market-data';
import { Indices1764000001000 } from './1764000001000-indices';
import { Accounts1764000005000 } from './1764000005000-accounts';
import { Alerts1764000020000 } from './1764000020000-alerts';
import { Strategy1764000030000 } from './1764000030000-strategy';
import { Reports1764000040000 } from './1764000040000-reports';
import { Cleanups1764000050000 } from './1764000050000-cleanups';
import { AlertJobs1764000060000 } from './1764000060000-alert-jobs';
import { Rehearsals1764000070000 } from './1764000070000-rehearsals';
import { AssetFetch1764000080000 } from './1764000080000-asset-fetch';
import { AccountCare1764000090000 } from './1764000090000-account-care';
import { IndexArchive1764000100000 } from './1764000100000-index-archive';

/** Every migration, oldest first. One that has landed is never edited. */
export const migrations = [
  MarketData1764000000000,
  Indices1764000001000,
  Accounts1764000005000,
  Alerts1764000020000,
  Strategy1764000030000,
  Reports1764000040000,
  Cleanups1764000050000,
  AlertJobs1764000060000,
  Rehearsals1764000070000,
  AssetFetch1764000080000,
  AccountCare1764000090000,
  IndexArchive1764000100000,
];
