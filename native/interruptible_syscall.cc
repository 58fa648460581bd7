// SPDX-License-Identifier: MIT
#include "interruptible_syscall.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

static_assert(std::atomic<int>::is_always_lock_free && sizeof(int) == 4,
              "the assembly and the C handler read a plain 32-bit word");

std::atomic<int> realfork_signals_pending{0};

namespace realfork {

long PlainSyscall(long number, long a, long b, long c, long d, long e, long f) {
  const long result = syscall(number, a, b, c, d, e, f);
  return result == -1 ? -errno : result;
}

}  // namespace realfork

#if REALFORK_INTERRUPTIBLE_SYSCALL

// 1 from before the check until after the call: a handler that then finds the
// program counter elsewhere runs on top of another handler.
extern "C" __attribute__((visibility("hidden"))) int realfork_syscall_entered;
int realfork_syscall_entered = 0;

extern "C" __attribute__((visibility("hidden"))) long realfork_syscall(
    long number, long a, long b, long c, long d, long e, long f);

extern "C" __attribute__((visibility("hidden"))) const char
    realfork_syscall_check[],  // from here on a signal must be noticed ...
    realfork_syscall_done[],   // ... until the call has its result
    realfork_syscall_not_entered[], realfork_syscall_end[];

// A call that the kernel restarts after the handler has its program counter
// back on the system call instruction: inside [check, done) again.
#if defined(__x86_64__)
asm(R"(
  .text
  .p2align 4
  .globl realfork_syscall
  .globl realfork_syscall_check
  .globl realfork_syscall_done
  .globl realfork_syscall_not_entered
  .globl realfork_syscall_end
  .hidden realfork_syscall
  .hidden realfork_syscall_check
  .hidden realfork_syscall_done
  .hidden realfork_syscall_not_entered
  .hidden realfork_syscall_end
  .type realfork_syscall, @function
realfork_syscall:
  .cfi_startproc
  mov %rdi, %rax
  mov %rsi, %rdi
  mov %rdx, %rsi
  mov %rcx, %rdx
  mov %r8, %r10
  mov %r9, %r8
  mov 8(%rsp), %r9
  movl $1, realfork_syscall_entered(%rip)
realfork_syscall_check:
  cmpl $0, realfork_signals_pending(%rip)
  jne realfork_syscall_not_entered
  syscall
realfork_syscall_done:
  movl $0, realfork_syscall_entered(%rip)
  ret
realfork_syscall_not_entered:
  movl $0, realfork_syscall_entered(%rip)
  mov $-4096, %rax
  ret
realfork_syscall_end:
  .cfi_endproc
  .size realfork_syscall, . - realfork_syscall
)");
#elif defined(__aarch64__)
asm(R"(
  .text
  .p2align 4
  .globl realfork_syscall
  .globl realfork_syscall_check
  .globl realfork_syscall_done
  .globl realfork_syscall_not_entered
  .globl realfork_syscall_end
  .hidden realfork_syscall
  .hidden realfork_syscall_check
  .hidden realfork_syscall_done
  .hidden realfork_syscall_not_entered
  .hidden realfork_syscall_end
  .type realfork_syscall, %function
realfork_syscall:
  .cfi_startproc
  mov x8, x0
  mov x0, x1
  mov x1, x2
  mov x2, x3
  mov x3, x4
  mov x4, x5
  mov x5, x6
  adrp x9, realfork_syscall_entered
  add x9, x9, :lo12:realfork_syscall_entered
  adrp x10, realfork_signals_pending
  add x10, x10, :lo12:realfork_signals_pending
  mov w11, #1
  str w11, [x9]
realfork_syscall_check:
  ldr w11, [x10]
  cbnz w11, realfork_syscall_not_entered
  svc #0
realfork_syscall_done:
  str wzr, [x9]
  ret
realfork_syscall_not_entered:
  str wzr, [x9]
  mov x0, #-4096
  ret
realfork_syscall_end:
  .cfi_endproc
  .size realfork_syscall, . - realfork_syscall
)");
#endif

namespace realfork {
namespace {

uintptr_t Address(const char* label) {
  return reinterpret_cast<uintptr_t>(label);
}

uintptr_t ProgramCounter(const ucontext_t& context) {
#if defined(__x86_64__)
  return context.uc_mcontext.gregs[REG_RIP];
#else
  return context.uc_mcontext.pc;
#endif
}

void SetProgramCounter(ucontext_t* context, uintptr_t pc) {
#if defined(__x86_64__)
  context->uc_mcontext.gregs[REG_RIP] = static_cast<greg_t>(pc);
#else
  context->uc_mcontext.pc = pc;
#endif
}

}  // namespace

long InterruptibleSyscall(long number, long a, long b, long c, long d, long e,
                          long f) {
  return realfork_syscall(number, a, b, c, d, e, f);
}

bool InterruptSyscall(int signal, void* context) {
  if (realfork_syscall_entered == 0) return true;
  ucontext_t* const interrupted = static_cast<ucontext_t*>(context);
  const uintptr_t pc = ProgramCounter(*interrupted);
  if (pc >= Address(realfork_syscall_check) &&
      pc < Address(realfork_syscall_done)) {
    SetProgramCounter(interrupted, Address(realfork_syscall_not_entered));
    return true;
  }
  const uintptr_t begin = reinterpret_cast<uintptr_t>(&realfork_syscall);
  if (pc >= begin && pc < Address(realfork_syscall_end)) return true;
  // Somebody's handler (V8's profiler has one with an empty mask) interrupted
  // the call and would restart it. Held until that handler's own return
  // restores the mask, the signal then finds the call itself.
  sigaddset(&interrupted->uc_sigmask, signal);
  pthread_kill(pthread_self(), signal);
  return false;
}

}  // namespace realfork

#else

namespace realfork {

// A signal between this check and the call is seen only when the call returns,
// a gap of some nanoseconds. Closing it needs assembly for the machine.
long InterruptibleSyscall(long number, long a, long b, long c, long d, long e,
                          long f) {
  if (realfork_signals_pending.load() != 0) return kNotEntered;
  return PlainSyscall(number, a, b, c, d, e, f);
}

bool InterruptSyscall(int, void*) { return true; }

}  // namespace realfork

#endif
