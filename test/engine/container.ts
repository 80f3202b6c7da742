import { createRequire } from 'node:module';
import type * as BackendCommon from '@n8n/backend-common';
import type * as Di from '@n8n/di';

// Development tools bring older copies of these two, which npm may put on top.
const requireFromEngine = createRequire(require.resolve('n8n-core'));

/** The services of the engine. */
export const { Container } = requireFromEngine('@n8n/di') as typeof Di;

/** The key of the logger among the services. */
export const { Logger } = requireFromEngine('@n8n/backend-common') as typeof BackendCommon;
