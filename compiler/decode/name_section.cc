// Custom sections: all are kept, and "name" is understood.  Spec: Appendix > Custom Sections > Name Section.
//
// A malformed name section must not make a module fail. Reading stops at the first thing that is wrong, and what was
// read before stays.
#include "compiler/decode/sections.h"

namespace ingot {
namespace {

constexpr uint8_t kModuleName = 0;
constexpr uint8_t kFunctionNames = 1;
constexpr uint8_t kTagNames = 11;

/// Names of the first `indices` things of an index space.
Expected<void> read_name_map(Reader& reader, size_t indices, std::map<uint32_t, std::string_view>& names) {
  const uint32_t count = INGOT_TRY(reader.read_count());
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t index = INGOT_TRY(reader.read_u32());
    const std::string_view name = INGOT_TRY(reader.read_name());
    // Indices ascend in well-formed sections: the hint makes insertion constant-time.
    if (index < indices) names.emplace_hint(names.end(), index, name);
  }
  return {};
}

Expected<void> read_names(Reader& reader, const Module& module, Names& names) {
  while (!reader.at_end()) {
    const uint8_t id = INGOT_TRY(reader.read_byte());
    const uint32_t size = INGOT_TRY(reader.read_u32());
    Reader subsection = INGOT_TRY(reader.read_part(size));
    if (id == kModuleName) names.module = INGOT_TRY(subsection.read_name());
    if (id == kFunctionNames) INGOT_CHECK(read_name_map(subsection, module.functions.size(), names.functions));
    if (id == kTagNames) INGOT_CHECK(read_name_map(subsection, module.tags.size(), names.tags));
  }
  return {};
}

}  // namespace

Expected<void> decode_custom_section(Reader& reader, Module& module) {
  CustomSection section;
  section.name = INGOT_TRY(reader.read_name());
  section.contents.offset = reader.offset();
  section.contents.bytes = INGOT_TRY(reader.read_bytes(reader.remaining()));
  module.customs.push_back(section);
  return {};
}

void decode_names(Module& module) {
  for (const CustomSection& section : module.customs) {
    if (section.name != "name") continue;
    Reader reader(section.contents);
    static_cast<void>(read_names(reader, module, module.names));  // an error only ends the reading
  }
}

}  // namespace ingot
