// Reads landing pads as LLVM writes them for Itanium-style exceptions: a table of call sites, each with a landing pad
// and the head of a list of actions; an action is the number of a type, here a tag.  Spec: Itanium C++ ABI, "Exception
// Handling", "Language Specific Data Area".
//
// The tables are part of the compiled module and trusted to be well-formed.
#include "runtime/exception/landing_pads.h"

#include "runtime/exception/registers.h"
#include "runtime/trap/table_cursor.h"

namespace ingot {
namespace {

unsigned pointer_bytes(uint8_t encoding) {
  const uint8_t format = encoding & kFormatMask;
  return format == kUint32 || format == kInt32 ? 4 : 8;
}

/// The tags that clauses name, numbered from 1, backwards in memory.
struct TagTable {
  const uint8_t* end;
  uint8_t encoding;

  const void* operator[](int64_t number) const {
    const unsigned bytes = pointer_bytes(encoding);
    const uint8_t* field = end - number * bytes;
    const uintptr_t tag = TableCursor(field, field + bytes).read_pointer(encoding);
    if (tag == 0 || (encoding & kIndirect) == 0) return reinterpret_cast<const void*>(tag);
    return *reinterpret_cast<const void* const*>(tag);
  }
};

/// Whether a list of actions has a clause for the tag. Numbers that are not positive are no clauses: zero is a cleanup.
bool has_clause(const uint8_t* action, const TagTable& tags, const void* tag) {
  for (;;) {
    TableCursor cursor(action, action + 20);  // two numbers of at most ten bytes
    const int64_t number = cursor.read_sleb();
    const uint8_t* next_field = cursor.at();
    const int64_t next = cursor.read_sleb();
    if (number > 0) {
      const void* clause = tags[number];
      if (clause == nullptr || clause == tag) return true;
    }
    if (next == 0) return false;
    action = next_field + next;
  }
}

}  // namespace

uintptr_t find_landing_pad(const uint8_t* landing_pads, uintptr_t function, uintptr_t pc, const void* tag) {
  TableCursor cursor(landing_pads, reinterpret_cast<const uint8_t*>(UINTPTR_MAX));
  const uint8_t base_encoding = cursor.read<uint8_t>();
  const uintptr_t pad_base = base_encoding == kNoPointer ? function : cursor.read_pointer(base_encoding);
  TagTable tags{nullptr, cursor.read<uint8_t>()};
  if (tags.encoding != kNoPointer) {
    const uint64_t distance = cursor.read_uleb();
    tags.end = cursor.at() + distance;
  }
  const uint8_t site_encoding = cursor.read<uint8_t>();
  const uint64_t sites_bytes = cursor.read_uleb();
  const uint8_t* const actions = cursor.at() + sites_bytes;
  const uintptr_t position = pc - function;
  for (TableCursor sites(cursor.at(), actions); !sites.at_end();) {
    const uint64_t begin = sites.read_pointer(site_encoding);
    const uint64_t length = sites.read_pointer(site_encoding);
    const uint64_t pad = sites.read_pointer(site_encoding);
    const uint64_t action = sites.read_uleb();  // 0: a landing pad with nothing but a cleanup
    if (position < begin) return 0;             // sites ascend
    if (position - begin >= length) continue;
    if (pad == 0 || action == 0 || !has_clause(actions + action - 1, tags, tag)) return 0;
    return pad_base + pad;
  }
  return 0;
}

void try_landing(const StackWalker& walker, IngotException* exception) {
  if (walker.landing_pads() == nullptr) return;
  const uintptr_t pad = find_landing_pad(walker.landing_pads(), walker.function(), walker.pc(), exception->tag);
  if (pad == 0) return;
  StackRegisters registers = walker.landing_registers();
  registers.values[StackRegisters::kException] = reinterpret_cast<uint64_t>(exception);
  registers.values[StackRegisters::kReturnAddress] = pad;
  ingot_enter_landing_pad(&registers);
}

}  // namespace ingot

/// Referred to by the tables of functions with landing pads. Not called by this runtime; an unwinder of the host's, on
/// its way to the end of a thread, say, passes through. 8 is _URC_CONTINUE_UNWIND.
extern "C" int ingot_personality(int, int, uint64_t, void*, void*) { return 8; }
