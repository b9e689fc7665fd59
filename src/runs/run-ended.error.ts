import { AppError } from '../platform/errors';

/** The run is not under way any more: it was taken for dead. What it goes on doing must not be stored. */
export class RunEndedError extends AppError {
  constructor(runId: number) {
    super('conflict', `Run ${runId} was ended by others, because its process gave no sign of life.`);
    this.name = 'RunEndedError';
  }
}
