// SPDX-License-Identifier: MIT
#ifndef REALFORK_MAIN_THREAD_H_
#define REALFORK_MAIN_THREAD_H_

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace realfork {

inline bool IsMainThread() {
#ifdef __linux__
  return syscall(SYS_gettid) == getpid();
#else
  return pthread_main_np() != 0;
#endif
}

}  // namespace realfork

#endif  // REALFORK_MAIN_THREAD_H_
