import { Injectable } from '@nestjs/common';
import { DEFAULT_BENCHMARK, AssetsService } from '../assets';
import { ConfigurationError, UnknownIndexMethodError, getIndexMethod } from '../index-methods';
import { AppConfig } from '../platform/config';
import { Transactional } from '../platform/database';
import { AppError, FieldError } from '../platform/errors';
import { Page, readPage, validationFailed } from '../platform/http';
import { PriceCoverage } from '../prices';
import { hasFields } from '../platform/utils/has-fields';
import { Requester, RunsService } from '../runs';
import { NewIndex, IndexChange, IndexDefinition, SLUG_FORM, SLUG_PATTERN } from './index-definition';
import { IndexDefinitionsRepository } from './index-definitions.repository';
import { IndexRecomputationService } from './index-recomputation.service';

/** The indices that the first start creates. */
const DEFAULT_INDICES: readonly NewIndex[] = [
  { slug: 'autoindex', name: 'AutoIndex', method: 'autoindex-v1', benchmark: DEFAULT_BENCHMARK },
  { slug: 'autoindex-chained', name: 'AutoIndex Chained', method: 'chained', benchmark: DEFAULT_BENCHMARK },
];

const DEFAULTS = { currency: 'USD', baseValue: 100, configuration: {}, constituents: null, benchmark: null };

const SLUG = new RegExp(`^(?:${SLUG_PATTERN.source})$`);

/** Milliseconds. Another instance may be creating them, and many prices may be stored. */
const TIMEOUTS = { lockTimeout: 60_000, statementTimeout: 60_000 } as const;

const MAX_INDICES = 10_000;

@Injectable()
export class IndexDefinitionsService {
  constructor(
    private readonly repository: IndexDefinitionsRepository,
    private readonly assets: AssetsService,
    private readonly recomputation: IndexRecomputationService,
    private readonly runs: RunsService,
    private readonly coverage: PriceCoverage,
    private readonly config: AppConfig,
  ) {}

  /** By slug, `limit` at a time; the cursor is the last slug of the page before. `archived` adds the archived ones. */
  list(limit: number, cursor?: string, archived?: boolean): Promise<Page<IndexDefinition>> {
    return readPage(
      limit,
      (rows) => this.repository.list(rows, cursor, archived),
      ({ slug }) => slug,
    );
  }

  /** Of the indices that are not archived. */
  async listSlugs(): Promise<string[]> {
    return (await this.repository.list(MAX_INDICES)).map(({ slug }) => slug);
  }

  findBySlug(slug: string): Promise<IndexDefinition | undefined> {
    return this.repository.findBySlug(slug);
  }

  /** @throws AppError `not-found` */
  async getBySlug(slug: string): Promise<IndexDefinition> {
    const index = await this.findBySlug(slug);
    if (index === undefined) throw new AppError('not-found', `There is no index ${slug}.`);
    return index;
  }

  /** Creates the default indices that are missing, and computes them where prices are stored. */
  @Transactional(TIMEOUTS)
  async ensureDefaults(requester: Requester): Promise<void> {
    if ((await this.missingDefaults()).length === 0) return;
    await this.runs.lockData();
    for (const index of await this.missingDefaults()) {
      await this.repository.insertMissing({ ...DEFAULTS, ...index });
      if (await this.coverage.everHeldPrices()) await this.recomputation.recompute(index.slug, requester);
    }
  }

  private async missingDefaults(): Promise<NewIndex[]> {
    const missing: NewIndex[] = [];
    for (const index of DEFAULT_INDICES) {
      if ((await this.repository.findBySlug(index.slug)) === undefined) missing.push(index);
    }
    return missing;
  }

  /**
   * Creates and computes an index in one transaction. Repeating it changes nothing. Of two concurrent calls with one slug
   * and different fields, the second fails.
   * @throws AppError `conflict` when an index that differs has the slug, `validation-failed` naming each wrong field
   */
  @Transactional()
  async create(index: NewIndex, requester: Requester): Promise<IndexDefinition> {
    await this.runs.lockData();
    const taken = await this.repository.findBySlug(index.slug);
    if (taken !== undefined && hasFields(taken, index)) return taken;
    if (taken !== undefined) throw new AppError('conflict', `The slug ${index.slug} is taken.`);
    await this.check(index);
    await this.repository.insertMissing({ ...DEFAULTS, ...index });
    await this.recomputation.recompute(index.slug, requester);
    return this.getBySlug(index.slug);
  }

  /**
   * Updates a definition and recomputes the index in one transaction. Concurrent updates run one after the other, so that
   * none overwrites a field of another. An index that is or becomes archived is not computed and keeps its definition.
   * @throws AppError as `create` does, `conflict` for another definition of an archived index and for archiving the
   *   default index
   */
  @Transactional()
  async change(slug: string, { archived, ...change }: IndexChange, requester: Requester): Promise<IndexDefinition> {
    await this.runs.lockData();
    const index = await this.getBySlug(slug);
    if (archived ?? index.archived) {
      await this.archive(index, change);
    } else {
      const changed = { ...index, ...change };
      await this.check(changed);
      if (index.archived) await this.repository.setArchived(slug, false);
      await this.repository.update(changed);
      await this.recomputation.recompute(slug, requester);
    }
    return this.getBySlug(slug);
  }

  private async archive(index: IndexDefinition, change: IndexChange): Promise<void> {
    if (!hasFields(index, change)) {
      throw new AppError('conflict', 'An archived index keeps its definition: change it before, or un-archive it.');
    }
    if (index.archived) return;
    if (index.slug === this.config.defaultIndex) {
      throw new AppError(
        'conflict',
        `The index ${index.slug} is that of the web app (DEFAULT_INDEX): it stays active.`,
      );
    }
    await this.repository.setArchived(index.slug, true);
  }

  private async check(index: NewIndex): Promise<void> {
    const errors = [
      ...(SLUG.test(index.slug) ? [] : [{ pointer: '/slug', detail: `slug ${SLUG_FORM}` }]),
      ...configurationErrors(index),
      ...(await this.unknownSymbols('/constituents', index.constituents ?? [])),
      ...(await this.unknownSymbols('/benchmark', index.benchmark == null ? [] : [index.benchmark])),
    ];
    if (errors.length === 0) return;
    throw validationFailed(errors);
  }

  private async unknownSymbols(pointer: string, symbols: readonly string[]): Promise<FieldError[]> {
    const unknown = await this.assets.findUnknown(symbols);
    return unknown.map((symbol) => ({ pointer, detail: `there is no asset ${symbol}` }));
  }
}

/** Names of fields are the client's text. */
const MAX_SHOWN_NAME = 64;

function configurationErrors({ method, configuration = {} }: NewIndex): FieldError[] {
  try {
    getIndexMethod(method).parseConfiguration(configuration);
    return [];
  } catch (error) {
    if (error instanceof UnknownIndexMethodError) return [{ pointer: '/method', detail: error.message }];
    if (!(error instanceof ConfigurationError)) throw error;
    return error.faults.map(({ field, message }) => {
      const name = field.slice(0, MAX_SHOWN_NAME);
      return { pointer: `/configuration/${name}`, detail: `configuration.${name}: ${message}` };
    });
  }
}
