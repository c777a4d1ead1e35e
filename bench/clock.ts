// The monotonic clock of the machine, which all its processes share: wall clocks are set right now and then, each process's own zero differs.
const offsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now()

/** Milliseconds on a clock that every process of this machine reads alike. */
export const machineNow = (): number => performance.now() + offsetMs
