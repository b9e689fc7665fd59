import { CustomDecorator, SetMetadata } from '@nestjs/common';

export const IDENTITY_FROM_MEMORY = 'access:identity-from-memory';

/**
 * Who asks on this route may be known from a second ago: it is polled without pause, and must not ask the database each
 * time. So long does whoever has just been signed out still get in here.
 */
export const IdentityFromMemory = (): CustomDecorator => SetMetadata(IDENTITY_FROM_MEMORY, true);
