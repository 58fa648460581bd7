// SPDX-License-Identifier: MIT
#ifndef REALFORK_DESCRIPTOR_PASSING_H_
#define REALFORK_DESCRIPTOR_PASSING_H_

#include <napi.h>

namespace realfork {

void InitDescriptorPassing(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_DESCRIPTOR_PASSING_H_
