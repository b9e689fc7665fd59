import { OnApplicationShutdown } from '@nestjs/common';
import { Agent, request } from 'undici';
import { codeOf } from '../../errors';
import { AlertMessage, textOf } from '../alert-message';
import { AlertChannel } from './alert-channel';

export type WebhookFormat = 'json' | 'slack';

const PATIENCE_MS = 5_000;

/** Posts to an address that is a secret itself: it never appears in an error. Redirects are not followed. */
export class WebhookChannel extends AlertChannel implements OnApplicationShutdown {
  private readonly agent = new Agent({ connections: 2, connectTimeout: PATIENCE_MS });

  constructor(
    private readonly url: string,
    private readonly format: WebhookFormat,
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
        signal: AbortSignal.timeout(PATIENCE_MS),
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

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
