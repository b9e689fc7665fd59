import { AlertTopic } from './alert';

/** Something that can be ill for a while, and is looked at every few seconds. */
export interface AlertSource extends AlertTopic {
  /** What is wrong, in one sentence; undefined while all is well. */
  look(): string | undefined | Promise<string | undefined>;
}
