// SPDX-License-Identifier: MIT
#ifndef REALFORK_SIGNAL_MASK_H_
#define REALFORK_SIGNAL_MASK_H_

#include <napi.h>

namespace realfork {

void InitSignalMask(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_SIGNAL_MASK_H_
