// The guest's file descriptors.
//
// A guest number is an index here; the host's number behind it is never shown. The first entries lie in the table
// itself, so that a program that opens little allocates nothing.
//
// Threads. Everything that reads or changes the table holds `lock`, but not while it reads, writes or waits, which may
// take forever. A call takes a copy of the entry along (FdUse). Should another thread close the number meanwhile, the
// host's descriptor stays open until the last call that uses it is done: its number must not become that of another
// file, for which the call was never checked.
#pragma once

#include <stdint.h>

#include "runtime/platform/lock.h"

#include "runtime/wasi/types.h"

namespace ingot::wasi {

struct FdEntry {
  int host_fd = 0;
  bool open = false;
  /// A standard stream of which nothing is known yet: type and rights are looked up when somebody asks (see resolve()).
  bool unresolved = false;
  /// Opened through a read-only preopen.
  bool read_only = false;
  FileType type = FileType::Unknown;
  Rights rights_base = 0;
  Rights rights_inheriting = 0;
  /// Preopens: the name the guest knows it by. Not owned; lives as long as the process.
  const char* preopen_name = nullptr;
  uint32_t preopen_name_length = 0;
};

class FdTable;

/// What a call works on: an entry as it was when the call looked it up.
class FdUse {
 public:
  FdUse() = default;
  ~FdUse() { end(); }
  FdUse(const FdUse&) = delete;
  FdUse& operator=(const FdUse&) = delete;

  /// Closes the host's descriptor if that was left to this use. Wants the table's lock free.
  void end();

  const FdEntry* operator->() const { return &entry_; }
  const FdEntry& operator*() const { return entry_; }

 private:
  friend class FdTable;

  FdEntry entry_;
  // Only with threads: uses in flight are in a list of their table.
  FdTable* table_ = nullptr;
  FdUse* next_ = nullptr;
  bool closes_ = false;
};

/// All functions want `lock` held.
class FdTable {
 public:
  Lock lock;

  /// Begins a use, which was not in use before, of an open number.
  void use(const FdEntry& entry, FdUse* use);

  /// nullptr if the number is not open.
  FdEntry* find(uint32_t fd) {
    if (fd >= capacity()) return nullptr;
    FdEntry* entry = &entries()[fd];
    return entry->open ? entry : nullptr;
  }

  /// Takes the lowest free number, at least `lowest`. False if there is no memory for more, or as many are open as may
  /// be. The entry is stored as it is, but open.
  bool insert(const FdEntry& entry, uint32_t lowest, uint32_t* fd);

  /// Forgets an open number; does not close the host's.
  void remove(uint32_t fd) {
    entries()[fd] = FdEntry{};
    open_count_--;
  }

  /// At most so many open at once; 0: no limit.
  void set_limit(uint32_t limit) { limit_ = limit; }
  bool is_full() const { return limit_ != 0 && open_count_ >= limit_; }

  /// Whether a call in flight uses the descriptor; it closes it then.
  bool leave_to_users(int host_fd);

 private:
  friend class FdUse;
  static constexpr uint32_t kBuiltIn = 32;
  static constexpr uint32_t kMostEntries = 1u << 20;

  // A table of zeros is good as it is: it takes no room in a program and needs no constructor to run.
  FdEntry* entries() { return grown_ != nullptr ? grown_ : built_in_; }
  uint32_t capacity() const { return grown_ != nullptr ? grown_capacity_ : kBuiltIn; }
  bool grow();

  uint32_t limit_ = 0;
  uint32_t open_count_ = 0;
  FdUse* in_use_ = nullptr;
  FdEntry* grown_ = nullptr;
  uint32_t grown_capacity_ = 0;
  FdEntry built_in_[kBuiltIn];
};

/// Learns what a standard stream is: type, and with it the rights that make sense. Does nothing for other entries.
void resolve(FdEntry* entry);

/// What the host calls a file of this mode, as WASI says it; sockets are told apart by asking about host_fd.
FileType file_type_of(uint32_t host_mode, int host_fd);

/// The most that can be allowed to a file of this type.
Rights rights_of(FileType type, int host_fd);

/// Moves a host descriptor out of 0-2, in case the program was started with one of those closed: the trap messages of
/// this process go to 2, which must never be a file of the guest. Returns the new number, or -1 with errno set.
int keep_off_standard_streams(int host_fd);

}  // namespace ingot::wasi
