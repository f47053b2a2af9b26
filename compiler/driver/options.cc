// The command line as CLI11 declarations, and their translation into Options.
//
// CLI11 stays in this file. Each command has a parser of its own; options are declared once, in the functions add_*,
// and
// --help is printed from the same declarations. CLI11 fills plain fields; interpret() then checks them and reports bad
// values in one voice.
#include "compiler/driver/options.h"

#include <spdlog/fmt/fmt.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <charconv>
#include <span>

#include "compiler/driver/command_line.h"
#include "compiler/driver/help_text.h"
#include "compiler/driver/program_options.h"

namespace ingot {
namespace {

template <class T>
struct Choice {
  std::string_view name;
  T value;
};

constexpr Choice<EmitFormat> kEmitFormats[] = {
    {"exe", EmitFormat::Executable}, {"obj", EmitFormat::Object},     {"shared-lib", EmitFormat::SharedLibrary},
    {"asm", EmitFormat::Assembly},   {"llvm-ir", EmitFormat::LlvmIr}, {"llvm-ir-unopt", EmitFormat::LlvmIrUnoptimised},
    {"none", EmitFormat::Nothing}};
constexpr Choice<OptLevel> kLevels[] = {{"0", OptLevel::O0}, {"1", OptLevel::O1}, {"2", OptLevel::O2},
                                        {"3", OptLevel::O3}, {"s", OptLevel::Os}, {"z", OptLevel::Os}};
constexpr Choice<When> kWhens[] = {{"auto", When::Auto}, {"always", When::Always}, {"never", When::Never}};
constexpr Choice<ReportFormat> kReports[] = {{"table", ReportFormat::Table}, {"json", ReportFormat::Json}};
constexpr Choice<bool> kDiagnostics[] = {{"text", false}, {"json", true}};
constexpr Choice<bool> kUnknownImports[] = {{"error", false}, {"trap", true}};
constexpr Choice<bool> kYesNo[] = {{"y", true}, {"yes", true}, {"n", false}, {"no", false}};
constexpr Choice<MemoryBase> kMemoryBases[] = {{"symbol", MemoryBase::Symbol}, {"register", MemoryBase::Register}};
constexpr Choice<ProgramEntry> kEntries[] = {{"start", ProgramEntry::Start}, {"invoke", ProgramEntry::Invoke}};
/// -C disable-pass
constexpr Choice<bool& (*)(Options&)> kPasses[] = {
    {"loop-addresses", [](Options& options) -> bool& { return options.loop_passes.addresses; }},
    {"loop-versions", [](Options& options) -> bool& { return options.loop_passes.versions; }},
    {"loop-checks", [](Options& options) -> bool& { return options.loop_passes.checks; }},
    {"middle-exits", [](Options& options) -> bool& { return options.loop_passes.middle_exits; }},
    {"complements", [](Options& options) -> bool& { return options.loop_passes.complements; }},
    {"reroll", [](Options& options) -> bool& { return options.loop_passes.reroll; }},
    {"separate-rows", [](Options& options) -> bool& { return options.loop_passes.separate_rows; }},
    {"columns", [](Options& options) -> bool& { return options.loop_passes.columns; }},
    {"pause-markers", [](Options& options) -> bool& { return options.loop_passes.pause_markers; }},
    {"native-libc", [](Options& options) -> bool& { return options.lower_passes.native_libc; }},
    {"known-callees", [](Options& options) -> bool& { return options.lower_passes.known_callees; }},
    {"inline-across", [](Options& options) -> bool& { return options.lower_passes.inline_across; }}};
constexpr Choice<Product> kProducts[] = {{"program", Product::Program}, {"library", Product::Library}};

std::unexpected<Diagnostic> usage_error(std::string message) {
  return std::unexpected(Diagnostic{.message = std::move(message), .usage = true});
}

/// The value called `text`, or an error that lists what there is.
template <class T, size_t N>
Expected<T> choose(std::string_view option, std::string_view text, const Choice<T> (&choices)[N]) {
  std::string names;
  for (const Choice<T>& choice : choices) {
    if (choice.name == text) return choice.value;
    names += (names.empty() ? "" : ", ") + std::string(choice.name);
  }
  return usage_error(fmt::format("unknown value '{}' for {} (use one of: {})", text, option, names));
}

/// What CLI11 fills: values that need a check are still text.
struct RawOptions {
  Options options;
  std::string level = "2", jobs, emit, cpu_arch, diagnostics = "text", color = "auto", progress = "auto", time_report;
  std::string unknown_imports = "error";
  std::vector<std::string> linked_modules;
  std::vector<std::string> codegen, features;
  LimitTexts limits;
  bool object = false, assembly = false, validate = false, help_all = false;
};

/// Groups in the order in which help shows them. Expert options are in help only with --help-all.
constexpr const char* kGroups[] = {"Output",   "Code", "What the program may use", "Program", "Linking",
                                   "Messages", "Other"};

/// Declares options of one command.
class Declarations {
 public:
  Declarations(CLI::App& app, RawOptions& raw, bool show_expert) : app_(app), raw_(raw), show_expert_(show_expert) {}

  void add_common() {
    app_.add_option("input", raw_.options.input)->group("");
    app_.set_help_flag("-h,--help", "this text")->group("Other");
    app_.add_flag("--help-all", raw_.help_all, "this text with expert options")->group("Other");
    flag("Messages", "-v,--verbose", raw_.options.verbosity, "say more; twice: much more");
    flag("Messages", "-q,--quiet", raw_.options.quiet, "errors only");
    text("Messages", "--color", raw_.color, "WHEN", "auto, always, never; auto obeys NO_COLOR and TERM [auto]");
    expert(text("Messages", "--diagnostics", raw_.diagnostics, "FORMAT", "text, or json: one object per line [text]"));
  }

  void add_output() {
    text("Output", "-o,--output", raw_.options.output, "FILE", "where to write; - for standard output (text formats)");
    text("Output", "--emit", raw_.emit, "FORMAT", "exe, obj, shared-lib, asm, llvm-ir, llvm-ir-unopt, none [exe]");
    flag("Output", "-c", raw_.object, "same as --emit=obj");
    flag("Output", "-S", raw_.assembly, "same as --emit=asm");
    flag("Output", "--validate", raw_.validate, "check the module only; same as --emit=none");
    flag("Output", "--strip", raw_.options.strip, "leave the symbol table out");
  }

  void add_code() {
    text("Code", "-O", raw_.level, "LEVEL", "0, 1, 2, 3, or s for size [2]");
    text("Code", "--mcpu", raw_.options.target.cpu, "CPU",
         "a CPU that LLVM knows, native, or help for a list [x86-64-v2]");
    text("Code", "--march", raw_.cpu_arch, "CPU", "same as -mcpu");
    expert(
        text("Code", "--cpu-features", raw_.options.target.features, "LIST", "on top of the CPU: +avx2,-bmi; or help"));
    list("Code", "-C", raw_.codegen, "KEY=VALUE", "code generation settings; -C help lists them");
    list("Code", "-W", raw_.features, "FEATURE=y|n", "reject a WebAssembly feature; -W help lists them");
    flag("Code", "--deterministic", raw_.options.deterministic, "the same bits on every machine, in NaNs too");
    text("Code", "-j,--jobs", raw_.jobs, "N", "compile with N threads [all cores]");
  }

  void add_profile() {
    flag("Code", "--profile-generate", raw_.options.profile_generate,
         "the program counts where it goes, in ingot.profile or $INGOT_PROFILE");
    list("Code", "--profile-use", raw_.options.profiles, "FILE", "optimise for what such a program counted");
  }

  void add_target() {
    text("Code", "--target", raw_.options.target.triple, "TRIPLE", "what to compile for [x86_64-unknown-linux-musl]");
    expert(text("Code", "--module-symbol", raw_.options.module_symbol, "NAME",
                "objects: symbol that describes the module [ingot_module]"));
  }

  void add_grants(bool compile_time) {
    const char* const group = "What the program may use";
    list(group, "--dir", raw_.options.dirs, "HOST[::GUEST][:ro]",
         "the folder HOST, seen as GUEST, with :ro only for reading; nothing else is visible");
    list(group, "--env", raw_.options.env, "NAME[=VALUE]",
         "set an environment variable, or inherit it when the program starts");
    list(group, "--tcplisten", raw_.options.listeners, "HOST:PORT", "a socket that listens there, behind the folders");
    text(group, "--unknown-imports", raw_.unknown_imports, "HOW",
         "error: refuse to link; trap: trap when called [error]");
    if (compile_time) {
      flag(group, "--sealed", raw_.options.sealed, "no further grants by INGOT_DIR, INGOT_ENV and INGOT_LISTEN");
    }
    text(group, "--max-memory", raw_.limits.memory, "SIZE", "linear memory grows to at most this, e.g. 64M");
    text(group, "--max-stack", raw_.limits.stack, "SIZE", "size of the stack [8M]");
    text(group, "--max-fds", raw_.limits.fds, "N", "at most N open descriptors");
    text(group, "--timeout", raw_.limits.timeout, "TIME", "end the program after this time, e.g. 500ms, 10s, 5m");
    text(group, "--fuel", raw_.limits.fuel, "N", "execute at most N instructions; they are counted from then on");
    flag(group, "--filter-escapes", raw_.options.limits.filter_escapes, "no escape sequences to a terminal");
    app_.add_flag("!--no-os-sandbox", raw_.options.limits.os_sandbox, "no restrictions by the operating system")
        ->group(group);
  }

  void add_program() {
    text("Program", "--invoke", raw_.options.invoke, "NAME",
         "call this export with the arguments and print its results");
  }

  void add_linking(bool with_command) {
    list("Linking", "--link", raw_.linked_modules, "NAME=FILE",
         "link the module in FILE: it provides imports from NAME");
    text("Linking", "--main-name", raw_.options.main_name, "NAME",
         "the name by which linked modules import from the input [env]");
    expert(text("Linking", "--runtime-library", raw_.options.runtime_library, "FILE",
                "use this libingot_rt.a instead of the one beside the tool"));
    if (!with_command) return;
    expert(list("Linking", "--linker-argument", raw_.options.linker_arguments, "ARG", "pass ARG to the linker"));
    expert(flag("Linking", "--print-link-command", raw_.options.print_link_command,
                "print the linker command, link nothing"));
  }

  void add_progress() {
    text("Messages", "--progress", raw_.progress, "WHEN",
         "auto, always, never: a line while long compilations run [auto]");
    text("Messages", "--time-report", raw_.time_report, "[=FORMAT]", "table or json: time of each phase [table]");
  }

  void add_json() { flag("Output", "--json", raw_.options.json, "one JSON object instead of tables"); }

 private:
  template <class T>
  CLI::Option* text(const char* group, const char* names, T& value, const char* value_name, std::string help) {
    return app_.add_option(names, value, std::move(help))->group(group)->type_name(value_name);
  }
  template <class T>
  CLI::Option* flag(const char* group, const char* names, T& value, std::string help) {
    return app_.add_flag(names, value, std::move(help))->group(group);
  }
  CLI::Option* list(const char* group, const char* names, std::vector<std::string>& value, const char* value_name,
                    std::string help) {
    // Without these two, a list takes the words behind its value as further values.
    return text(group, names, value, value_name, std::move(help))
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
  void expert(CLI::Option* option) {
    if (!show_expert_) option->group("");
  }

  CLI::App& app_;
  RawOptions& raw_;
  bool show_expert_;
};

void declare(CLI::App& app, RawOptions& raw, Command command, bool show_expert) {
  Declarations declarations(app, raw, show_expert);
  declarations.add_common();
  switch (command) {
    case Command::Compile:
      declarations.add_output();
      declarations.add_code();
      declarations.add_profile();
      declarations.add_target();
      declarations.add_grants(true);
      declarations.add_linking(true);
      declarations.add_progress();
      return;
    case Command::Run:
      declarations.add_code();
      declarations.add_program();
      declarations.add_grants(false);
      declarations.add_linking(false);
      declarations.add_progress();
      return;
    case Command::Inspect: declarations.add_json(); return;
  }
}

// ---- Help ----------------------------------------------------------------------------------------------------------

/// "-o, --output FILE", in the spelling that users type: "-march=CPU".
std::string option_title(const CLI::Option& option) {
  const bool is_short = !option.get_snames().empty();
  const bool is_long = !option.get_lnames().empty();
  const std::string value = option.get_items_expected_max() > 0 ? option.get_type_name() : "";
  if (is_long && !is_short) {
    const std::string name = "--" + option.get_lnames()[0];
    for (const Spelling& spelling : kSpellings) {
      const bool same = spelling.parsed == name + (spelling.prefix ? "=" : "");
      if (same) return std::string(spelling.typed) + value;
    }
    return "    " + name + (value.empty() || value[0] == '[' ? "" : "=") + value;
  }
  std::string title = "-" + option.get_snames()[0];
  if (is_long) title += ", --" + option.get_lnames()[0];
  if (title == "-O") return title + value;
  return title + (value.empty() ? "" : " ") + value;
}

std::string option_lines(const CLI::App& app) {
  constexpr size_t kColumn = 30;
  std::string text;
  for (const char* group : kGroups) {
    std::string lines;
    for (const CLI::Option* option : app.get_options()) {
      if (option->get_group() != group) continue;
      const std::string title = "  " + option_title(*option);
      lines += title +
               (title.size() < kColumn ? std::string(kColumn - title.size(), ' ') : "\n" + std::string(kColumn, ' '));
      lines += option->get_description() + "\n";
    }
    if (!lines.empty()) text += std::string(group) + ":\n" + lines + "\n";
  }
  return text;
}

std::string command_help(const CLI::App& app, Command command) {
  return std::string(command_intro(command)) + option_lines(app) + command_outro(command);
}

// ---- Meaning of the values -----------------------------------------------------------------------------------------

Expected<unsigned> parse_jobs(const std::string& text) {
  constexpr unsigned kMost = 1024;
  unsigned value = 0;
  const std::from_chars_result parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool valid = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && value <= kMost;
  if (!valid) return usage_error(fmt::format("bad value '{}' for -j (a number up to {}, 0: all cores)", text, kMost));
  return value;
}

Expected<void> interpret_codegen(std::string_view setting, Options& options) {
  const size_t equals = setting.find('=');
  const std::string_view key = setting.substr(0, equals);
  const std::string_view value = equals == std::string_view::npos ? "" : setting.substr(equals + 1);
  if (key == "memory-base") {
    options.memory_base = INGOT_TRY(choose("-C memory-base", value, kMemoryBases));
  } else if (key == "entry") {
    options.entry = INGOT_TRY(choose("-C entry", value, kEntries));
  } else if (key == "product") {
    options.product = INGOT_TRY(choose("-C product", value, kProducts));
  } else if (key == "disable-pass") {
    INGOT_TRY(choose("-C disable-pass", value, kPasses))(options) = false;
  } else if (key == "stack-size") {
    options.stack_bytes = INGOT_TRY(parse_size("-C stack-size", value));
  } else {
    return usage_error(fmt::format("unknown setting '-C {}' (-C help lists them)", setting));
  }
  return {};
}

Expected<void> interpret_feature(std::string_view setting, Options& options) {
  const size_t equals = setting.find('=');
  const std::string_view name = setting.substr(0, equals);
  const std::string_view value = equals == std::string_view::npos ? "y" : setting.substr(equals + 1);
  const bool enabled = INGOT_TRY(choose("-W " + std::string(name), value, kYesNo));
  for (unsigned i = 0; i < static_cast<unsigned>(Feature::Count); i++) {
    const Feature feature = static_cast<Feature>(i);
    if (info(feature).name != name) continue;
    std::erase(options.disabled_features, feature);
    if (!enabled) options.disabled_features.push_back(feature);
    return {};
  }
  const std::string_view meant = closest_feature_name(name);
  const std::string hint = meant.empty() ? "" : fmt::format("did you mean '{}'? ", meant);
  return usage_error(fmt::format("unknown feature '{}' ({}-W help lists them)", name, hint));
}

/// --emit, -c, -S and --validate say the same thing; two different ones contradict each other.
Expected<EmitFormat> interpret_emit(const RawOptions& raw) {
  std::vector<EmitFormat> said;
  if (!raw.emit.empty()) said.push_back(INGOT_TRY(choose("--emit", raw.emit, kEmitFormats)));
  if (raw.object) said.push_back(EmitFormat::Object);
  if (raw.assembly) said.push_back(EmitFormat::Assembly);
  if (raw.validate) said.push_back(EmitFormat::Nothing);
  if (said.empty()) return EmitFormat::Executable;
  if (std::ranges::count(said, said[0]) != static_cast<ptrdiff_t>(said.size())) {
    return usage_error("--emit, -c, -S and --validate contradict each other");
  }
  return said[0];
}

/// The main module is `env`, where C programs expect what nobody else has, unless that name is taken.
Expected<void> interpret_linked_modules(const RawOptions& raw, Options& options) {
  for (const std::string& text : raw.linked_modules) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      return usage_error(fmt::format("bad value '{}' for --link (NAME=FILE)", text));
    }
    options.linked_modules.push_back({.name = text.substr(0, equals), .file = text.substr(equals + 1)});
  }
  const auto times = [&](const std::string& name) {
    return std::ranges::count(options.linked_modules, name, &LinkedModule::name);
  };
  for (const LinkedModule& linked : options.linked_modules) {
    if (times(linked.name) > 1) return usage_error(fmt::format("two modules are linked as '{}'", linked.name));
  }
  if (options.main_name.empty()) {
    if (times("env") == 0) options.main_name = "env";
  } else if (times(options.main_name) != 0) {
    return usage_error(fmt::format("'{}' names the main module and a linked one", options.main_name));
  }
  return {};
}

Expected<void> check_combinations(const Options& options) {
  if (options.asks_for_list()) return {};
  if (options.input.empty()) return usage_error("no input file");
  if (options.command != Command::Compile) return {};
  const bool linked = options.emit == EmitFormat::Executable || options.emit == EmitFormat::SharedLibrary ||
                      options.emit == EmitFormat::Object;
  if (options.print_link_command && !linked)
    return usage_error("-### needs a format that is linked: exe, obj or shared-lib");
  if (options.product == Product::Library && options.emit == EmitFormat::Executable) {
    return usage_error("-C product=library does not go with --emit=exe");
  }
  if (options.product == Product::Program &&
      (options.emit == EmitFormat::Object || options.emit == EmitFormat::SharedLibrary)) {
    return usage_error("-C product=program does not go with --emit=obj and --emit=shared-lib");
  }
  if (options.effective_product() == Product::Library) {
    if (options.profile_generate) return usage_error("--profile-generate makes programs only");
    if (const std::string_view option = option_of_programs(options); !option.empty())
      return usage_error(fmt::format("{} is for programs; what an object may use is up to its host", option));
  }
  if (options.profile_generate && !options.profiles.empty())
    return usage_error("--profile-generate and --profile-use contradict each other");
  const bool names_output = options.emit != EmitFormat::Nothing && !options.print_link_command;
  if (options.input == "-" && options.output.empty() && !options.emits_text() && names_output) {
    return usage_error("input from standard input needs -o FILE");
  }
  if (options.output == "-" && !options.emits_text()) return usage_error("only text formats can go to standard output");
  return {};
}

Expected<Options> interpret(RawOptions& raw) {
  Options& options = raw.options;
  options.level = INGOT_TRY(choose("-O", raw.level, kLevels));
  options.emit = INGOT_TRY(interpret_emit(raw));
  options.color = INGOT_TRY(choose("--color", raw.color, kWhens));
  options.progress = INGOT_TRY(choose("--progress", raw.progress, kWhens));
  options.json_diagnostics = INGOT_TRY(choose("--diagnostics", raw.diagnostics, kDiagnostics));
  options.unknown_imports_trap = INGOT_TRY(choose("--unknown-imports", raw.unknown_imports, kUnknownImports));
  if (!raw.time_report.empty()) options.time_report = INGOT_TRY(choose("--time-report", raw.time_report, kReports));
  if (!raw.jobs.empty()) options.jobs = INGOT_TRY(parse_jobs(raw.jobs));
  if (!raw.cpu_arch.empty()) options.target.cpu = raw.cpu_arch;
  for (const std::string& setting : raw.codegen) INGOT_CHECK(interpret_codegen(setting, options));
  for (const std::string& setting : raw.features) INGOT_CHECK(interpret_feature(setting, options));
  INGOT_CHECK(interpret_limits(raw.limits, options));
  INGOT_CHECK(check_grants(options));
  INGOT_CHECK(interpret_linked_modules(raw, options));
  INGOT_CHECK(check_combinations(options));
  return std::move(options);
}

// ---- Entry ---------------------------------------------------------------------------------------------------------

EarlyExit usage_exit(std::string_view message) {
  return {.code = kExitUsage, .out = {}, .err = fmt::format("ingot: error: {}\nTry 'ingot --help'.\n", message)};
}

std::optional<Command> command_named(std::string_view name) {
  if (name == "compile") return Command::Compile;
  if (name == "run") return Command::Run;
  if (name == "inspect") return Command::Inspect;
  return std::nullopt;
}

/// What stands where a command should: help, version, or a mistake.
EarlyExit without_command(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return {.code = kExitUsage, .out = {}, .err = overview_text()};
  const std::string& first = arguments[0];
  if (first == "--help" || first == "-h" || first == "--help-all" || first == "help")
    return {.out = overview_text(), .err = {}};
  if (first == "--version" || first == "-V") return {.out = version_text(), .err = {}};
  if (first.ends_with(".wasm")) return usage_exit(fmt::format("no command; did you mean 'ingot compile {}'?", first));
  return usage_exit(fmt::format("unknown command '{}' (compile, run, inspect)", first));
}

/// Says which word is one too many.
std::string unexpected_word(const std::vector<std::string>& words, Command command) {
  const std::string word = words.empty() ? "" : words.front();
  if (word.starts_with("-") && word != "-") return fmt::format("unknown option '{}'", word);
  const std::string_view hint = command == Command::Run ? " (arguments of the program stand behind --)" : "";
  return fmt::format("unexpected argument '{}'{}", word, hint);
}

std::expected<Options, EarlyExit> parse_command(Command command, std::vector<std::string> arguments) {
  RawOptions raw;
  raw.options.command = command;
  if (command == Command::Run) raw.options.arguments = take_program_arguments(arguments);
  rewrite_spellings(arguments);
  if (const std::string_view option = option_without_value(arguments); !option.empty())
    return std::unexpected(usage_exit(fmt::format("{} needs a value", option)));
  const bool all = std::ranges::count(arguments, "--help-all") > 0;

  CLI::App app;
  declare(app, raw, command, all);
  if (all) return std::unexpected(EarlyExit{.out = command_help(app, command), .err = {}});
  std::ranges::reverse(arguments);  // CLI11 takes words from the back
  try {
    app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    return std::unexpected(EarlyExit{.out = command_help(app, command), .err = {}});
  } catch (const CLI::ExtrasError&) {
    return std::unexpected(usage_exit(unexpected_word(app.remaining(), command)));
  } catch (const CLI::ArgumentMismatch& error) {  // "--output: 1 required FILE missing"
    const std::string what = error.what();
    return std::unexpected(usage_exit(what.substr(0, what.find(':')) + " needs a value"));
  } catch (const CLI::ParseError& error) {
    return std::unexpected(usage_exit(error.what()));
  }
  if (std::ranges::count(raw.codegen, "help"))
    return std::unexpected(EarlyExit{.out = std::string(codegen_help()), .err = {}});
  if (std::ranges::count(raw.features, "help")) return std::unexpected(EarlyExit{.out = feature_help(), .err = {}});
  Expected<Options> options = interpret(raw);
  if (!options) return std::unexpected(usage_exit(options.error().message));
  return *std::move(options);
}

}  // namespace

Product Options::effective_product() const {
  if (product) return *product;
  return emit == EmitFormat::Object || emit == EmitFormat::SharedLibrary ? Product::Library : Product::Program;
}

bool Options::emits_text() const {
  return emit == EmitFormat::Assembly || emit == EmitFormat::LlvmIr || emit == EmitFormat::LlvmIrUnoptimised;
}

std::expected<Options, EarlyExit> parse_command_line(std::vector<std::string> arguments) {
  Expected<std::vector<std::string>> expanded = expand_response_files(std::move(arguments));
  if (!expanded) return std::unexpected(usage_exit(expanded.error().message));
  const std::optional<Command> command = expanded->empty() ? std::nullopt : command_named(expanded->front());
  if (!command) return std::unexpected(without_command(*expanded));
  expanded->erase(expanded->begin());
  return parse_command(*command, *std::move(expanded));
}

}  // namespace ingot
