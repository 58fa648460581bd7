// The other side of child_process.fork() in bench/fork.ts.
process.send?.('ready')
process.once('disconnect', () => process.exit(0))
