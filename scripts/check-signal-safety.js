// What runs in a C signal handler, or while all other threads are frozen in the middle of whatever they
// were doing, may call async-signal-safe functions only: no malloc, no locks. Compilers have no check for
// handlers that sigaction() installs; the machine code says what is called.
const { execFileSync } = require('node:child_process')
const path = require('node:path')

const addon = path.resolve(__dirname, '../build/Release/realfork.node')

const ROOTS = [
  // Handlers.
  /^realfork::OnSignal\(/,
  /^realfork::\(anonymous namespace\)::OnFreezeSignal\(/,
  /^realfork::\(anonymous namespace\)::EndLate\(/,
  // With all other threads frozen, in the parent and in the child.
  /^realfork::FreezeThreads\(/,
  /^realfork::MakeMemoryInheritable\(/,
  /^realfork::MakeHeapCheaper\(/,
  /^realfork::NoteRestingPlaces\(/,
  /^realfork::NoteKernelObjects\(/,
  /^realfork::ReleaseThreads\(/,
  /^realfork::RestThreads\(/,
  /^realfork::ReplaceKernelObjects\(/,
  /^realfork::DetachEventLoop\(/,
  /^realfork::ResetPendingSignals\(/,
  /^realfork::ReviveThreads\(/,
  // Before calls that are safe themselves.
  /^realfork::RecallSleepersAt\(/,
  /^realfork::RecallLoops\(/,
]

// signal-safety(7), or a bare system call, or pure computing. uv_async_send() is documented as safe; uv_walk() and
// malloc_usable_size() only read what belongs to the thread that calls, which is the main thread.
const SAFE = new Set(
  `_exit close clock_gettime clone fcntl fcntl64 fstat fstat64 getpid nanosleep open open64 pause poll pipe2
  prctl pthread_sigmask read readlink sched_yield sigaction sigaddset sigemptyset sigfillset pthread_kill pthread_self raise stat stat64
  dup3 epoll_create1 epoll_ctl eventfd inotify_init1 inotify_add_watch inotify_rm_watch ioctl madvise mincore
  mmap mmap64 munmap process_vm_readv syscall timerfd_create timerfd_gettime timerfd_settime usleep write
  eventfd_write
  memcpy memmove memset pthread_equal stpcpy strchr strcmp strlen strncmp strstr strtoull
  __errno_location __libc_current_sigrtmin __libc_current_sigrtmax __stack_chk_fail _setjmp _longjmp
  __longjmp_chk sysconf uv_async_send malloc_usable_size uv_version uv_walk`.split(/\s+/),
)

const CALL = /\s(?:call|j[a-z]+)\s+[0-9a-f]+ <(.+?)(?:\+0x[0-9a-f]+)?>$/
/** The address of a function is taken: it is somebody's callback. */
const ADDRESS = /\slea\s.*# [0-9a-f]+ <(.+)>$/

/** The functions of the addon: by name, the names of what each calls or jumps to. */
const callsOf = (disassembly) => {
  const functions = new Map()
  let calls
  for (const line of disassembly.split('\n')) {
    const [, name] = /^[0-9a-f]+ <(.+)>:$/.exec(line) ?? []
    if (name !== undefined) {
      calls = functions.get(name) ?? new Set()
      functions.set(name, calls)
    }
    const [, target] = CALL.exec(line) ?? ADDRESS.exec(line) ?? []
    if (target !== undefined) calls?.add(target)
  }
  return functions
}

const functions = callsOf(
  execFileSync('objdump', ['--disassemble', '--demangle', '--no-show-raw-insn', addon], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  }),
)

const seen = new Map() // by name: who has called it
const visit = (name, caller) => {
  if (seen.has(name)) return
  seen.set(name, caller)
  for (const callee of functions.get(name) ?? []) visit(callee, name)
}
const missing = ROOTS.filter((root) => {
  const names = [...functions.keys()].filter((name) => root.test(name))
  for (const name of names) visit(name)
  return names.length === 0
})
for (const root of missing) console.error(`no such function: ${root}`)

const chain = (name) => (name === undefined ? '' : `${chain(seen.get(name))} > ${name}`)
const imported = [...seen.keys()].filter((name) => name.endsWith('@plt'))
const unsafe = imported.filter((name) => !SAFE.has(name.replace(/@plt$/, '')))
for (const name of unsafe) console.error(`not async-signal-safe:${chain(name)}`)
const ours = [...seen.keys()].filter((name) => functions.has(name) && !name.endsWith('@plt'))
console.log(`${ours.length} functions, ${imported.length} imported, ${unsafe.length} unsafe`)
process.exitCode = missing.length + unsafe.length > 0 ? 1 : 0
