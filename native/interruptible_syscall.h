// SPDX-License-Identifier: MIT
// A system call that is not entered, and not restarted, once a signal for
// JavaScript is pending. There is no gap between the check and the sleep.
#ifndef REALFORK_INTERRUPTIBLE_SYSCALL_H_
#define REALFORK_INTERRUPTIBLE_SYSCALL_H_

#include <signal.h>

#include <atomic>

// Signals may be pending for JavaScript. Set by the C handler, cleared before
// the pending ones are looked at. The assembly reads it by this name.
extern "C" __attribute__((visibility("hidden"))) std::atomic<int>
    realfork_signals_pending;

namespace realfork {

// What InterruptibleSyscall() returns for a call that was not entered. No
// system call returns it: errors end at -4095.
constexpr long kNotEntered = -4096;

// Where there is no assembly for the machine, an interrupted call must come
// back from the kernel by itself.
#if !defined(REALFORK_PORTABLE) && defined(__linux__) && \
    (defined(__x86_64__) || defined(__aarch64__))
#define REALFORK_INTERRUPTIBLE_SYSCALL 1
constexpr int kKernelRestart = SA_RESTART;
#else
#define REALFORK_INTERRUPTIBLE_SYSCALL 0
constexpr int kKernelRestart = 0;
#endif

// The call's result, or -errno, or kNotEntered. Main thread only.
long InterruptibleSyscall(long number, long a, long b, long c, long d, long e,
                          long f);

// The same, blind to signals.
long PlainSyscall(long number, long a, long b, long c, long d, long e, long f);

// For the C handler, with its third argument. False: the handler runs on top
// of somebody else's, which itself interrupted the call; the signal comes again
// when that one has returned.
bool InterruptSyscall(int signal, void* context);

}  // namespace realfork

#endif  // REALFORK_INTERRUPTIBLE_SYSCALL_H_
