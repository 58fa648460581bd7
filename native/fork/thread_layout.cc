// SPDX-License-Identifier: MIT
// glibc does not publish the layout, but it can be seen: start a thread whose
// id, start routine and argument are known and look for them in its record.
#include "thread_layout.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace realfork {
namespace {

// Every glibc since 2.28 has the three within this many bytes; the record
// itself is a little longer (2304 bytes in 2.36 on x86-64, 1776 on arm64).
constexpr size_t kSearched = 1744;

size_t id_offset = 0;
size_t start_offset = 0;

struct Probe {
  sem_t started;
  sem_t looked;
  pid_t tid;
};

void* RunProbe(void* argument) {
  auto* probe = static_cast<Probe*>(argument);
  probe->tid = static_cast<pid_t>(syscall(SYS_gettid));
  sem_post(&probe->started);
  while (sem_wait(&probe->looked) == -1) {
  }
  return nullptr;
}

template <typename Word>
Word WordAt(pthread_t thread, size_t offset) {
  Word word;
  memcpy(&word, reinterpret_cast<const char*>(thread) + offset, sizeof(word));
  return word;
}

// The id must stand at the same place in the main thread's record.
bool FindId(pthread_t probe_thread, pid_t probe_tid) {
  const auto main_tid = static_cast<pid_t>(syscall(SYS_gettid));
  for (size_t at = 0; at < kSearched; at += sizeof(pid_t)) {
    if (WordAt<pid_t>(probe_thread, at) == probe_tid &&
        WordAt<pid_t>(pthread_self(), at) == main_tid) {
      id_offset = at;
      return true;
    }
  }
  return false;
}

bool FindStart(pthread_t probe_thread, uintptr_t argument) {
  const auto routine = reinterpret_cast<uintptr_t>(&RunProbe);
  for (size_t at = 0; at < kSearched; at += sizeof(uintptr_t)) {
    if (WordAt<uintptr_t>(probe_thread, at) == routine &&
        WordAt<uintptr_t>(probe_thread, at + sizeof(uintptr_t)) == argument) {
      start_offset = at;
      return true;
    }
  }
  return false;
}

}  // namespace

bool FindThreadLayout() {
  Probe probe;
  sem_init(&probe.started, 0, 0);
  sem_init(&probe.looked, 0, 0);
  // The probe inherits a mask that keeps the process's signals from it.
  sigset_t all, saved;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &saved);
  pthread_t thread;
  const int error = pthread_create(&thread, nullptr, RunProbe, &probe);
  pthread_sigmask(SIG_SETMASK, &saved, nullptr);
  if (error != 0) return false;
  while (sem_wait(&probe.started) == -1) {
  }
  const bool found = FindId(thread, probe.tid) &&
                     FindStart(thread, reinterpret_cast<uintptr_t>(&probe));
  sem_post(&probe.looked);
  pthread_join(thread, nullptr);
  sem_destroy(&probe.started);
  sem_destroy(&probe.looked);
  return found;
}

pid_t* ThreadIdWord(pthread_t thread) {
  return reinterpret_cast<pid_t*>(reinterpret_cast<char*>(thread) + id_offset);
}

uintptr_t StartRoutine(pthread_t thread) {
  return WordAt<uintptr_t>(thread, start_offset);
}

uintptr_t StartArgument(pthread_t thread) {
  return WordAt<uintptr_t>(thread, start_offset + sizeof(uintptr_t));
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
