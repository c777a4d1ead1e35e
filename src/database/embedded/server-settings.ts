/** PostgreSQL settings by name. */
export type ServerSettings = Record<string, string>

/** Sized for a chat backend that shares a small machine with its database. */
export const defaultSettings: ServerSettings = {
  max_connections: '100',
  shared_buffers: '64MB',
  // Every acknowledged message must be on the disk.
  fsync: 'on',
  synchronous_commit: 'on',
  // Nobody replicates from it, so the log need hold no more than a crash takes to repair.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_wal_size: '256MB',
  // Requests are short: parallel plans would only want shared memory, of which a container has little.
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  // Three processes fewer to start and to keep than with the default.
  io_method: 'sync',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_line_prefix: '%m [%p] ',
  log_checkpoints: 'off',
  // A failed statement is told to whoever sent it. Here it could show what people wrote: no statements, parameters or details.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  cluster_name: 'parley',
}
