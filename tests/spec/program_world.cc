// Runs a script's modules as programs built with `-C entry=invoke`.
//
// A module that imports nothing from others is a program of its own. One that does is linked with them (--link), and
// with all that they are linked with: a Group. A program's state cannot be moved into a larger one, so the new program
// is given its state by doing again what the script has done with the old ones. What cannot be had in this way is
// NotApplicable: modules whose instantiation itself changes what calls have changed before it, or needs what has grown.
//
// A program is driven by its line protocol (program_process.h): `call` runs an export in the process itself, `trap` in
// a forked copy, whose exit code and message come back.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/spec/program_process.h"
#include "tests/spec/umbrella.h"
#include "tests/spec/world.h"

namespace spec {
namespace {

constexpr int kTrapExitCode = 134;
constexpr char kSpectest[] = "spectest";

std::unexpected<Failure> not_applicable(std::string why) {
  return std::unexpected(Failure{Failure::Stage::NotApplicable, std::move(why)});
}

/// The text behind "trap: " in what a dying program wrote.
std::string trap_text(const std::string& message) {
  const size_t at = message.find("trap: ");
  if (at == std::string::npos) return message;
  const size_t begin = at + 6;
  return message.substr(begin, message.find_first_of("\\\n", begin) - begin);
}

std::string read_text(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Outcome<std::vector<Result>> read_answer(const std::string& answer) {
  std::istringstream words(answer);
  std::string word;
  words >> word;
  if (word == "trapped") {
    int code = 0;
    words >> code;
    std::string rest;
    std::getline(words, rest);
    if (code != kTrapExitCode) return std::unexpected(Failure{Failure::Stage::Trap, answer});
    return std::unexpected(Failure{Failure::Stage::Trap, trap_text(rest)});
  }
  if (word != "ok") return std::unexpected(Failure{Failure::Stage::Link, answer});
  std::vector<Result> results;
  while (words >> word) results.push_back(decode(word));
  return results;
}

/// An action that a program has done. It may have changed its state.
struct Call {
  int number = 0;  ///< in the order of the script
  std::string id;  ///< of the instance
  std::string field;
  std::string arguments;
};

/// Modules in one program.
struct Group {
  std::vector<Part> parts;  ///< in the order of their instantiation
  bool is_linked = false;   ///< made with an umbrella; else the only part is the program
  std::vector<Call> calls;
  std::shared_ptr<Process> process;
  bool incomplete = false;  ///< something has changed it that could not be done here
};

/// A module of the script, and the program that it is in.
struct Instance {
  Instance(std::string instance_id, std::shared_ptr<Group> its_group)
      : id(std::move(instance_id)), group(std::move(its_group)) {}
  std::string id;
  std::shared_ptr<Group> group;
};

class ProgramWorld final : public World {
 public:
  explicit ProgramWorld(const CompileSettings& settings) : settings_(settings) {}

  Outcome<void> instantiate(const std::string& wasm_path, const std::string& name) override {
    latest_ = nullptr;
    if (!name.empty()) named_[name] = nullptr;
    const ModuleFacts facts = facts_of(wasm_path);
    for (const std::string& module : facts.imported_modules)
      if (const auto found = registered_.find(module); found != registered_.end() && !found->second)
        return not_applicable("imports from a module that is not a program");
    const std::vector<std::shared_ptr<Group>> sources = groups_of(facts);
    const auto group = std::make_shared<Group>(join(sources, facts, wasm_path));
    if (Outcome<void> started = start(*group, facts); !started) {
      // What it would have done to the modules that it imports from is missing from now on, unless it cannot be linked.
      if (started.error().stage != Failure::Stage::Link || !knows_all(facts))
        for (const std::shared_ptr<Group>& source : sources) source->incomplete = true;
      return started;
    }
    for (const std::shared_ptr<Instance>& instance : instances_)
      if (std::ranges::count(sources, instance->group) != 0) instance->group = group;
    latest_ = instances_.emplace_back(std::make_shared<Instance>(group->parts.back().id, group));
    if (!name.empty()) named_[name] = latest_;
    return {};
  }

  Outcome<void> register_as(const std::string& name, const std::string& as) override {
    const std::shared_ptr<Instance> instance = name.empty() ? latest_ : named_[name];
    registered_[as] = nullptr;
    if (!instance) return not_applicable("the module is not a program");
    for (Part& part : instance->group->parts) {
      if (part.id != instance->id) continue;
      if (part.link_name != part.id) return not_applicable("a module with two names");
      part.link_name = as;
    }
    registered_[as] = instance;
    return {};
  }

  Outcome<std::vector<Result>> run(const Action& action, bool may_trap) override {
    const auto instance = action.module.empty() ? latest_ : named_[action.module];
    if (!instance) return not_applicable("the module is not a program");
    Group& group = *instance->group;
    if (group.incomplete) return not_applicable("another module has changed it");
    if (action.is_get && !group.is_linked) return not_applicable("an exported global");
    std::string arguments;
    for (const Value& argument : action.args) {
      const auto word = encode(argument);
      if (!word) return not_applicable("an argument of this type");
      arguments += " " + *word;
    }
    const Call call{++calls_, instance->id, action.field, arguments};
    const auto answer = group.process->ask((may_trap ? "trap " : "call ") + line(group, call, action.is_get));
    if (!answer) return std::unexpected(Failure{Failure::Stage::Trap, "the program died in " + action.field});
    if (!may_trap && !action.is_get) group.calls.push_back(call);
    return read_answer(*answer);
  }

 private:
  /// The programs of registered modules that the module imports from.
  std::vector<std::shared_ptr<Group>> groups_of(const ModuleFacts& facts) const {
    std::vector<std::shared_ptr<Group>> groups;
    for (const std::string& module : facts.imported_modules) {
      const auto found = registered_.find(module);
      if (found == registered_.end() || !found->second) continue;
      if (std::ranges::count(groups, found->second->group) == 0) groups.push_back(found->second->group);
    }
    return groups;
  }

  bool knows_all(const ModuleFacts& facts) const {
    return std::ranges::all_of(facts.imported_modules, [&](const std::string& module) {
      const auto found = registered_.find(module);
      return module == kSpectest || (found != registered_.end() && found->second);
    });
  }

  /// The program of a new module, not started.
  Group join(const std::vector<std::shared_ptr<Group>>& sources, const ModuleFacts& facts,
             const std::string& wasm_path) {
    Group group;
    for (const std::shared_ptr<Group>& source : sources) {
      group.parts.insert(group.parts.end(), source->parts.begin(), source->parts.end());
      for (const Call& call : source->calls) group.calls.push_back(call);
      group.incomplete |= source->incomplete;
    }
    std::ranges::sort(group.calls, {}, &Call::number);
    const std::string id = "m" + std::to_string(++count_);
    group.parts.push_back({.id = id, .link_name = id, .wasm_path = wasm_path});
    const bool uses_spectest = std::ranges::count(facts.imported_modules, kSpectest) != 0;
    group.is_linked = !sources.empty() || uses_spectest || facts.exports_globals;
    return group;
  }

  std::optional<std::string> compile(const Group& group, const std::string& program) const {
    if (!group.is_linked)
      return compile_module(group.parts.front().wasm_path, program, Product::InvokeProgram, settings_);
    std::vector<std::pair<std::string, std::string>> links = {{kSpectest, settings_.spectest}};
    for (const Part& part : group.parts) links.emplace_back(part.link_name, part.wasm_path);
    const std::string umbrella = program + ".wasm";
    write_umbrella(group.parts, umbrella);
    return compile_module(umbrella, program, Product::InvokeProgram, settings_, links);
  }

  Outcome<void> start(Group& group, const ModuleFacts& facts) {
    if (group.incomplete) return not_applicable("another module has changed what it imports");
    if (facts.changes_imports && !group.calls.empty()) return not_applicable("changes what was changed before");
    std::set<std::string> names;
    for (const Part& part : group.parts)
      if (!names.insert(part.link_name).second) return not_applicable("two modules of one name");
    const std::string program = settings_.work_folder + "/program" + std::to_string(count_);
    if (auto error = compile(group, program)) {
      const bool is_incompatible = error->starts_with("incompatible import");
      if (is_incompatible && !group.calls.empty()) return not_applicable("what it imports may have grown");
      const bool is_link_error = is_incompatible || error->starts_with("unknown import");
      return std::unexpected(Failure{is_link_error ? Failure::Stage::Link : Failure::Stage::Compile, *error});
    }
    const std::string errors = program + ".stderr";
    group.process = std::make_shared<Process>(program, errors);
    const auto ready = group.process->ask("ready");
    std::filesystem::remove(program);
    if (!ready) {
      const int code = group.process->wait();
      const std::string text = trap_text(read_text(errors));
      const auto stage = code == kTrapExitCode ? Failure::Stage::Trap : Failure::Stage::Link;
      return std::unexpected(Failure{stage, text + " (exit code " + std::to_string(code) + ")"});
    }
    for (const Call& call : group.calls) group.process->ask("call " + line(group, call, false));
    return {};
  }

  /// The names of umbrella.h, if there is one.
  static std::string line(const Group& group, const Call& call, bool is_get) {
    const std::string prefix = group.is_linked ? call.id + (is_get ? "=" : ":") : "";
    return encode(prefix + call.field) + call.arguments;
  }

  CompileSettings settings_;
  std::shared_ptr<Instance> latest_;
  std::vector<std::shared_ptr<Instance>> instances_;
  std::map<std::string, std::shared_ptr<Instance>> named_, registered_;
  int count_ = 0, calls_ = 0;
};

}  // namespace

std::unique_ptr<World> make_program_world(const CompileSettings& settings) {
  return std::make_unique<ProgramWorld>(settings);
}

}  // namespace spec
