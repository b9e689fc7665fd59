import { Injectable, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Counter, Histogram, Gauge } from 'prom-client';
import { FinishedResponse, onFinishedResponse, serverOf } from '../http';
import { LimitDecisions, RateLimitStorage } from '../rate-limit';
import { MetricsRegistry } from './metrics-registry';

const BUCKETS_S = [0.002, 0.01, 0.05, 0.25, 1, 5];
/**
 * Maximum number of label combinations by class of status, so that invented requests crowd out neither successes nor
 * faults. Each has nine series. With at most thirteen `other` ones and all other metrics the process stays below 2,000.
 */
const MAX_COMBINATIONS = { successful: 110, refused: 30, failed: 20 };
type Kind = keyof typeof MAX_COMBINATIONS;
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Durations of requests, by labels with few values: never by path, client or asset. */
@Injectable()
export class RequestMetrics implements OnModuleInit {
  private readonly combinations: Readonly<Record<Kind, Set<string>>> = {
    successful: new Set(),
    refused: new Set(),
    failed: new Set(),
  };
  private readonly durations: Histogram<'route' | 'method' | 'status' | 'category'>;
  private readonly holes: Counter;

  constructor(
    private readonly host: HttpAdapterHost,
    registry: MetricsRegistry,
  ) {
    this.durations = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its response; status is its class, 2xx to 5xx',
      labelNames: ['route', 'method', 'status', 'category'],
      buckets: BUCKETS_S,
      registers: [registry],
    });
    this.holes = new Counter({
      name: 'http_value_rejected_total',
      help: 'Values that passed validation and that the database then refused: gaps in the validation',
      registers: [registry],
    });
  }

  onModuleInit(): void {
    onFinishedResponse(serverOf(this.host), (answer) => this.count(answer));
  }

  private count({ request, route, status, category, milliseconds, failure }: FinishedResponse): void {
    if (failure?.code === 'value-rejected') this.holes.inc();
    const method = METHODS.has(request.method) ? request.method : 'other';
    const statusClass = `${Math.floor(status / 100)}xx`;
    const known = this.admit(kindOf(status), `${route} ${method} ${statusClass} ${category}`);
    const place = known ? { route, method } : { route: 'other', method: 'other' };
    this.durations.observe({ ...place, status: statusClass, category }, milliseconds / 1000);
  }

  private admit(kind: Kind, combination: string): boolean {
    const known = this.combinations[kind];
    if (known.has(combination)) return true;
    if (known.size >= MAX_COMBINATIONS[kind]) return false;
    known.add(combination);
    return true;
  }
}

function kindOf(status: number): Kind {
  if (status < 400) return 'successful';
  return status < 500 ? 'refused' : 'failed';
}

/** Decisions of the rate limits by policy; never by key, of which there are too many. */
@Injectable()
export class RateLimitMetrics implements OnModuleInit {
  private readonly counter: Counter<'policy' | 'decision'>;

  constructor(
    private readonly decisions: LimitDecisions,
    storage: RateLimitStorage,
    registry: MetricsRegistry,
  ) {
    this.counter = new Counter({
      name: 'ratelimit_decisions_total',
      help: 'Requests admitted and blocked by each policy',
      labelNames: ['policy', 'decision'],
      registers: [registry],
    });
    new Gauge({
      name: 'ratelimit_degraded',
      help: '1 while rate limits are per instance because Redis does not count',
      registers: [registry],
      collect(): void {
        this.set(storage.degraded ? 1 : 0);
      },
    });
  }

  onModuleInit(): void {
    this.decisions.subscribe(({ policy, admitted }) =>
      this.counter.inc({ policy, decision: admitted ? 'admitted' : 'blocked' }),
    );
  }
}
