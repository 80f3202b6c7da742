export { startSandbox } from './sandbox';
export type { Sandbox, SandboxOptions } from './sandbox';
export type { AuditEntry } from './audit';
export type { CallbackKind, SentCallback } from './callbacks';
export type { Fault } from './faults';
export { faceVideo, jpeg } from './media';
export type { MonitoringRecord } from './screening';
export type { SandboxSession, SessionInit } from './sessions';
