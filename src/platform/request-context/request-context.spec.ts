import { requestIdOf } from './request-id';
import { currentRequestId, runInServiceContext } from './request-context';

it('gives work of the service an id that no client can send', () => {
  const id = runInServiceContext('alerts', currentRequestId);
  expect(id).toBe('service:alerts');
  expect(requestIdOf({ 'x-request-id': id })).not.toBe(id);
});
