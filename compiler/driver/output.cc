// Output files: names, texts, and the call of the linker.
#include "compiler/driver/output.h"

#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include "compiler/link/link.h"
#include "compiler/support/file.h"

namespace ingot {
namespace {

std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string_view extension(EmitFormat format) {
  switch (format) {
    case EmitFormat::Object: return ".o";
    case EmitFormat::SharedLibrary: return ".so";
    case EmitFormat::Assembly: return ".s";
    case EmitFormat::LlvmIr:
    case EmitFormat::LlvmIrUnoptimised: return ".ll";
    case EmitFormat::Executable:
    case EmitFormat::Nothing: return "";
  }
  return "";
}

LinkKind link_kind(EmitFormat format) {
  switch (format) {
    case EmitFormat::SharedLibrary: return LinkKind::SharedLibrary;
    case EmitFormat::Object: return LinkKind::Relocatable;
    default: return LinkKind::Program;
  }
}

/// One shell word: quoted if it holds anything that a shell would read differently.
std::string shell_quoted(const std::string& word) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

Expected<void> print_link_command(const LinkOptions& link_options, std::span<const LinkInput> inputs) {
  const std::vector<std::string> command = INGOT_TRY(link_command(link_options, inputs));
  std::string line;
  for (const std::string& word : command) line += (line.empty() ? "" : " ") + shell_quoted(word);
  line += '\n';
  return write_file_atomically("-", bytes_of(line));
}

}  // namespace

std::string module_stem(const Options& options) {
  if (options.input == "-") return "module";
  const std::string stem = std::filesystem::path(options.input).stem().string();
  return stem.empty() || stem == "." || stem == ".." ? "module" : stem;
}

std::string output_path(const Options& options) {
  if (!options.output.empty()) return options.output;
  if (options.input == "-" && options.emits_text()) return "-";
  return module_stem(options) + std::string(extension(options.emit));
}

Expected<void> check_output(const Options& options) {
  if (options.emit == EmitFormat::Nothing || options.input == "-") return {};
  std::error_code ignored;  // files that do not exist are not the same file
  if (!std::filesystem::equivalent(options.input, output_path(options), ignored)) return {};
  return std::unexpected(Diagnostic{.message = "the output would overwrite the input; use -o FILE", .usage = true});
}

EmitKind emit_kind(EmitFormat format) {
  switch (format) {
    case EmitFormat::Assembly: return EmitKind::Assembly;
    case EmitFormat::LlvmIr: return EmitKind::LlvmIr;
    case EmitFormat::LlvmIrUnoptimised: return EmitKind::LlvmIrUnoptimised;
    default: return EmitKind::Object;
  }
}

Expected<void> write_text(const Options& options, std::span<const EmittedFile> files) {
  const std::string_view comment = options.emit == EmitFormat::Assembly ? "#" : ";";
  std::string text;
  for (const EmittedFile& file : files) {
    text += std::string(comment) + " ---- " + file.name + " ----\n";
    text.append(file.contents.begin(), file.contents.end());
    if (!text.ends_with('\n')) text += '\n';
  }
  return write_file_atomically(output_path(options), bytes_of(text));
}

Expected<void> link_output(const Options& options, const Target& target, bool threads,
                           std::span<const EmittedFile> files) {
  std::vector<LinkInput> inputs;
  for (const EmittedFile& file : files) inputs.push_back({.name = file.name, .contents = file.contents});
  const LinkOptions link_options{.kind = link_kind(options.emit),
                                 .output = output_path(options),
                                 .triple = target.triple(),
                                 .runtime_library = options.runtime_library,
                                 .invoke_entry = options.entry == ProgramEntry::Invoke,
                                 .profile = options.profile_generate,
                                 .threads = threads,
                                 .strip = options.strip,
                                 .module_symbol = options.module_symbol,
                                 .extra_arguments = options.linker_arguments};
  if (options.print_link_command) return print_link_command(link_options, inputs);
  return link(link_options, inputs);
}

}  // namespace ingot
