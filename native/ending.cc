// SPDX-License-Identifier: MIT
// The end of a process of a server: what Node would do for others, and then
// _exit(2).
#include "ending.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "arguments.h"
#include "errors.h"

namespace realfork {
namespace {

struct Stream {
  int flags = -1;
  struct stat file = {};
};

Stream noted[3];
int late_status;

Napi::Value NoteStandardStreams(const Napi::CallbackInfo& info) {
  for (int fd = 0; fd < 3; fd++) {
    Stream stream;
    if (fstat(fd, &stream.file) == 0) stream.flags = fcntl(fd, F_GETFL);
    noted[fd] = stream;
  }
  return info.Env().Undefined();
}

bool IsSame(const struct stat& one, const struct stat& other) {
  return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

// O_NONBLOCK belongs to the open file description, which others have, too: a
// process.stdout in this process has made it theirs. Async-signal-safe.
void ResetStandardStreams() {
  for (int fd = 0; fd < 3; fd++) {
    const Stream& before = noted[fd];
    struct stat file;
    if (before.flags == -1 || fstat(fd, &file) == -1) continue;
    const int flags = fcntl(fd, F_GETFL);
    if (!IsSame(before.file, file) || flags == -1) continue;
    if (((flags ^ before.flags) & O_NONBLOCK) != 0) {
      fcntl(fd, F_SETFL, flags ^ O_NONBLOCK);
    }
  }
}

Napi::Value ResetStandardStreamsBinding(const Napi::CallbackInfo& info) {
  ResetStandardStreams();
  return info.Env().Undefined();
}

[[noreturn]] void End(int status) {
  ResetStandardStreams();
  _exit(status);
}

void EndLate(int) { End(late_status); }

Napi::Value EndNow(const Napi::CallbackInfo& info) {
  int status = 0;
  if (!ReadInts(info, {&status})) return {};
  End(status);
}

// endWithin(seconds, status): by SIGALRM, which interrupts whatever Node waits
// for then. JavaScript has run for the last time when it comes.
Napi::Value EndWithin(const Napi::CallbackInfo& info) {
  int seconds = 0;
  if (!ReadInts(info, {&seconds, &late_status})) return {};
  struct sigaction action = {};
  action.sa_handler = EndLate;
  struct itimerval timer = {};
  timer.it_value.tv_sec = seconds;
  if (sigaction(SIGALRM, &action, nullptr) == -1 ||
      setitimer(ITIMER_REAL, &timer, nullptr) == -1) {
    return ThrowErrno(info.Env(), errno, "setitimer");
  }
  sigset_t alarm;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  pthread_sigmask(SIG_UNBLOCK, &alarm, nullptr);
  return info.Env().Undefined();
}

}  // namespace

void InitEnding(Napi::Env env, Napi::Object exports) {
  exports["noteStandardStreams"] =
      Napi::Function::New(env, NoteStandardStreams, "noteStandardStreams");
  exports["resetStandardStreams"] = Napi::Function::New(
      env, ResetStandardStreamsBinding, "resetStandardStreams");
  exports["endNow"] = Napi::Function::New(env, EndNow, "endNow");
  exports["endWithin"] = Napi::Function::New(env, EndWithin, "endWithin");
}

}  // namespace realfork
