import { Logger } from '@nestjs/common';
import { Events } from './events';

let source: Events<number>;
let seen: string[];
beforeEach(() => {
  source = new Events();
  seen = [];
});

it('notifies every listener at once, in the order of subscription, until it unsubscribes', () => {
  const end = source.subscribe((event) => seen.push(`a${event}`));
  source.subscribe((event) => seen.push(`b${event}`));
  source.emit(1);
  end();
  source.emit(2);
  expect(seen).toEqual(['a1', 'b1', 'b2']);
});

it('logs a failing listener and notifies the next one', () => {
  const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation();
  source.subscribe(() => {
    throw new Error('broken');
  });
  source.subscribe((event) => seen.push(`b${event}`));
  expect(() => source.emit(1)).not.toThrow();
  expect(seen).toEqual(['b1']);
  expect(logged.mock.calls).toEqual([[{ msg: 'an event listener failed', err: new Error('broken') }]]);
  logged.mockRestore();
});
