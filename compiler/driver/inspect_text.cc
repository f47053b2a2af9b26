// A module's summary as tables for people and as JSON for programs.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/driver/module_summary.h"

namespace ingot {
namespace {

using Row = std::vector<std::string>;

/// Names come out of the input: control characters must not reach a terminal.
std::string printable(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    safe += byte < 0x20 || byte == 0x7F ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
  }
  return safe;
}

/// A heading and rows whose columns line up; nothing if there are no rows.
std::string table(std::string_view heading, const std::vector<Row>& rows) {
  if (rows.empty()) return "";
  std::vector<size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); i++) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text = fmt::format("\n{} ({})\n", heading, rows.size());
  for (const Row& row : rows) {
    std::string line = " ";
    for (size_t i = 0; i < row.size(); i++) line += fmt::format(" {:<{}}", row[i], widths[i]);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string limits_text(const StorageSummary& storage, std::string_view unit) {
  std::string text = fmt::format("{} {}", storage.min, unit);
  if (storage.max) text += fmt::format(", at most {}", *storage.max);
  if (storage.is_64_bit) text += ", 64-bit";
  if (storage.shared) text += ", shared";
  if (storage.imported) text += ", imported";
  return text;
}

std::vector<Row> storage_rows(const std::vector<StorageSummary>& storages, std::string_view unit) {
  std::vector<Row> rows;
  for (size_t i = 0; i < storages.size(); i++) {
    Row row{fmt::format("[{}]", i)};
    if (!storages[i].type.empty()) row.push_back(storages[i].type);
    row.push_back(limits_text(storages[i], unit));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Row> feature_rows(const FeatureSet& features) {
  std::vector<Row> rows;
  for (size_t i = 0; i < features.size(); i++) {
    if (!features.test(i)) continue;
    const FeatureInfo& row = info(static_cast<Feature>(i));
    rows.push_back({std::string(row.name), std::string(row.help) + (row.lowered ? "" : " (not supported yet)")});
  }
  return rows;
}

nlohmann::ordered_json storage_json(const std::vector<StorageSummary>& storages) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const StorageSummary& storage : storages) {
    nlohmann::ordered_json object;
    if (!storage.type.empty()) object["type"] = storage.type;
    object["min"] = storage.min;
    object["max"] = storage.max ? nlohmann::ordered_json(*storage.max) : nlohmann::ordered_json(nullptr);
    object["address"] = storage.is_64_bit ? "i64" : "i32";
    object["shared"] = storage.shared;
    object["imported"] = storage.imported;
    list.push_back(std::move(object));
  }
  return list;
}

nlohmann::ordered_json interface_json(const ModuleSummary& summary) {
  nlohmann::ordered_json object;
  object["imports"] = nlohmann::ordered_json::array();
  for (const ImportSummary& import : summary.imports) {
    object["imports"].push_back(
        {{"module", import.module},
         {"name", import.name},
         {"kind", import.kind},
         {"type", import.type},
         {"provided_by", import.is_provided ? nlohmann::ordered_json("wasi") : nlohmann::ordered_json(nullptr)}});
  }
  object["exports"] = nlohmann::ordered_json::array();
  for (const ExportSummary& e : summary.exports) {
    object["exports"].push_back({{"name", e.name}, {"kind", e.kind}, {"index", e.index}, {"type", e.type}});
  }
  return object;
}

/// "yes", or "no: " and the reason.
std::string support_text(const std::optional<Diagnostic>& invalid) {
  if (!invalid) return "yes";
  std::string text = "no: " + printable(invalid->message);
  if (invalid->offset) text += fmt::format(" (at {:#x})", *invalid->offset);
  return text;
}

}  // namespace

std::string summary_text(const ModuleSummary& summary) {
  std::string text = printable(summary.file) + "\n";
  if (!summary.module_name.empty()) text += "  name       " + printable(summary.module_name) + "\n";
  text += fmt::format("  size       {} bytes\n", summary.byte_length);
  text += fmt::format("  functions  {}\n  globals    {}\n", summary.defined_functions, summary.globals);
  text += fmt::format("  segments   {} data, {} element\n", summary.data_segments, summary.element_segments);
  if (summary.start) text += fmt::format("  start      function {}\n", *summary.start);
  text += "  supported  " + support_text(summary.invalid) + "\n";

  std::vector<Row> sections, types, imports, exports;
  for (const SectionSummary& section : summary.sections) {
    sections.push_back({printable(section.name), fmt::format("at {:#x}", section.offset),
                        fmt::format("{} bytes", section.byte_length)});
  }
  for (size_t i = 0; i < summary.types.size(); i++) types.push_back({fmt::format("[{}]", i), summary.types[i]});
  for (const ImportSummary& import : summary.imports) {
    imports.push_back({import.kind, printable(import.module + "." + import.name), import.type,
                       import.is_provided ? "WASI" : "provided by nothing"});
  }
  for (const ExportSummary& e : summary.exports) {
    exports.push_back({e.kind, printable(e.name), fmt::format("[{}]", e.index), e.type});
  }
  return text + table("features", feature_rows(summary.features)) + table("sections", sections) +
         table("types", types) + table("imports", imports) + table("exports", exports) +
         table("memories", storage_rows(summary.memories, "pages")) +
         table("tables", storage_rows(summary.tables, "elements"));
}

std::string summary_json(const ModuleSummary& summary) {
  nlohmann::ordered_json object;
  object["file"] = summary.file;
  object["name"] = summary.module_name;
  object["bytes"] = summary.byte_length;
  object["supported"] = !summary.invalid;
  if (summary.invalid) {
    object["error"] = {{"message", summary.invalid->message}};
    if (summary.invalid->offset) object["error"]["offset"] = *summary.invalid->offset;
  }
  object["features"] = nlohmann::ordered_json::array();
  for (size_t i = 0; i < summary.features.size(); i++) {
    if (!summary.features.test(i)) continue;
    const FeatureInfo& row = info(static_cast<Feature>(i));
    object["features"].push_back({{"name", row.name}, {"supported", row.lowered}});
  }
  object["sections"] = nlohmann::ordered_json::array();
  for (const SectionSummary& section : summary.sections) {
    object["sections"].push_back({{"name", section.name}, {"offset", section.offset}, {"bytes", section.byte_length}});
  }
  object["types"] = summary.types;
  object.update(interface_json(summary));
  object["memories"] = storage_json(summary.memories);
  object["tables"] = storage_json(summary.tables);
  object["functions"] = summary.defined_functions;
  object["globals"] = summary.globals;
  object["data_segments"] = summary.data_segments;
  object["element_segments"] = summary.element_segments;
  object["start"] = summary.start ? nlohmann::ordered_json(*summary.start) : nlohmann::ordered_json(nullptr);
  return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace ingot
