import { AlertMessage } from '../alert-message';

/** A way out to people. An abstract class, so that it is the injection token too. */
export abstract class AlertChannel {
  /** Rejects, within a bounded time, when the message did not arrive; it is then tried again later. */
  abstract send(message: AlertMessage): Promise<void>;
}
