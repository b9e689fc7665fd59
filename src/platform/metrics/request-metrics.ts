import { Injectable, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Counter, Histogram } from 'prom-client';
import { Answer, onAnswer, serverOf } from '../http';
import { MetricsRegistry } from './metrics-registry';

const BUCKETS_S = [0.001, 0.005, 0.01, 0.025, 0.1, 0.25, 1, 5];
/** Each is eleven series. With all else that is exported, the process stays below 2,000. */
const MOST_COMBINATIONS = 150;
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** How long requests take, by what is known beforehand: never by a path, a client or an asset. */
@Injectable()
export class RequestMetrics implements OnModuleInit {
  private readonly combinations = new Set<string>();
  private readonly durations: Histogram<'route' | 'method' | 'status' | 'category'>;
  private readonly holes: Counter;

  constructor(
    private readonly host: HttpAdapterHost,
    registry: MetricsRegistry,
  ) {
    this.durations = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer; status is its class, 2xx to 5xx',
      labelNames: ['route', 'method', 'status', 'category'],
      buckets: BUCKETS_S,
      registers: [registry],
    });
    this.holes = new Counter({
      name: 'http_value_rejected_total',
      help: 'Values that passed the checks of the service and that the database then refused: holes in the checks',
      registers: [registry],
    });
  }

  onModuleInit(): void {
    onAnswer(serverOf(this.host), (answer) => this.count(answer));
  }

  private count({ request, route, status, category, milliseconds, failure }: Answer): void {
    if (failure?.code === 'value-rejected') this.holes.inc();
    const method = METHODS.has(request.method) ? request.method : 'other';
    const statusClass = `${Math.floor(status / 100)}xx`;
    const known = this.admit(`${route} ${method} ${statusClass} ${category}`);
    const labels = { route: known ? route : 'other', method, status: statusClass, category };
    this.durations.observe(labels, milliseconds / 1000);
  }

  private admit(combination: string): boolean {
    if (this.combinations.has(combination)) return true;
    if (this.combinations.size >= MOST_COMBINATIONS) return false;
    this.combinations.add(combination);
    return true;
  }
}
