import { DynamicModule, Injectable, Module } from '@nestjs/common';

/** Rows that may be deleted when they are old. Deleting them changes no response about prices or indices. */
export interface RetentionPolicy {
  /** The rows in the plural, as `reports`. */
  readonly name: string;
  readonly table: string;
  /** SQL condition: true for rows that were last needed before the instant `$1`. */
  readonly condition: string;
}

/** The retention policies of all features. */
@Injectable()
export class RetentionPolicies {
  private readonly policies: RetentionPolicy[] = [];

  add(policy: RetentionPolicy): void {
    this.policies.push(policy);
  }

  get all(): readonly RetentionPolicy[] {
    return this.policies;
  }
}

@Module({ providers: [RetentionPolicies], exports: [RetentionPolicies] })
export class RetentionPoliciesModule {}

@Module({})
class RetentionPolicyModule {}

/** For the imports of the module that owns the table. */
export function retentionPolicy(policy: RetentionPolicy): DynamicModule {
  return {
    module: RetentionPolicyModule,
    imports: [RetentionPoliciesModule],
    providers: [
      {
        provide: 'RETENTION_POLICY',
        inject: [RetentionPolicies],
        useFactory: (policies: RetentionPolicies): RetentionPolicy => {
          policies.add(policy);
          return policy;
        },
      },
    ],
  };
}
