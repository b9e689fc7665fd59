interface Task {
  /** Whether the caller already has all it waits for, though the task is not quite over. */
  readonly delivered: () => boolean;
}

const never = (): boolean => false;

/** Runs tasks one after the other, in the order in which they came. */
export class StatementQueue {
  private readonly tasks = new Set<Task>();
  private last: Promise<unknown> = Promise.resolve();

  /** Tasks that somebody still ought to wait for. */
  get unfinished(): number {
    return [...this.tasks].filter((task) => !task.delivered()).length;
  }

  async run<Result>(work: () => Promise<Result>, delivered: () => boolean = never): Promise<Result> {
    const task = { delivered };
    this.tasks.add(task);
    const result = this.last.then(work);
    this.last = result.then(
      () => this.tasks.delete(task),
      () => this.tasks.delete(task),
    );
    await this.last;
    return result;
  }
}
