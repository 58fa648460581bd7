// SPDX-License-Identifier: MIT
// Calls on any descriptor.
#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <new>

#include "arguments.h"
#include "blocking_calls.h"
#include "compat.h"
#include "errors.h"

namespace realfork {
namespace {

// What Linux moves in one call at most, on every architecture.
constexpr size_t kMaxTransfer = 0x7ffff000;

constexpr size_t kCheapCopy = 65536;

// Memory for a short call. Up to a size it is on the stack: for a large piece
// the C library puts its whole heap in order, which is the copy of many pages
// in a child that has just been forked.
class Copy {
 public:
  explicit Copy(size_t length)
      : data_(length <= sizeof(near_) ? near_
                                      : new(std::nothrow) uint8_t[length]) {}
  ~Copy() {
    if (data_ != near_) delete[] data_;
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  // nullptr if there is none.
  uint8_t* get() const { return data_; }

 private:
  uint8_t near_[kCheapCopy];
  uint8_t* data_;
};

// Once and never again: whatever it returns, the number may already be another
// thread's file.
Napi::Value Close(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int fd = 0;
  if (!ReadInts(info, {&fd})) return {};
  if (close(fd) == -1) return ThrowErrno(env, errno, "close", {{"fd", fd}});
  return env.Undefined();
}

// release(fd): of what close(2) may say, only that there was nothing to close.
Napi::Value Release(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int fd = 0;
  if (!ReadInts(info, {&fd})) return {};
  if (close(fd) == -1 && errno == EBADF) {
    return ThrowErrno(env, errno, "close", {{"fd", fd}});
  }
  return env.Undefined();
}

Napi::Value Pipe(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int flags = 0;
  if (!ReadInts(info, {&flags})) return {};
  int fds[2];
  if (PipeCloexec(fds, flags) == -1) return ThrowErrno(env, errno, "pipe");
  Napi::Array ends = Napi::Array::New(env, 2);
  ends[0u] = Napi::Number::New(env, fds[0]);
  ends[1u] = Napi::Number::New(env, fds[1]);
  return ends;
}

Napi::Value Dup2(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int oldfd = 0, newfd = 0;
  if (!ReadInts(info, {&oldfd, &newfd})) return {};
  if (dup2(oldfd, newfd) == -1) {
    return ThrowErrno(env, errno, "dup2", {{"fd", oldfd}});
  }
  return Napi::Number::New(env, newfd);
}

// FIONBIO, because it is one call: between F_GETFL and F_SETFL another holder
// of the open file may set a flag, which would be lost.
Napi::Value SetNonblocking(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int fd = 0, on = 0;
  if (!ReadInts(info, {&fd, &on})) return {};
  if (ioctl(fd, FIONBIO, &on) == -1) {
    return ThrowErrno(env, errno, "ioctl", {{"fd", fd}});
  }
  return env.Undefined();
}

// Reads into a copy: a signal handler that runs while the call waits may
// detach or resize the buffer, and the kernel would write to freed memory.
Napi::Value Read(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int fd = 0;
  Bytes buffer = {};
  if (!ReadInts(info, {&fd}) || !ReadBytes(info, 1, &buffer)) return {};
  const size_t wanted = std::min(buffer.length, kMaxTransfer);
  const Copy copy(wanted);
  if (copy.get() == nullptr)
    return ThrowErrno(env, ENOMEM, "read", {{"fd", fd}});
  const long count = BlockingRead(env, fd, copy.get(), wanted);
  if (count < 0) {
    return ThrowErrno(env, static_cast<int>(-count), "read", {{"fd", fd}});
  }
  if (!ReadBytes(info, 1, &buffer)) return {};
  if (static_cast<size_t>(count) > buffer.length) {
    return ThrowMisuse(env, "ERR_INVALID_STATE",
                       "Invalid state: The buffer was detached or shrunk while "
                       "read waited");
  }
  if (count > 0) memcpy(buffer.data, copy.get(), static_cast<size_t>(count));
  return Napi::Number::New(env, static_cast<double>(count));
}

bool IsNonblocking(int fd) {
  const int flags = fcntl(fd, F_GETFL);
  return flags != -1 && (flags & O_NONBLOCK) != 0;
}

// From a copy, for the reason given at Read.
long WriteCopy(Napi::Env env, int fd, const uint8_t* data, size_t length) {
  const Copy copy(length);
  if (copy.get() == nullptr) return -ENOMEM;
  if (length > 0) memcpy(copy.get(), data, length);
  return BlockingWrite(env, fd, copy.get(), length);
}

long WriteDirectly(int fd, const uint8_t* data, size_t length) {
  const ssize_t count = write(fd, data, length);
  return count == -1 ? -errno : count;
}

Napi::Value Write(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int fd = 0;
  Bytes data = {};
  if (!ReadInts(info, {&fd}) || !ReadBytes(info, 1, &data)) return {};
  const size_t length = std::min(data.length, kMaxTransfer);
  // A non-blocking descriptor may take a long buffer in many small steps. To
  // copy all that is left at each would cost the square of its length.
  const long count = length > kCheapCopy && IsNonblocking(fd)
                         ? WriteDirectly(fd, data.data, length)
                         : WriteCopy(env, fd, data.data, length);
  if (count < 0) {
    return ThrowErrno(env, static_cast<int>(-count), "write", {{"fd", fd}});
  }
  return Napi::Number::New(env, static_cast<double>(count));
}

}  // namespace

void InitDescriptors(Napi::Env env, Napi::Object exports) {
  exports["close"] = Napi::Function::New(env, Close, "close");
  exports["release"] = Napi::Function::New(env, Release, "release");
  exports["pipe"] = Napi::Function::New(env, Pipe, "pipe");
  exports["dup2"] = Napi::Function::New(env, Dup2, "dup2");
  exports["setNonblocking"] =
      Napi::Function::New(env, SetNonblocking, "setNonblocking");
  exports["read"] = Napi::Function::New(env, Read, "read");
  exports["write"] = Napi::Function::New(env, Write, "write");
}

}  // namespace realfork
