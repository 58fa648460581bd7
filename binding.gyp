{
  "targets": [
    {
      "target_name": "realfork",
      "sources": [
        "native/addon.cc",
        "native/blocking.cc",
        "native/errors.cc",
        "native/interruptible_syscall.cc",
        "native/libuv_signals.cc",
        "native/process.cc",
        "native/signal_actions.cc",
        "native/signal_delivery.cc",
        "native/signal_handler.cc",
        "native/testing_read.cc"
      ],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NODE_ADDON_API_DISABLE_CPP_EXCEPTIONS"],
      "cflags_cc": [
        "-std=c++17", "-fvisibility=hidden", "-Wall", "-Wextra",
        "-fstack-protector-strong"
      ],
      "ldflags": ["-Wl,-z,now", "-Wl,-z,relro", "-Wl,--exclude-libs,ALL"],
      "xcode_settings": {
        "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
        "GCC_SYMBOLS_PRIVATE_EXTERN": "YES"
      }
    }
  ]
}
