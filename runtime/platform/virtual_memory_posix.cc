// Address space by mmap and mprotect.
#include <errno.h>
#include <sys/mman.h>

#include "runtime/platform/virtual_memory.h"

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

namespace ingot {
namespace {

// Linear memory and stacks are mostly never touched: without MAP_NORESERVE they would count against the commit limit.
// MAP_STACK, below, keeps huge pages away, which would cost a clearing of 2 MiB for the first call.
constexpr int kAnonymous = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;

void* map(void* hint, size_t bytes, int protection, int flags) {
  void* address = mmap(hint, bytes, protection, flags, -1, 0);
  return address == MAP_FAILED ? nullptr : address;
}

bool map_at(void* address, size_t bytes, int protection, int flags) {
  void* got = map(address, bytes, protection, flags | MAP_FIXED_NOREPLACE);
  if (got == address) return true;
  // Kernels before 4.17 do not know the flag, take the address as a hint and may choose another place.
  if (got != nullptr) munmap(got, bytes);
  return false;
}

}  // namespace

void* reserve_address_space(size_t bytes) { return map(nullptr, bytes, PROT_NONE, kAnonymous); }

bool reserve_address_space_at(void* address, size_t bytes) { return map_at(address, bytes, PROT_NONE, kAnonymous); }

bool commit_pages(void* address, size_t bytes) {
  return bytes == 0 || mprotect(address, bytes, PROT_READ | PROT_WRITE) == 0;
}

void* allocate_pages(size_t bytes) { return map(nullptr, bytes, PROT_READ | PROT_WRITE, kAnonymous); }

bool allocate_pages_at(void* address, size_t bytes) {
  return map_at(address, bytes, PROT_READ | PROT_WRITE, kAnonymous);
}

bool allocate_stack_at(void* address, size_t bytes) {
  return map_at(address, bytes, PROT_READ | PROT_WRITE, kAnonymous | MAP_STACK);
}

void* allocate_stack(size_t stack_bytes, size_t guard_bytes) {
  char* low = static_cast<char*>(map(nullptr, guard_bytes + stack_bytes, PROT_NONE, kAnonymous | MAP_STACK));
  if (low == nullptr) return nullptr;
  if (commit_pages(low + guard_bytes, stack_bytes)) return low + guard_bytes;
  munmap(low, guard_bytes + stack_bytes);
  return nullptr;
}

void release_address_space(void* address, size_t bytes) {
  if (address != nullptr) munmap(address, bytes);
}

}  // namespace ingot
