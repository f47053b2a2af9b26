// What `ingot inspect` shows, as plain data: gathered once, printed as tables or as JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/features_used.h"
#include "compiler/support/diagnostic.h"
#include "compiler/wasm/module.h"

namespace ingot {

struct SectionSummary {
  std::string name;  ///< "code", or the name of a custom section in quotes
  uint64_t offset = 0;
  uint64_t byte_length = 0;  ///< contents, without id and size
};

struct ImportSummary {
  std::string module, name;
  std::string kind;  ///< "func", "table", "memory", "global", "tag"
  std::string type;
  bool is_provided = false;  ///< WASI preview 1 has it
};

struct ExportSummary {
  std::string name, kind, type;
  uint32_t index = 0;
};

/// A memory or table with its limits, in pages or elements.
struct StorageSummary {
  std::string type;  ///< tables: of the elements
  uint64_t min = 0;
  std::optional<uint64_t> max;
  bool imported = false;
  bool shared = false;
  bool is_64_bit = false;
};

struct ModuleSummary {
  std::string file;
  std::string module_name;  ///< from the name section
  uint64_t byte_length = 0;
  std::optional<Diagnostic> invalid;  ///< why it cannot be compiled
  std::vector<std::string> types;
  std::vector<ImportSummary> imports;
  std::vector<ExportSummary> exports;
  std::vector<StorageSummary> memories, tables;
  std::vector<SectionSummary> sections;
  FeatureSet features;
  uint64_t defined_functions = 0, globals = 0, data_segments = 0, element_segments = 0;
  std::optional<uint32_t> start;
};

/// Gathers the summary. `invalid` is the validator's answer, if it was no.
ModuleSummary summarize(const Module& module, std::string file, FeatureSet features, std::optional<Diagnostic> invalid);

/// For people.
std::string summary_text(const ModuleSummary& summary);
/// One JSON object; docs/cli.md lists its keys.
std::string summary_json(const ModuleSummary& summary);

}  // namespace ingot
