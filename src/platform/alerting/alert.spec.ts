import { Alert, afterNotification, isOver, nextNotification, notificationDue, raise } from './alert';

const OPENED = 1_000_000;
const FIVE_MINUTES = 300_000;
const event = { cause: 'breaker-opened', subject: 'vendor', summary: 'first' } as const;
const opened: Alert = raise(undefined, event, 2, OPENED);
const notified = afterNotification(opened, { kind: 'raised', occurrences: 2 }, OPENED + 10);
const resolved: Alert = { ...notified, resolvedAt: OPENED + 20 };

describe('an alert', () => {
  it('is opened with its number of events and due at once', () => {
    expect(opened).toMatchObject({
      occurrences: 2,
      openedAt: OPENED,
      lastAt: OPENED,
      resolvedAt: null,
      notified: null,
    });
    expect(notificationDue(opened, OPENED)).toBe('raised');
  });

  it('counts further events and keeps the request of the last one that had any', () => {
    const first = raise(notified, { ...event, summary: 'second', requestId: 'r-1' }, 3, OPENED + 30);
    const second = raise(first, { ...event, summary: 'third', requestId: undefined }, 1, OPENED + 40);
    expect(second).toMatchObject({ summary: 'third', requestId: 'r-1', occurrences: 6, openedAt: OPENED });
    expect(second.lastAt).toBe(OPENED + 40);
  });

  it('is ongoing from the end of the cool-down on, and only if more happened', () => {
    expect(nextNotification(notified)).toBeUndefined();
    const more = raise(notified, event, 1, OPENED + 30);
    const end = OPENED + 10 + FIVE_MINUTES;
    expect(notificationDue(more, end - 1)).toBeUndefined();
    expect(notificationDue(more, end)).toBe('ongoing');
    expect(nextNotification(afterNotification(more, { kind: 'ongoing', occurrences: 3 }, end))).toBeUndefined();
  });

  it('is sent as recovered at once, once, and only after it was sent as raised', () => {
    expect(notificationDue(resolved, OPENED + 20)).toBe('recovered');
    expect(notificationDue({ ...opened, resolvedAt: OPENED + 1 }, OPENED + 1)).toBe('raised');
    const done = afterNotification(resolved, { kind: 'recovered', occurrences: 2 }, OPENED + 30);
    expect([done.notified, done.notifiedAt]).toEqual(['recovered', OPENED + 10]);
    expect(nextNotification(done)).toBeUndefined();
  });

  it('is reopened until the cool-down of its last notification ends, and then another one', () => {
    const end = OPENED + 10 + FIVE_MINUTES;
    expect([isOver(resolved, end - 1), isOver(resolved, end), isOver(notified, end)]).toEqual([false, true, false]);
    expect(raise(resolved, event, 1, end - 1)).toMatchObject({ occurrences: 3, openedAt: OPENED, resolvedAt: null });
    expect(raise(resolved, event, 1, end)).toMatchObject({ occurrences: 1, openedAt: end, notified: null });
  });

  it('that is momentary is resolved when it has been sent', () => {
    const test = raise(undefined, { cause: 'test', summary: 'test' }, 1, OPENED);
    const sent = afterNotification(test, { kind: 'raised', occurrences: 1 }, OPENED + 5);
    expect(sent).toMatchObject({ notified: 'recovered', notifiedAt: OPENED + 5, resolvedAt: OPENED + 5 });
    expect(nextNotification(sent)).toBeUndefined();
  });
});
