import { Answer, CommittedVersion, History, RecordedRun, Told } from './history';

/** Everything in a history that all-or-nothing forbids, a sentence each; none for a good one. */
export function faultsOf(history: History): string[] {
  return counted([
    ...answersOfNoVersion(history),
    ...clientsThatWentBack(history),
    ...staleAnswers(history),
    ...versionsWithoutRun(history),
    ...brokenPromises(history),
    ...remainsOfFailures(history),
    ...strayedFromMarket(history),
  ]);
}

/** Equal sentences once: what is wrong is read again and again. */
function counted(faults: readonly string[]): string[] {
  const times = new Map<string, number>();
  for (const fault of faults) times.set(fault, (times.get(fault) ?? 0) + 1);
  return [...times].map(([fault, count]) => (count === 1 ? fault : `${fault} (${count} times)`));
}

/** Every answer equals exactly one committed version. */
function answersOfNoVersion({ answers, versions }: History): string[] {
  const byVersion = new Map(versions.map((version) => [version.version, version]));
  return answers.flatMap((answer) => {
    const fault = discrepancy(answer, byVersion.get(answer.version));
    return fault === undefined ? [] : [`${nameOf(answer)} ${fault}`];
  });
}

function discrepancy(answer: Answer, committed: CommittedVersion | undefined): string | undefined {
  if (committed === undefined) return 'is of a version that was never committed';
  if (committed.tag !== answer.tag) return `has the tag ${answer.tag}, but ${committed.tag} was committed`;
  if (answer.digest === undefined || answer.digest === committed.digests[answer.reading]) return undefined;
  return 'has other rows than were committed';
}

/** No client ever goes back. */
function clientsThatWentBack({ answers }: History): string[] {
  const last = new Map<string, Answer>();
  return inOrder(answers, ({ ended }) => ended).flatMap((answer) => {
    const before = last.get(answer.client);
    last.set(answer.client, answer);
    return before !== undefined && answer.version < before.version
      ? [`${nameOf(answer)} came after version ${before.version}`]
      : [];
  });
}

/** What anybody was told stays so: an answer that was asked for later is of that version or a later one. */
function staleAnswers({ answers }: History): string[] {
  const told = inOrder(answers, ({ ended }) => ended);
  let next = 0;
  let newest = 0;
  return inOrder(answers, ({ began }) => began).flatMap((answer) => {
    for (let each = told[next]; each !== undefined && each.ended < answer.began; each = told[++next]) {
      newest = Math.max(newest, each.version);
    }
    return answer.version < newest ? [`${nameOf(answer)} was asked for after version ${newest} had been told`] : [];
  });
}

/** Each version is made by one run that succeeded, and none is missing. */
function versionsWithoutRun({ versions, runs }: History): string[] {
  const made = runs.flatMap(({ dataVersion }) => dataVersion ?? []).sort((one, other) => one - other);
  const gaps = made.flatMap((version, place) => (version === place + 1 ? [] : [`version ${place + 1} has no run`]));
  const known = new Set(made);
  const unmade = versions.filter(({ version }) => version > 0 && !known.has(version));
  return [...gaps.slice(0, 1), ...unmade.map(({ version }) => `version ${version} was made by no run`)];
}

/** Every run that said succeeded is there, and what said failed has failed. */
function brokenPromises({ told, runs }: History): string[] {
  const byRequest = new Map(runs.map((run) => [run.requestId, run]));
  return told.flatMap((promise) => {
    const run = byRequest.get(promise.requestId);
    return run !== undefined && keeps(run, promise)
      ? []
      : [`${promise.requestId} was told ${text(promise)}, ${found(run)}`];
  });
}

function keeps(run: RecordedRun, promise: Told): boolean {
  return run.status === promise.status && run.dataVersion === promise.dataVersion;
}

function found(run: RecordedRun | undefined): string {
  return run === undefined ? 'but there is no such run' : `but run ${run.id} is ${text(run)}`;
}

function text({ status, dataVersion }: Pick<Told, 'status' | 'dataVersion'>): string {
  return dataVersion === null ? status : `${status} with version ${dataVersion}`;
}

/** Of a run that did not succeed there is nothing, and none is left under way. */
function remainsOfFailures({ runs }: History): string[] {
  return runs.flatMap((run) => {
    if (run.status === 'running') return [`run ${run.id} is still under way`];
    if (run.status === 'succeeded') return [];
    if (run.dataVersion !== null) return [`run ${run.id} failed and made version ${run.dataVersion}`];
    return run.rows > 0 ? [`run ${run.id} failed and left ${run.rows} rows`] : [];
  });
}

/** After a refresh that succeeded the closes are those that the vendor said then, all of them. */
function strayedFromMarket({ runs, versions, market }: History): string[] {
  const closes = new Map(versions.map((version) => [version.version, version.closes]));
  let inForce = 0;
  return inOrder(runs, ({ id }) => id).flatMap((run) => {
    inForce = Math.max(inForce, run.dataVersion ?? 0);
    const said = run.requestId === null ? undefined : market.get(run.requestId);
    if (run.status !== 'succeeded' || said === undefined || said === closes.get(inForce)) return [];
    return [`after run ${run.id} (${run.requestId}) version ${inForce} has not the closes that the vendor said`];
  });
}

function inOrder<Item>(items: readonly Item[], by: (item: Item) => number): Item[] {
  return [...items].sort((one, other) => by(one) - by(other));
}

function nameOf({ client, reading, version, during }: Answer): string {
  return `an answer to ${client} (${reading}, version ${version}, during ${during})`;
}
