{
  "targets": [
    {
      "target_name": "realfork",
      "sources": [
        "native/addon.cc",
        "native/arguments.cc",
        "native/blocking.cc",
        "native/blocking_calls.cc",
        "native/constants.cc",
        "native/descriptor_passing.cc",
        "native/descriptors.cc",
        "native/ending.cc",
        "native/entropy.cc",
        "native/errors.cc",
        "native/fork/caught_signals.cc",
        "native/fork/epoll_interest.cc",
        "native/fork/event_batch.cc",
        "native/fork/event_loop.cc",
        "native/fork/fork.cc",
        "native/fork/freeze.cc",
        "native/fork/heap_place.cc",
        "native/fork/inherited_loop.cc",
        "native/fork/interposition.cc",
        "native/fork/interruption.cc",
        "native/fork/isolates.cc",
        "native/fork/kernel_objects.cc",
        "native/fork/loop_pipes.cc",
        "native/fork/memory.cc",
        "native/fork/proc.cc",
        "native/fork/quiet.cc",
        "native/fork/requests.cc",
        "native/fork/rest.cc",
        "native/fork/revive.cc",
        "native/fork/rings.cc",
        "native/fork/thread_layout.cc",
        "native/fork/thread_table.cc",
        "native/fork/wake_ups.cc",
        "native/fork/watches.cc",
        "native/interruptible_syscall.cc",
        "native/kernel_action.cc",
        "native/libuv_signals.cc",
        "native/poll.cc",
        "native/process.cc",
        "native/signal_actions.cc",
        "native/signal_delivery.cc",
        "native/signal_handler.cc",
        "native/signal_mask.cc",
        "native/signal_set.cc",
        "native/socket_address.cc",
        "native/socket_transfer.cc",
        "native/sockets.cc",
        "native/wait.cc"
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
