import { Logger } from '@nestjs/common';
import { AlertMessage, textOf } from '../alert-message';
import { AlertChannel } from './alert-channel';

/** Where no webhook is configured, alerts are lines of the log. */
export class LogChannel extends AlertChannel {
  private readonly logger = new Logger('Alert');

  send(message: AlertMessage): Promise<void> {
    const text = textOf(message).replaceAll('\n', ' | ');
    if (message.kind === 'recovered') this.logger.log(text);
    else if (message.severity === 'critical') this.logger.error(text);
    else this.logger.warn(text);
    return Promise.resolve();
  }
}
