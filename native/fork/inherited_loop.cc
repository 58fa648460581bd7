// SPDX-License-Identifier: MIT
// What JavaScript cannot reach of an event loop that a process has inherited
// and wants empty. No more than fields that uv.h declares.
#include "inherited_loop.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <stdint.h>
#include <uv.h>

#include "loop_pipes.h"
#include "queue.h"
#include "requests.h"

namespace realfork {
namespace {

uv_loop_t* Loop(napi_env env) {
  uv_loop_t* loop = nullptr;
  napi_get_uv_event_loop(env, &loop);
  return loop;
}

// Node keeps what V8 wants done on the main thread later in a timer that is
// part of a record, which its data points to. No other timer of a cleaned loop
// is like that.
bool IsDelayedTask(const uv_handle_t* handle) {
  constexpr uintptr_t kFarthest = 64;
  const auto record = reinterpret_cast<uintptr_t>(handle->data);
  return handle->type == UV_TIMER &&
         reinterpret_cast<uintptr_t>(handle) - record <= kFarthest;
}

// forgetRequests(): and what V8 wants done later. Whenever it collects, it
// means to do so again after 8 s, to give memory back; in each session of a
// daemon process that is older than that, it would, first of all.
void ForgetRequestsBinding(const Napi::CallbackInfo& info) {
  uv_loop_t* loop = Loop(info.Env());
  ForgetRequests(info.Env(), loop);
  ForEachHandle(loop, [](uv_handle_t* handle) {
    if (!IsDelayedTask(handle) || uv_is_active(handle) == 0) return;
    uv_timer_stop(reinterpret_cast<uv_timer_t*>(handle));
  });
}

// libuv has one more copy of it in the parent, which unlinks the path when the
// server is closed there.
void ForgetPath(uv_handle_t* handle, void*) {
  if (handle->type != UV_NAMED_PIPE) return;
  reinterpret_cast<uv_pipe_t*>(handle)->pipe_fname = nullptr;
}

// forgetPipePaths()
void ForgetPipePaths(const Napi::CallbackInfo& info) {
  uv_walk(Loop(info.Env()), ForgetPath, nullptr);
}

// loopDescriptors(): of the main loop, and the pipes of the others.
Napi::Value LoopDescriptors(const Napi::CallbackInfo& info) {
  const uv_loop_t* loop = Loop(info.Env());
  Napi::Array all = Napi::Array::New(info.Env());
  for (const int fd :
       {loop->backend_fd, loop->async_io_watcher.fd, loop->async_wfd,
        loop->signal_pipefd[0], loop->signal_pipefd[1], loop->inotify_fd,
        loop->emfile_fd}) {
    if (fd != -1) all[all.Length()] = fd;
  }
  for (const int fd : RuntimePipes()) all[all.Length()] = fd;
  return all;
}

// isLoopAlive()
Napi::Value IsLoopAlive(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), uv_loop_alive(Loop(info.Env())) != 0);
}

}  // namespace

void InitInheritedLoop(Napi::Env env, Napi::Object exports) {
  exports["forgetRequests"] =
      Napi::Function::New(env, ForgetRequestsBinding, "forgetRequests");
  exports["forgetPipePaths"] =
      Napi::Function::New(env, ForgetPipePaths, "forgetPipePaths");
  exports["loopDescriptors"] =
      Napi::Function::New(env, LoopDescriptors, "loopDescriptors");
  exports["isLoopAlive"] = Napi::Function::New(env, IsLoopAlive, "isLoopAlive");
}

}  // namespace realfork

#else

namespace realfork {

// Where there is no fork(), nothing is inherited.
void InitInheritedLoop(Napi::Env, Napi::Object) {}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
