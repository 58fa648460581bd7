// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_REQUESTS_H_
#define REALFORK_FORK_REQUESTS_H_

#include <napi.h>
#include <uv.h>

namespace realfork {

// Keeps work that the thread pool has done, and that was not reported yet, from
// being reported, and the loop from waiting for it.
void ForgetRequests(napi_env env, uv_loop_t* loop);

}  // namespace realfork

#endif  // REALFORK_FORK_REQUESTS_H_
