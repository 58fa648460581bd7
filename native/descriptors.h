// SPDX-License-Identifier: MIT
#ifndef REALFORK_DESCRIPTORS_H_
#define REALFORK_DESCRIPTORS_H_

#include <napi.h>

namespace realfork {

void InitDescriptors(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_DESCRIPTORS_H_
