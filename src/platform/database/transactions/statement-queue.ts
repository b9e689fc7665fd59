interface Task {
  /** Whether the caller already has all it waits for, though the task is not quite over. */
  readonly delivered: () => boolean;
}

const never = (): boolean => false;

/** Runs tasks one after the other, in the order in which they came. */
export class StatementQueue {
  /** The one that runs, and those that wait. */
  private readonly tasks = new Set<Task>();
  /** What starts each of those that wait. */
  private readonly waiting: (() => void)[] = [];

  get size(): number {
    return this.tasks.size;
  }

  /** Tasks that somebody still ought to wait for. */
  get unfinished(): number {
    return [...this.tasks].filter((task) => !task.delivered()).length;
  }

  async run<Result>(work: () => Promise<Result>, delivered: () => boolean = never): Promise<Result> {
    const task = { delivered };
    this.tasks.add(task);
    if (this.tasks.size > 1) await new Promise<void>((start) => this.waiting.push(start));
    try {
      return await work();
    } finally {
      this.tasks.delete(task);
      this.waiting.shift()?.();
    }
  }
}
