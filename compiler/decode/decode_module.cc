// Preamble and sequence of sections.  Spec: Binary Format > Modules.
//
// Sections other than custom ones occur at most once and in the order of kSections, which is not the order of their
// numbers: the tag section (13) lies between memories and globals, the data count section (12) before the code.
#include "compiler/decode/decode_module.h"

#include <algorithm>
#include <iterator>

#include "compiler/decode/reader.h"
#include "compiler/decode/sections.h"

namespace ingot {
namespace {

constexpr uint8_t kCustomSection = 0;

struct Section {
  uint8_t id;
  Expected<void> (*decode)(Reader&, Module&);
};

constexpr Section kSections[] = {
    {1, decode_type_section},    {2, decode_import_section},      {3, decode_function_section},
    {4, decode_table_section},   {5, decode_memory_section},      {13, decode_tag_section},
    {6, decode_global_section},  {7, decode_export_section},      {8, decode_start_section},
    {9, decode_element_section}, {12, decode_data_count_section}, {10, decode_code_section},
    {11, decode_data_section},
};

bool starts_with(std::span<const uint8_t> bytes, std::string_view text) {
  return bytes.size() >= text.size() && std::equal(text.begin(), text.end(), bytes.begin());
}

/// Magic number and version. Reading stops where the bytes do, so that a short file is called short.
Expected<void> read_preamble(Reader& reader) {
  using namespace std::string_view_literals;
  const std::span<const uint8_t> magic = INGOT_TRY(reader.read_bytes(4));
  if (!starts_with(magic, "\0asm"sv)) {
    const bool is_text = magic[0] == '(' || (magic[0] == ';' && magic[1] == ';');
    return fail_at(0, is_text ? "magic header not detected: this looks like the text format, which has to be converted "
                                "first, e.g. with `wasm-tools parse`"
                              : "magic header not detected: this is not a WebAssembly module");
  }
  const std::span<const uint8_t> version = INGOT_TRY(reader.read_bytes(4));
  if (starts_with(version, "\x0d\0\x01\0"sv)) {
    return fail_at(
        4,
        "unknown binary version: this is a component, and a core module is expected; extract its modules with "
        "`wasm-tools component unbundle`, or compile for wasm32-wasi preview 1");
  }
  if (!starts_with(version, "\x01\0\0\0"sv)) return fail_at(4, "unknown binary version");
  return {};
}

/// Reads sections until the end. `next` is the first of kSections that may still come.
Expected<void> read_sections(Reader& reader, Module& module) {
  const Section* next = std::begin(kSections);
  while (!reader.at_end()) {
    const uint64_t start = reader.offset();
    const uint8_t id = INGOT_TRY(reader.read_byte());
    const Section* section = std::ranges::find(kSections, id, &Section::id);
    if (id != kCustomSection) {
      if (section == std::end(kSections)) return fail_at(start, "malformed section id " + std::to_string(id));
      if (section < next) {
        return fail_at(start, "unexpected content after last section: section " + std::to_string(id) +
                                  " is repeated or out of order");
      }
      next = section + 1;
    }
    const uint32_t size = INGOT_TRY(reader.read_u32());
    Reader contents = INGOT_TRY(reader.read_part(size));
    INGOT_CHECK(id == kCustomSection ? decode_custom_section(contents, module) : section->decode(contents, module));
    if (!contents.at_end()) {
      return contents.fail_here("section size mismatch: " + std::to_string(contents.remaining()) +
                                " bytes left at the end of section " + std::to_string(id));
    }
  }
  return {};
}

/// What only shows once all sections have been seen: functions without bodies, bodies without functions, announced data
/// that did not come.
Expected<void> check_counts(const Module& module) {
  const bool is_complete = std::ranges::all_of(module.functions, [](const Function& function) {
    return function.declaration_offset != 0 && (function.imported || !function.body.bytes.empty());
  });
  if (!is_complete) return fail_at(module.bytes.size(), "function and code section have inconsistent lengths");
  if (module.data_count && *module.data_count != module.datas.size()) {
    return fail_at(module.bytes.size(), "data count and data section have inconsistent lengths");
  }
  return {};
}

}  // namespace

Expected<uint32_t> read_item_count(Reader& reader, const char* what) {
  const uint64_t start = reader.offset();
  const uint32_t count = INGOT_TRY(reader.read_count());
  if (count > kMaxItems) {
    return fail_at(start,
                   std::string("too many ") + what + ": at most " + std::to_string(kMaxItems) + " are supported");
  }
  return count;
}

Expected<Module> decode_module(std::span<const uint8_t> bytes) {
  Module module;
  module.bytes = bytes;
  Reader reader(bytes, 0, Reader::Extent::File);
  INGOT_CHECK(read_preamble(reader));
  INGOT_CHECK(read_sections(reader, module));
  INGOT_CHECK(check_counts(module));
  decode_names(module);
  decode_branch_hints(module);
  return module;
}

}  // namespace ingot
