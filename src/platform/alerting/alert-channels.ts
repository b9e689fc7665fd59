import { Logger, OnApplicationShutdown } from '@nestjs/common';
import { Agent, request } from 'undici';
import { codeOf } from '../errors';
import { AlertMessage, textOf } from './alert-message';

/** Where alerts are sent. An abstract class, so that it is the injection token too. */
export abstract class AlertChannel {
  /** Rejects within a bounded time when the message did not arrive. The caller retries. */
  abstract send(message: AlertMessage): Promise<void>;
}

/** Writes alerts to the log. Used where no webhook is configured. */
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

const WEBHOOK_TIMEOUT_MS = 5_000;

/** Posts to a webhook. Its URL is a secret and never appears in an error. Redirects are not followed. */
export class WebhookChannel extends AlertChannel implements OnApplicationShutdown {
  private readonly agent = new Agent({ connections: 2, connectTimeout: WEBHOOK_TIMEOUT_MS });

  constructor(
    private readonly url: string,
    private readonly format: 'json' | 'slack',
  ) {
    super();
  }

  async send(message: AlertMessage): Promise<void> {
    const status = await this.post(JSON.stringify(this.format === 'slack' ? slackBody(message) : message));
    if (status < 200 || status > 299) throw new Error(`the webhook answered HTTP ${status}`);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }

  private async post(body: string): Promise<number> {
    try {
      const response = await request(this.url, {
        method: 'POST',
        dispatcher: this.agent,
        headers: { 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(WEBHOOK_TIMEOUT_MS),
      });
      response.body.on('error', () => undefined).destroy();
      return response.statusCode;
    } catch (error) {
      throw new Error(`the webhook could not be reached (${codeOf(error) ?? nameOf(error)})`);
    }
  }
}

/** Slack reads three characters as markup (https://docs.slack.dev/messaging/formatting-message-text). */
function slackBody(message: AlertMessage): { readonly text: string } {
  return { text: textOf(message).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') };
}

/** The name of an error without a code. Never its message, which may quote the URL. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
