// SPDX-License-Identifier: MIT
// A signal that interrupts a sleeping system call leaves one of two traces
// (signal(7)): the program counter stands on the call again, to restart it, or
// behind it with -EINTR as the result. A call that was about to return with
// something done leaves its result, and the thread counts as running.
#include "interruption.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <ucontext.h>

namespace realfork {
namespace {

// What the registers tell. The number of a call and its first argument are
// each known on one side of the call only, as the result takes the place of one
// of them: of the number on x86-64, of the argument on arm64.
struct Registers {
  bool before_call;  // the program counter stands on the call instruction
  bool after_call;   // or just behind one
  long number;       // of the call: on x86-64 only before it
  long result;
  uintptr_t first;  // its arguments: on arm64 the first only before it
  uintptr_t second;
  uintptr_t third;
  uintptr_t fourth;
};

#if defined(__x86_64__)
Registers Read(const ucontext_t* context) {
  const auto& registers = context->uc_mcontext.gregs;
  const auto* pc = reinterpret_cast<const unsigned char*>(registers[REG_RIP]);
  const auto is_syscall = [](const unsigned char* at) {
    return at[0] == 0x0f && at[1] == 0x05;
  };
  const long rax = registers[REG_RAX];
  return {is_syscall(pc),
          is_syscall(pc - 2),
          rax,
          rax,
          static_cast<uintptr_t>(registers[REG_RDI]),
          static_cast<uintptr_t>(registers[REG_RSI]),
          static_cast<uintptr_t>(registers[REG_RDX]),
          static_cast<uintptr_t>(registers[REG_R10])};
}

// A timed wait can be told by its second argument, which is small in the other
// calls that wait.
bool WasFutex(const Registers& seen) {
  return (seen.second & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET &&
         (seen.second & FUTEX_PRIVATE_FLAG) != 0;
}

// poll(2) has an address for its first argument, epoll_wait(2) a descriptor.
bool WasEpoll(const Registers& seen) { return seen.first < 0x10000; }
#else
Registers Read(const ucontext_t* context) {
  constexpr uint32_t kSvc0 = 0xd4000001;
  const auto& machine = context->uc_mcontext;
  const auto* pc = reinterpret_cast<const uint32_t*>(machine.pc);
  return {pc[0] == kSvc0,
          pc[-1] == kSvc0,
          static_cast<long>(machine.regs[8]),
          static_cast<long>(machine.regs[0]),
          machine.regs[0],
          machine.regs[1],
          machine.regs[2],
          machine.regs[3]};
}

bool WasFutex(const Registers& seen) { return seen.number == SYS_futex; }

bool WasEpoll(const Registers& seen) { return seen.number == SYS_epoll_pwait; }
#endif

// glibc marks a mutex that is waited for with this value.
constexpr uint32_t kContended = 2;

Interruption ReadFutex(const Registers& seen) {
  const auto* word = reinterpret_cast<const volatile uint32_t*>(seen.first);
  const auto expected = static_cast<uint32_t>(seen.third);
  // A word that has changed is a wake-up on its way: the thread has been given
  // something to do, though it has not gone about it yet.
  if (*word != expected) return {Interruption::kRunning, false, 0, 0};
  const bool lock =
      (seen.second & FUTEX_CMD_MASK) == FUTEX_WAIT && expected == kContended;
  // Condition variables and semaphores; a barrier sleeps otherwise.
  const bool endless =
      seen.fourth == 0 && (seen.second & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET;
  return {lock ? Interruption::kLock : Interruption::kFutex, endless,
          seen.first, 0};
}

// A timed wait for a futex is not restarted: it returns -EINTR. Where that has
// taken the word's place, a wake-up on its way is not seen. The main thread
// gives none, and whoever else does is not found asleep.
Interruption ReadEndedFutex(const Registers& seen) {
#if defined(__x86_64__)
  return ReadFutex(seen);
#else
  (void)seen;
  return {Interruption::kFutex, false, 0, 0};
#endif
}

Interruption ReadCall(const Registers& seen) {
  if (seen.before_call) {
    if (seen.number == SYS_futex) return ReadFutex(seen);
    return {Interruption::kCalling, false, 0, 0};
  }
  if (seen.after_call && seen.result == -EINTR) {
    if (WasFutex(seen)) return ReadEndedFutex(seen);
    if (!WasEpoll(seen)) return {Interruption::kWaiting, false, 0, 0};
    const bool endless = static_cast<int>(seen.fourth) == -1;
    return {Interruption::kEpoll, endless, 0, 0};
  }
  return {Interruption::kRunning, false, 0, 0};
}

}  // namespace

Interruption ReadInterruption(const void* context) {
  const auto* registers = static_cast<const ucontext_t*>(context);
  Interruption read = ReadCall(Read(registers));
#if defined(__x86_64__)
  read.stack = static_cast<uintptr_t>(registers->uc_mcontext.gregs[REG_RSP]);
#else
  read.stack = registers->uc_mcontext.sp;
#endif
  return read;
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
