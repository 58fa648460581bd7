// SPDX-License-Identifier: MIT
// Node counts its requests, and does not end before all of them were reported.
// So they are put back when JavaScript has ended: what Node does with them then
// is what it does with every request that is in flight when a process ends.
#include "requests.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <vector>

#include "queue.h"

namespace realfork {
namespace {

napi_env environment = nullptr;
std::vector<Queue*> forgotten;
uv_prepare_t before_poll;
bool initialized = false;

// A call that must be able to run JavaScript is refused from the moment on that
// Node takes its environment down.
bool HasJavaScriptEnded() {
  napi_handle_scope scope;
  if (napi_open_handle_scope(environment, &scope) != napi_ok) return true;
  napi_value global;
  bool has = false;
  const bool ended = napi_get_global(environment, &global) != napi_ok ||
                     napi_has_element(environment, global, 0, &has) != napi_ok;
  napi_close_handle_scope(environment, scope);
  return ended;
}

void PutBack(uv_loop_t* loop) {
  uv_mutex_lock(&loop->wq_mutex);
  for (Queue* entry : forgotten) Append(AsQueue(&loop->wq), entry);
  uv_mutex_unlock(&loop->wq_mutex);
  loop->active_reqs.count += static_cast<unsigned>(forgotten.size());
  forgotten.clear();
  uv_async_send(&loop->wq_async);
}

void BeforePoll(uv_prepare_t* handle) {
  if (!HasJavaScriptEnded()) return;
  uv_prepare_stop(handle);
  PutBack(handle->loop);
}

void WaitForEnd(napi_env env, uv_loop_t* loop) {
  environment = env;
  if (!initialized) uv_prepare_init(loop, &before_poll);
  initialized = true;
  uv_prepare_start(&before_poll, BeforePoll);
  uv_unref(reinterpret_cast<uv_handle_t*>(&before_poll));
}

}  // namespace

// fork() waits until the pool is at rest, so that all work is in this queue.
// Alone, an entry is what uv_cancel(3) takes for a request that has begun.
void ForgetRequests(napi_env env, uv_loop_t* loop) {
  Queue* const head = AsQueue(&loop->wq);
  const size_t before = forgotten.size();
  uv_mutex_lock(&loop->wq_mutex);
  while (!IsAlone(head)) {
    forgotten.push_back(head->next);
    Detach(head->next);
  }
  uv_mutex_unlock(&loop->wq_mutex);
  loop->active_reqs.count -= static_cast<unsigned>(forgotten.size() - before);
  if (!forgotten.empty()) WaitForEnd(env, loop);
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
