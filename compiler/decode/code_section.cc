// Decodes the code section: sizes and local declarations. Instructions stay bytes; the walker of validate/ reads them.
// Spec: Binary Format > Modules > Code Section.
#include "compiler/decode/read_immediates.h"
#include "compiler/decode/read_types.h"
#include "compiler/decode/sections.h"

namespace ingot {
namespace {

constexpr uint8_t kEnd = 0x0B;

/// Parameters count as locals. A type index that is wrong is left to validation.
uint64_t param_count(const Module& module, const Function& function) {
  return function.typeidx < module.types.size() ? module.types[function.typeidx].func.params.size() : 0;
}

Expected<void> read_locals(Reader& reader, const Module& module, Function& function) {
  const uint64_t params = param_count(module, function);
  const uint32_t runs = INGOT_TRY(reader.read_count());
  for (uint32_t i = 0; i < runs; ++i) {
    const uint64_t start = reader.offset();
    LocalRun run;
    run.count = INGOT_TRY(reader.read_u32());
    function.local_count += run.count;
    if (params + function.local_count > kMaxLocals) {
      return fail_at(start, "too many locals: at most " + std::to_string(kMaxLocals) + " are supported");
    }
    run.type = INGOT_TRY(read_val_type(reader));
    if (run.count > 0) function.locals.push_back(run);
  }
  return {};
}

/// A body that does not end with `end`: because its last instruction is malformed, or else because the end is missing.
/// Then the wording is that of a decoder which looks for it behind the body, as the test suite expects: it finds
/// another body, the next section, or nothing.
std::unexpected<Diagnostic> missing_end(Reader body, const Reader& section, const Module& module) {
  while (!body.at_end()) {
    const Expected<void> skipped = skip_instruction(body);
    if (skipped) continue;
    if (skipped.error().offset < section.offset()) return std::unexpected(skipped.error());
    break;
  }
  if (!section.at_end()) return section.fail_here("END opcode expected");
  const bool at_end_of_file = section.offset() == module.bytes.size();
  return section.fail_here(at_end_of_file ? "unexpected end of section or function"
                                          : "section size mismatch: END opcode expected");
}

Expected<void> read_body(Reader& section, const Module& module, Function& function) {
  const uint32_t size = INGOT_TRY(section.read_u32());
  Reader reader = INGOT_TRY(section.read_part(size));
  function.body_offset = reader.offset();
  INGOT_CHECK(read_locals(reader, module, function));
  function.body.offset = reader.offset();
  const Reader body = reader;
  function.body.bytes = INGOT_TRY(reader.read_bytes(reader.remaining()));
  if (function.body.bytes.empty() || function.body.bytes.back() != kEnd) return missing_end(body, section, module);
  return {};
}

}  // namespace

Expected<void> decode_code_section(Reader& reader, Module& module) {
  const uint32_t count = INGOT_TRY(read_item_count(reader, "function bodies"));
  for (uint32_t i = 0; i < count; ++i) {
    const size_t funcidx = module.imported_functions + i;
    // A body too many becomes a function without a declaration, which check_counts() finds: errors of later sections
    // come before that one.
    if (funcidx == module.functions.size()) module.functions.emplace_back();
    INGOT_CHECK(read_body(reader, module, module.functions[funcidx]));
  }
  return {};
}

}  // namespace ingot
