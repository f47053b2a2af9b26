// Runs one script of the official test suite in one world and prints what did not go as it says.
//
//   spec_runner --world=library|program [--base=symbol|register] [-O0..-O3] [--mcpu=CPU] --work=FOLDER SCRIPT.json
//
// The last line is "NAME passed P failed F skipped S": assertions (and modules that must instantiate), with skipped
// being what this world cannot run or what only a parser of the text format can tell. Exit code 0 if nothing failed.
#include <signal.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <string>

#include "tests/spec/compile_module.h"
#include "tests/spec/script.h"
#include "tests/spec/world.h"

namespace spec {
namespace {

class Runner {
 public:
  Runner(std::filesystem::path script, const CompileSettings& settings, bool library)
      : script_(std::move(script)), settings_(settings), library_(library) {
    world_ = library ? make_library_world(settings) : make_program_world(settings);
  }

  bool run() {
    for (const Command& command : read_script(script_)) step(command);
    std::printf("%s passed %d failed %d skipped %d\n", script_.stem().c_str(), passed_, failed_, skipped_);
    return failed_ == 0;
  }

 private:
  void step(const Command& command) {
    switch (command.kind) {
      case CommandKind::Module: return instantiate(command, command.file);
      case CommandKind::ModuleDefinition: return define(command);
      case CommandKind::ModuleInstance: return instantiate(command, definitions_[command.of]);
      case CommandKind::Register: return check(command, world_->register_as(command.name, command.as));
      case CommandKind::Action: return expect_return(command, world_->run(command.action, false));
      case CommandKind::AssertReturn: return expect_return(command, world_->run(command.action, false));
      case CommandKind::AssertTrap:
      case CommandKind::AssertExhaustion:
      case CommandKind::AssertException: return expect_trap(command, world_->run(command.action, true));
      case CommandKind::AssertMalformed:
      case CommandKind::AssertInvalid: return expect_rejected(command);
      case CommandKind::AssertUnlinkable: return expect_failure(command, Failure::Stage::Link);
      case CommandKind::AssertUninstantiable: return expect_failure(command, Failure::Stage::Trap);
      case CommandKind::Unknown: return fail(command, "unknown command " + command.text);
    }
  }

  std::string path_of(const std::string& file) const { return (script_.parent_path() / file).string(); }

  void instantiate(const Command& command, const std::string& file) {
    if (file.empty()) return fail(command, "no binary of this module");
    check(command, world_->instantiate(path_of(file), command.name));
  }

  void define(const Command& command) {
    definitions_[command.name] = command.file;
    if (auto error = compile_module(path_of(command.file), "", Product::Check, settings_)) return fail(command, *error);
    pass();
  }

  void check(const Command& command, const Outcome<void>& outcome) {
    if (outcome) return pass();
    if (outcome.error().stage == Failure::Stage::NotApplicable) return skip();
    fail(command, outcome.error().text);
  }

  void expect_return(const Command& command, const Outcome<std::vector<Result>>& outcome) {
    if (!outcome) {
      if (outcome.error().stage == Failure::Stage::NotApplicable) return skip();
      return fail(command, command.action.field + ": " + outcome.error().text);
    }
    if (command.kind == CommandKind::Action) return pass();
    std::string got;
    bool same = outcome->size() == command.expected.size();
    for (size_t i = 0; i < outcome->size(); ++i) {
      got += " " + to_string((*outcome)[i]);
      same = same && matches((*outcome)[i], command.expected[i]);
    }
    if (same) return pass();
    std::string wanted;
    for (const Value& value : command.expected) wanted += " " + to_string(value);
    fail(command, command.action.field + ": expected" + wanted + ", got" + got);
  }

  void expect_trap(const Command& command, const Outcome<std::vector<Result>>& outcome) {
    if (outcome) return fail(command, command.action.field + ": expected a trap: " + command.text);
    if (outcome.error().stage == Failure::Stage::NotApplicable) return skip();
    // The suite gives a prefix, or the trap's text with details behind it ("uninitialized element 7").
    const std::string& text = outcome.error().text;
    if (text.starts_with(command.text) || (!text.empty() && command.text.starts_with(text))) return pass();
    fail(command, command.action.field + ": expected trap: " + command.text + ", got: " + text);
  }

  /// Malformed and invalid modules: the same in every world, so only the library world counts them.
  void expect_rejected(const Command& command) {
    // A module in text form that the converter rejects never was a binary.
    if (command.file.empty() || !library_) return skip();
    if (command.kind == CommandKind::AssertMalformed && command.form != "binary") return skip();
    const auto error = compile_module(path_of(command.file), "", Product::Check, settings_);
    if (!error) return fail(command, "accepted, expected: " + command.text);
    if (error->starts_with(command.text) || command.text.starts_with(*error)) return pass();
    fail(command, "expected: " + command.text + ", got: " + *error);
  }

  void expect_failure(const Command& command, Failure::Stage stage) {
    // A program needs the imports that it uses, and of WASI only.
    if (stage == Failure::Stage::Link && !library_) return skip();
    const auto outcome = world_->instantiate(path_of(command.file), command.name);
    if (outcome) return fail(command, "instantiated, expected: " + command.text);
    if (outcome.error().stage == Failure::Stage::NotApplicable) return skip();
    const std::string& text = outcome.error().text;
    if (outcome.error().stage == stage && (text.starts_with(command.text) || command.text.starts_with(text)))
      return pass();
    fail(command, "expected: " + command.text + ", got: " + text);
  }

  void pass() { ++passed_; }
  void skip() { ++skipped_; }
  void fail(const Command& command, const std::string& why) {
    if (++failed_ <= 20) std::printf("%s:%d: %s\n", script_.stem().c_str(), command.line, why.c_str());
  }

  std::filesystem::path script_;
  CompileSettings settings_;
  bool library_;
  std::unique_ptr<World> world_;
  std::map<std::string, std::string> definitions_;
  int passed_ = 0, failed_ = 0, skipped_ = 0;
};

}  // namespace
}  // namespace spec

int main(int argc, char** argv) {
  signal(SIGPIPE, SIG_IGN);  // a program that died is an answer that does not come
  spec::CompileSettings settings;
  std::string script;
  bool library = true;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--world=program")
      library = false;
    else if (argument == "--base=register")
      settings.register_base = true;
    else if (argument.starts_with("-O"))
      settings.level = argument[2] - '0';
    else if (argument.starts_with("--mcpu="))
      settings.cpu = argument.substr(7);
    else if (argument.starts_with("--work="))
      settings.work_folder = argument.substr(7);
    else if (!argument.starts_with("--"))
      script = argument;
  }
  if (script.empty() || settings.work_folder.empty()) {
    std::fprintf(stderr,
                 "usage: spec_runner --world=library|program [--base=register] [-On] [--mcpu=CPU] --work=DIR "
                 "SCRIPT.json\n");
    return 2;
  }
  std::filesystem::create_directories(settings.work_folder);
  return spec::Runner(script, settings, library).run() ? 0 : 1;
}
