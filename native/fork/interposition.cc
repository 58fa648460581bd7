// SPDX-License-Identifier: MIT
// An object calls the C library through a table of addresses, one for each
// function (the global offset table of the ELF format): ours take their place.
#include "interposition.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

namespace realfork {
namespace {

Interposed* wanted = nullptr;
size_t wanted_count = 0;

#if defined(__x86_64__)
constexpr uint32_t kCallSlot = R_X86_64_JUMP_SLOT;
constexpr uint32_t kAddressSlot = R_X86_64_GLOB_DAT;
#else
constexpr uint32_t kCallSlot = R_AARCH64_JUMP_SLOT;
constexpr uint32_t kAddressSlot = R_AARCH64_GLOB_DAT;
#endif

// One loaded object: the program itself, or a shared library.
struct Object {
  uintptr_t base = 0;
  uintptr_t start = UINTPTR_MAX;
  uintptr_t end = 0;
  uintptr_t sealed_start = 0;  // written by the dynamic linker only (RELRO)
  uintptr_t sealed_end = 0;
  const ElfW(Sym) * symbols = nullptr;
  const char* names = nullptr;
};

bool Holds(const Object& object, const void* pointer) {
  const auto address = reinterpret_cast<uintptr_t>(pointer);
  return address >= object.start && address < object.end;
}

struct Relocations {
  const ElfW(Rela) * start = nullptr;
  size_t size = 0;
};

// Other threads read it meanwhile, and find one address or the other.
void Write(const Object& object, std::atomic<void*>* slot, void* function) {
  const auto page_size = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto address = reinterpret_cast<uintptr_t>(slot);
  void* page = reinterpret_cast<void*>(address & ~(page_size - 1));
  const bool sealed =
      address >= object.sealed_start && address < object.sealed_end;
  if (sealed && mprotect(page, page_size, PROT_READ | PROT_WRITE) != 0) return;
  slot->store(function);
  if (sealed) mprotect(page, page_size, PROT_READ);
}

void HookSlot(const Object& object, const ElfW(Rela) & relocation) {
  const auto type = static_cast<uint32_t>(ELF64_R_TYPE(relocation.r_info));
  if (type != kCallSlot && type != kAddressSlot) return;
  const size_t index = ELF64_R_SYM(relocation.r_info);
  const char* name = object.names + object.symbols[index].st_name;
  for (size_t i = 0; i < wanted_count; i++) {
    Interposed& hook = wanted[i];
    if (strcmp(name, hook.name) != 0) continue;
    const bool is_caller = Holds(object, hook.caller);
    if (hook.only_caller && !is_caller) continue;
    auto* slot = reinterpret_cast<std::atomic<void*>*>(object.base +
                                                       relocation.r_offset);
    void* before = slot->load();
    Write(object, slot, hook.function);
    if (!is_caller || slot->load() != hook.function) continue;
    hook.called = true;
    // An address in the object itself is the way to the C library's, which
    // nobody has looked up yet.
    if (!Holds(object, before)) hook.next = before;
  }
}

void HookAll(const Object& object, const Relocations& relocations) {
  if (relocations.start == nullptr) return;
  const size_t count = relocations.size / sizeof(*relocations.start);
  for (size_t i = 0; i < count; i++) HookSlot(object, relocations.start[i]);
}

void HookObject(Object object, const ElfW(Dyn) * dynamic) {
  Relocations calls, others;
  for (; dynamic->d_tag != DT_NULL; dynamic++) {
    const uintptr_t address = dynamic->d_un.d_ptr;
    switch (dynamic->d_tag) {
      case DT_SYMTAB:
        object.symbols = reinterpret_cast<const ElfW(Sym)*>(address);
        break;
      case DT_STRTAB:
        object.names = reinterpret_cast<const char*>(address);
        break;
      case DT_JMPREL:
        calls.start = reinterpret_cast<const ElfW(Rela)*>(address);
        break;
      case DT_PLTRELSZ:
        calls.size = dynamic->d_un.d_val;
        break;
      case DT_RELA:
        others.start = reinterpret_cast<const ElfW(Rela)*>(address);
        break;
      case DT_RELASZ:
        others.size = dynamic->d_un.d_val;
        break;
    }
  }
  if (object.symbols == nullptr || object.names == nullptr) return;
  HookAll(object, calls);
  HookAll(object, others);
}

int VisitObject(dl_phdr_info* info, size_t, void*) {
  Object object;
  object.base = info->dlpi_addr;
  const ElfW(Dyn)* dynamic = nullptr;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const auto& header = info->dlpi_phdr[i];
    const uintptr_t start = object.base + header.p_vaddr;
    const uintptr_t end = start + header.p_memsz;
    if (header.p_type == PT_LOAD) {
      object.start = std::min(object.start, start);
      object.end = std::max(object.end, end);
    } else if (header.p_type == PT_DYNAMIC) {
      dynamic = reinterpret_cast<const ElfW(Dyn)*>(start);
    } else if (header.p_type == PT_GNU_RELRO) {
      object.sealed_start = start;
      object.sealed_end = end;
    }
  }
  // The kernel's own object has addresses that nobody has relocated, and calls
  // nobody. This addon calls what our functions stand before.
  const bool of_kernel = strstr(info->dlpi_name, "linux-vdso") != nullptr;
  const bool ours = Holds(object, &wanted);
  if (!ours && !of_kernel && dynamic != nullptr) HookObject(object, dynamic);
  return 0;
}

}  // namespace

void Interpose(Interposed* functions, size_t count) {
  wanted = functions;
  wanted_count = count;
  dl_iterate_phdr(VisitObject, nullptr);
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
