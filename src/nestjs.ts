// A module for NestJS.
export { AerospikeHealthIndicator, type AerospikeHealth } from './nestjs/health.ts'
export { AerospikeModule } from './nestjs/module.ts'
export type {
  AerospikeModuleAsyncOptions,
  AerospikeModuleOptions,
  AerospikeOptions,
  AerospikeOptionsFactory,
} from './nestjs/options.ts'
export { getAerospikeToken, InjectAerospike } from './nestjs/tokens.ts'
export type { HostOptions } from './hosting/options.ts'
