import { Logger } from '@nestjs/common';

/**
 * Notifies listeners of events, at once and in the order of subscription. A failing listener is logged: it disturbs neither
 * the other listeners nor what caused the event. What must be awaited or may fail a transaction is a port instead.
 */
export class Events<Event> {
  private readonly listeners = new Set<(event: Event) => void>();

  /** @returns a function that ends the subscription */
  subscribe(listener: (event: Event) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  emit(event: Event): void {
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch (error) {
        new Logger(this.constructor.name).error({ msg: 'an event listener failed', err: error });
      }
    }
  }
}
