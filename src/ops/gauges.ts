import { Gauge } from 'prom-client';
import { MetricsRegistry } from '../platform/metrics';

interface GaugeOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly Label[];
  /** Read at each scrape. A gauge without samples, or whose read fails, is absent. */
  readonly samples: () => Promise<readonly Sample<Label>[]>;
}

interface Sample<Label extends string> {
  readonly labels: Readonly<Record<Label, string>>;
  readonly value: number;
}

/** Registers a gauge whose values are read from elsewhere at each scrape. */
export function registerGauge<Label extends string>(
  registry: MetricsRegistry,
  { name, help, labelNames, samples }: GaugeOptions<Label>,
): void {
  new Gauge<Label>({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    async collect(): Promise<void> {
      // A database that is down has a metric of its own.
      const read = await samples().catch(() => []);
      if (labelNames.length === 0) this.remove();
      else this.reset();
      for (const { labels, value } of read) this.set(labels, value);
    },
  });
}
