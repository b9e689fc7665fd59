import fc from 'fast-check';
import { changeOf } from './changes';
import { faultsOf, faultsOfOutcome } from './checks';
import { Operation } from './document';
import { Plan, validPlan } from './plan';
import { Schemas } from './schemas';
import { Client, HttpRequest, httpRequestOf } from './send';
import { Values } from './values';
import { verdictOn } from './verdict';
import { WireFault, wireFaultOf } from './wire-faults';

export interface FuzzTarget {
  readonly client: Client;
  readonly operations: readonly Operation[];
  readonly schemas: Schemas;
  readonly values: Values;
  readonly administratorToken: string;
}

export interface FuzzOptions {
  /** Requests of each operation. */
  readonly runs: number;
  readonly seed: number;
}

/** Right and wrong values of every parameter and body. Returns the smallest request of each operation that went wrong. */
export async function fuzzValues(target: FuzzTarget, options: FuzzOptions): Promise<string[]> {
  return eachOperation(target, options, (operation) => {
    const plans = fc.tuple(validPlan(operation, target.values), changeOf(operation));
    return fc.asyncProperty(
      plans.map(([plan, change]) => change(plan)),
      (plan) => checkPlan(target, plan),
    );
  });
}

/** Right requests, wrongly written: method, path, headers, type and bytes of the body. */
export async function fuzzWire(target: FuzzTarget, options: FuzzOptions): Promise<string[]> {
  return eachOperation(target, options, (operation) => {
    const plans = fc.tuple(validPlan(operation, target.values), wireFaultOf(operation, target.operations));
    return fc.asyncProperty(plans, ([plan, fault]) => checkWireFault(target, plan, fault));
  });
}

async function eachOperation(
  { operations }: FuzzTarget,
  { runs, seed }: FuzzOptions,
  property: (operation: Operation) => fc.IAsyncProperty<[unknown]>,
): Promise<string[]> {
  const failures: string[] = [];
  for (const operation of operations) {
    const result = await fc.check(property(operation), { numRuns: runs, seed });
    if (!result.failed) continue;
    const reason = result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance);
    failures.push(`${operation.name} (seed ${seed}, path ${result.counterexamplePath ?? ''}): ${reason}`);
  }
  return failures;
}

async function checkPlan({ client, schemas, administratorToken }: FuzzTarget, plan: Plan): Promise<void> {
  const request = httpRequestOf(plan, administratorToken);
  const answer = await client.send(request);
  const verdict = verdictOn(plan, schemas);
  const faults = [...faultsOf(answer, plan.operation, schemas), ...faultsOfOutcome(answer, plan.operation, verdict)];
  complain(request, faults);
}

async function checkWireFault(
  { client, schemas, administratorToken }: FuzzTarget,
  plan: Plan,
  { what, change, expects }: WireFault,
): Promise<void> {
  const request = change(httpRequestOf(plan, administratorToken));
  const answer = await client.send(request);
  // The administrator's token is refused before the body is looked at.
  const refused = plan.operation.forUsers && [401, 403].includes(answer.status);
  const unexpected =
    expects(answer) || refused ? [] : [`${what} is answered ${answer.status} ${answer.text.slice(0, 300)}`];
  const head = request.method === 'HEAD' || request.method === 'OPTIONS';
  complain(request, [...unexpected, ...(head ? [] : faultsOf(answer, plan.operation, schemas))]);
}

function complain({ method, target, headers, body }: HttpRequest, faults: readonly string[]): void {
  if (faults.length === 0) return;
  const shown = JSON.stringify({ ...headers, 'x-admin-token': undefined });
  const sent = `${method} ${target} ${shown} ${body?.toString().slice(0, 400) ?? ''}`;
  throw new Error(`${faults.join('; ')}\n  ${sent}`);
}
