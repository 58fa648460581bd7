// SPDX-License-Identifier: MIT
// Reviving: in the child, a new kernel thread takes the place of each frozen
// one and goes on from there, as if nothing had happened.
#include "platform.h"
#include "threads.h"

#if REALFORK_CAN_FORK

#include <dlfcn.h>
#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "give_up.h"
#include "rest.h"
#include "thread_layout.h"
#include "thread_table.h"

namespace realfork {
namespace {

constexpr int kFlags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
                       CLONE_THREAD | CLONE_SYSVSEM | CLONE_SETTLS |
                       CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;

// glibc registers each thread's restartable sequences (rseq(2)) since 2.35;
// the kernel drops that for a thread made by clone.
ptrdiff_t rseq_offset = 0;
unsigned rseq_size = 0;

#if defined(__x86_64__)
constexpr unsigned kRseqSignature = 0x53053053;
#else
constexpr unsigned kRseqSignature = 0xd428bc00;
#endif

void RegisterRseq(uintptr_t thread_pointer) {
  constexpr size_t kCpuId = 4;
  if (rseq_size == 0) return;
  char* area = reinterpret_cast<char*>(thread_pointer) + rseq_offset;
  int32_t cpu;
  memcpy(&cpu, area + kCpuId, sizeof(cpu));
  if (cpu < 0) return;  // it was not registered before either
  syscall(SYS_rseq, area, rseq_size, 0, kRseqSignature);
}

// The first code of a revived thread. Its thread-local storage is already its
// own; every signal is blocked until it leaves the freeze handler.
int Boot(void* argument) {
  auto* thread = static_cast<Thread*>(argument);
  syscall(SYS_set_robust_list, thread->robust_list, thread->robust_list_size);
  RegisterRseq(thread->thread_pointer);
  prctl(PR_SET_NAME, thread->name);
  _longjmp(thread->resume, 1);
}

pid_t Clone(Thread* thread) {
  pid_t* id = ThreadIdWord(thread->record);
  return clone(Boot, thread->boot_stack + sizeof(thread->boot_stack), kFlags,
               thread, id, reinterpret_cast<void*>(thread->thread_pointer), id);
}

}  // namespace

void ReviveThread(Thread* thread) {
  constexpr uint64_t kPatience = 5'000'000'000;
  const uint64_t deadline = MonotonicNow() + kPatience;
  pid_t tid;
  // Over a limit on processes (EAGAIN) another may end at any moment.
  while ((tid = Clone(thread)) == -1) {
    if (MonotonicNow() >= deadline) {
      GiveUp("realfork: fork: the system gives the child no threads\n");
    }
    const timespec rest = {0, 1'000'000};
    nanosleep(&rest, nullptr);
  }
  thread->tid.store(tid);
}

void InitRevive() {
  const auto* offset =
      static_cast<const ptrdiff_t*>(dlsym(RTLD_DEFAULT, "__rseq_offset"));
  const auto* size =
      static_cast<const unsigned*>(dlsym(RTLD_DEFAULT, "__rseq_size"));
  constexpr unsigned kSmallest = 32;
  if (offset == nullptr || size == nullptr || *size == 0) return;
  rseq_offset = *offset;
  rseq_size = *size < kSmallest ? kSmallest : *size;
}

void ReviveThreads() {
  ForgetFreeze();
  ForEachThread([](Thread* thread) {
    if (thread->left_out) {
      thread->tid.store(0);
    } else if (MayRest(thread)) {
      LayToRest(thread);
    } else {
      ReviveThread(thread);
    }
  });
  UnlockRest();
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
