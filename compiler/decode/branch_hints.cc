// The custom section "metadata.code.branch_hint".  Spec: Custom Sections > Code Metadata > Branch Hints.
//
// Per function, in ascending order, a list of hints in ascending order of their instructions' offsets from the
// beginning of the body, local declarations included. A hint is one byte: 0 the branch is probably not taken, 1 it
// probably is.
//
// Hints are no part of what a module means: a section that breaks a rule is left out as a whole, with a warning. Counts
// in it bound nothing that is allocated: hints are appended as they are read.
#include <optional>
#include <string>

#include "compiler/decode/sections.h"
#include "compiler/support/log.h"
#include "compiler/wasm/opcodes.h"

namespace ingot {
namespace {

constexpr std::string_view kSectionName = "metadata.code.branch_hint";

/// Whether a branch instruction may stand there: its opcode does. If the byte belongs to another instruction, no branch
/// has that offset, and the hint stays without effect.
bool may_be_branch(const Function& function, uint64_t offset) {
  if (function.imported || offset < function.body.offset) return false;
  const uint64_t index = offset - function.body.offset;
  if (index >= function.body.bytes.size()) return false;
  const Op op{function.body.bytes[index]};
  return op == Op::If || op == Op::BrIf;
}

Expected<void> read_function(Reader& reader, const Function& function, std::vector<BranchHint>& hints) {
  const uint32_t count = INGOT_TRY(reader.read_count());
  const size_t first = hints.size();
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t start = reader.offset();
    const uint64_t offset = function.body_offset + INGOT_TRY(reader.read_u32());
    const uint32_t size = INGOT_TRY(reader.read_u32());
    if (size != 1) return fail_at(start, "a hint has a size other than 1");
    const uint8_t value = INGOT_TRY(reader.read_byte());
    if (value > 1) return fail_at(start, "a hint is neither 0 nor 1");
    if (!may_be_branch(function, offset)) return fail_at(start, "a hint is not for a branch");
    if (hints.size() > first && offset <= hints.back().offset) return fail_at(start, "hints are not in order");
    hints.push_back({offset, value == 1});
  }
  return {};
}

Expected<std::vector<BranchHint>> read_hints(Reader& reader, const Module& module) {
  std::vector<BranchHint> hints;
  const uint32_t count = INGOT_TRY(reader.read_count());
  std::optional<uint32_t> last;
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t start = reader.offset();
    const uint32_t funcidx = INGOT_TRY(reader.read_u32());
    if (funcidx >= module.functions.size()) return fail_at(start, "unknown function " + std::to_string(funcidx));
    if (last && funcidx <= *last) return fail_at(start, "functions are not in order");
    if (start > module.functions[funcidx].body_offset) return fail_at(start, "they stand behind the code");
    INGOT_CHECK(read_function(reader, module.functions[funcidx], hints));
    last = funcidx;
  }
  if (!reader.at_end()) return reader.fail_here("section size mismatch");
  return hints;
}

}  // namespace

void decode_branch_hints(Module& module) {
  for (const CustomSection& section : module.customs) {
    if (section.name != kSectionName) continue;
    Reader reader(section.contents);
    Expected<std::vector<BranchHint>> hints = read_hints(reader, module);
    if (hints && !module.branch_hints.empty()) hints = fail("there is more than one");
    if (hints) {
      module.branch_hints = *std::move(hints);
      continue;
    }
    log_message(LogStage::Decode, LogLevel::Warning,
                "branch hints are ignored: " + hints.error().message + " (" + std::string(kSectionName) +
                    " at offset " + std::to_string(hints.error().offset.value_or(section.contents.offset)) + ")");
  }
}

}  // namespace ingot
