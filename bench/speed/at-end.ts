// What is to be undone, whatever way the run ends: in the reverse order of its doing.

const tasks = new Set<() => void>()

/** Runs it when the process ends; gives what takes it back. */
export const atEnd = (task: () => void): (() => void) => {
  tasks.add(task)
  return () => tasks.delete(task)
}

process.on('exit', () => {
  for (const task of [...tasks].reverse()) {
    try {
      task()
    } catch (error) {
      console.error('at the end:', error)
    }
  }
})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => process.exit(130))
