// Runs one script of the official test suite in one world and prints what did not go as it says.
//
//   spec_runner --world=library|program [--base=symbol|register] [-O0..-O3] [--mcpu=CPU] [--deterministic]
//               [--without=FEATURE]... [--spectest=FILE.wasm] --work=FOLDER SCRIPT.json
//
// The last line is "NAME passed P failed F skipped S gc G": assertions (and modules that must instantiate), with
// skipped being what this world cannot run or what only a parser of the text format can tell, and gc what needs a
// module with instructions of garbage collection, or one that imports from such a module. Exit code 0 if nothing
// failed.
#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "tests/spec/compile_module.h"
#include "tests/spec/script.h"
#include "tests/spec/world.h"

namespace spec {
namespace {

/// Which instances of a script do not exist because a module needs garbage collection. The same in every world.
class GcShadow {
 public:
  /// Whether `wasm_path` cannot be instantiated; nothing is recorded.
  bool falls_on(const std::string& wasm_path) const {
    const ModuleFacts facts = facts_of(wasm_path);
    return facts.needs_gc || std::ranges::any_of(facts.imported_modules,
                                                 [&](const std::string& name) { return registered_.contains(name); });
  }
  /// The latest instance, called `name` if that is not empty.
  void instance(const std::string& name, bool shadowed) {
    for (const std::string& key : {name, std::string()}) set(instances_, key, shadowed);
  }
  void registration(const std::string& name, const std::string& as) { set(registered_, as, covers(name)); }
  bool covers(const std::string& name) const { return instances_.contains(name); }

 private:
  static void set(std::set<std::string>& names, const std::string& name, bool shadowed) {
    if (shadowed)
      names.insert(name);
    else
      names.erase(name);
  }

  std::set<std::string> instances_;  // "$name"; empty: the latest
  std::set<std::string> registered_;
};

/// True if `error` says that a feature is disabled whose absence the suite describes as `text`.
bool is_disabled_feature(const std::string& error, const std::string& text) {
  const std::string prefix = "the module uses a disabled feature: ";
  return (text == "multiple memories" && error == prefix + "multi-memory") ||
         (text == "multiple tables" && error == prefix + "reference-types");
}

class Runner {
 public:
  Runner(std::filesystem::path script, const CompileSettings& settings, bool library)
      : script_(std::move(script)), settings_(settings), library_(library) {
    world_ = library ? make_library_world(settings) : make_program_world(settings);
  }

  bool run() {
    for (const Command& command : read_script(script_)) step(command);
    std::printf("%s passed %d failed %d skipped %d gc %d\n", script_.stem().c_str(), passed_, failed_, skipped_,
                gc_count_);
    return failed_ == 0;
  }

 private:
  void step(const Command& command) {
    if (needs_gc(command)) return count_gc(command);
    switch (command.kind) {
      case CommandKind::Module: return instantiate(command, command.file);
      case CommandKind::ModuleDefinition: return define(command);
      case CommandKind::ModuleInstance: return instantiate(command, definitions_[command.of]);
      case CommandKind::Register:
        gc_.registration(command.name, command.as);
        return check(command, world_->register_as(command.name, command.as));
      case CommandKind::Action: return expect_return(command, world_->run(command.action, false));
      case CommandKind::AssertReturn: return expect_return(command, world_->run(command.action, false));
      case CommandKind::AssertTrap:
      case CommandKind::AssertExhaustion:
      case CommandKind::AssertException: return expect_trap(command, world_->run(command.action, true));
      case CommandKind::AssertMalformed:
      case CommandKind::AssertInvalid: return expect_rejected(command);
      case CommandKind::AssertMalformedCustom: return skip();  // all of them are about annotations in text
      case CommandKind::AssertInvalidCustom: return expect_accepted(command);
      case CommandKind::AssertUnlinkable: return expect_failure(command, Failure::Stage::Link);
      case CommandKind::AssertUninstantiable: return expect_failure(command, Failure::Stage::Trap);
      case CommandKind::Unknown: return fail(command, "unknown command " + command.text);
    }
  }

  /// Whether the command is about an instance, or makes one, that needs garbage collection.
  bool needs_gc(const Command& command) const {
    switch (command.kind) {
      case CommandKind::Module:
      case CommandKind::ModuleDefinition:
      case CommandKind::AssertUnlinkable:
      case CommandKind::AssertUninstantiable: return !command.file.empty() && gc_.falls_on(path_of(command.file));
      case CommandKind::ModuleInstance: {
        const auto definition = definitions_.find(command.of);
        return definition != definitions_.end() && gc_.falls_on(path_of(definition->second));
      }
      case CommandKind::Register: return gc_.covers(command.name);
      case CommandKind::Action:
      case CommandKind::AssertReturn:
      case CommandKind::AssertTrap:
      case CommandKind::AssertExhaustion:
      case CommandKind::AssertException: return gc_.covers(command.action.module);
      default: return false;
    }
  }

  void count_gc(const Command& command) {
    ++gc_count_;
    if (command.kind == CommandKind::Module || command.kind == CommandKind::ModuleInstance)
      gc_.instance(command.name, true);
    if (command.kind == CommandKind::ModuleDefinition) definitions_[command.name] = command.file;
    if (command.kind == CommandKind::Register) gc_.registration(command.name, command.as);
  }

  std::string path_of(const std::string& file) const { return (script_.parent_path() / file).string(); }

  void instantiate(const Command& command, const std::string& file) {
    if (file.empty()) return fail(command, "no binary of this module");
    gc_.instance(command.name, false);
    check(command, world_->instantiate(path_of(file), command.name));
  }

  void define(const Command& command) {
    definitions_[command.name] = command.file;
    if (auto error = compile_module(path_of(command.file), "", Product::Check, settings_)) return fail(command, *error);
    pass();
  }

  void check(const Command& command, const Outcome<void>& outcome) {
    if (outcome) return pass();
    const Failure& failure = outcome.error();
    if (failure.stage == Failure::Stage::NotApplicable) return skip();
    // What is imported from a module that is not a program, or that nobody can link.
    if (!library_ && failure.stage == Failure::Stage::Link && failure.text.starts_with("unknown import")) return skip();
    fail(command, failure.text);
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
    if (command.kind == CommandKind::AssertException) {
      if (text.starts_with("uncaught exception")) return pass();
      return fail(command, command.action.field + ": expected an exception, got: " + text);
    }
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
    // A few scripts quote the reference interpreter's whole sentence about the operand stack.
    const bool quotes = command.text.find(" requires [") != std::string::npos;
    const std::string wanted = quotes ? command.text.substr(0, command.text.find(':')) : command.text;
    if (error->starts_with(wanted) || wanted.starts_with(*error)) return pass();
    if (is_disabled_feature(*error, command.text)) return pass();
    fail(command, "expected: " + command.text + ", got: " + *error);
  }

  /// A custom section that makes no sense is no reason to reject a module.
  void expect_accepted(const Command& command) {
    if (command.file.empty() || !library_) return skip();
    if (auto error = compile_module(path_of(command.file), "", Product::Check, settings_)) return fail(command, *error);
    pass();
  }

  void expect_failure(const Command& command, Failure::Stage stage) {
    const auto outcome = world_->instantiate(path_of(command.file), command.name);
    // A program does without the functions that nothing calls.
    const bool asks_for_more = command.text.starts_with("unknown import") && stage == Failure::Stage::Link;
    if (outcome && asks_for_more && !library_) return skip();
    if (outcome) return fail(command, "instantiated, expected: " + command.text);
    if (outcome.error().stage == Failure::Stage::NotApplicable) return skip();
    const std::string& text = outcome.error().text;
    if (outcome.error().stage == stage && (text.starts_with(command.text) || command.text.starts_with(text)))
      return pass();
    // spectest.wat has no shared memory: it would make a program with threads of every script.
    if (!library_ && text.starts_with("unknown import: nothing provides spectest.")) return skip();
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
  GcShadow gc_;
  int passed_ = 0, failed_ = 0, skipped_ = 0, gc_count_ = 0;
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
    else if (argument == "--deterministic")
      settings.deterministic = true;
    else if (argument.starts_with("-O"))
      settings.level = argument[2] - '0';
    else if (argument.starts_with("--mcpu="))
      settings.cpu = argument.substr(7);
    else if (argument.starts_with("--without="))
      settings.disabled_features.push_back(argument.substr(10));
    else if (argument.starts_with("--spectest="))
      settings.spectest = argument.substr(11);
    else if (argument.starts_with("--work="))
      settings.work_folder = argument.substr(7);
    else if (!argument.starts_with("--"))
      script = argument;
  }
  if (script.empty() || settings.work_folder.empty()) {
    std::fprintf(stderr,
                 "usage: spec_runner --world=library|program [--base=register] [-On] [--mcpu=CPU] "
                 "[--deterministic] [--without=FEATURE]... [--spectest=FILE] --work=DIR SCRIPT.json\n");
    return 2;
  }
  std::filesystem::create_directories(settings.work_folder);
  return spec::Runner(script, settings, library).run() ? 0 : 1;
}
