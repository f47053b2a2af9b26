// Where exceptions live, and when they die.
//
// An exception that is caught by handlers without a reference, which is nearly every one, is freed by the first such
// handler: nobody else can know it. Once a handler has made a reference (exnref) of it, it is captured: it belongs to a
// list, and lives until a collection finds no reference to it any more. Collections mark and sweep, when captured
// exceptions have doubled. Roots are the running stack, every word of which is taken for a reference if it points into
// a captured exception (so are words that only look like one, which keeps an exception longer than needed, never
// shorter); the globals and tables that the owner of the heap names; exceptions that the host holds (pins); and the
// payloads of all these. Nothing is ever moved.
//
// Not thread-safe: a heap belongs to one thread at a time.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ingot/abi.h"

namespace ingot {

class ExceptionHeap {
 public:
  ExceptionHeap() = default;
  ExceptionHeap(const ExceptionHeap&) = delete;
  ExceptionHeap& operator=(const ExceptionHeap&) = delete;
  /// Frees everything. Not a destructor: the heap of a program is never destroyed, and must not ask for it.
  void free_all();

  /// Its payload is zero. nullptr: no memory.
  IngotException* allocate(const IngotTag* tag);
  /// Frees the exception unless it is captured.
  void release(IngotException* exception);
  /// Puts the exception on the list, once. True: it is time for a collection.
  bool capture(IngotException* exception);
  /// Takes over all captured exceptions of another heap.
  void absorb(ExceptionHeap& other);

  /// A collection: begin (false: nothing to do, or no memory for it now), mark everything that is still referred to,
  /// end.
  bool begin_collection();
  /// If `word` points into a captured exception, it stays.
  void mark(uintptr_t word);
  /// All aligned words in [begin, end).
  void mark_range(uintptr_t begin, uintptr_t end);
  void end_collection();

  size_t captured_count() const { return count_; }

 private:
  void mark_payloads();
  void sweep();
  void free_block(IngotException* exception);

  IngotException* captured_ = nullptr;
  size_t count_ = 0;
  uint64_t bytes_ = 0;
  uint64_t collect_at_bytes_ = kMinCollectBytes;
  IngotException* free_ = nullptr;  ///< small blocks, linked by `next`
  size_t free_count_ = 0;
  // During a collection:
  IngotException** sorted_ = nullptr;  ///< all captured exceptions, by address
  IngotException* to_mark_ = nullptr;  ///< marked, but their payloads are not; linked by `next_to_mark`
  uint64_t words_scanned_ = 0;

  static constexpr uint64_t kMinCollectBytes = 64 << 10;
};

/// Keeps a captured exception alive for the host, until as many calls of unpin.
inline void pin(IngotException* exception) { ++exception->pins; }
inline void unpin(IngotException* exception) { --exception->pins; }
/// Keeps a captured exception alive as long as its heap.
void keep_forever(IngotException* exception);

}  // namespace ingot
