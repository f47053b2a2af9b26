// Runs a script's modules as programs built with `-C entry=invoke`, one process per module that imports nothing.
//
// A program is driven by its line protocol (runtime/start/invoke_main.cc): `call` runs an export in the process itself,
// `trap` in a forked copy, whose exit code and message come back. What needs a second module is NotApplicable.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/spec/world.h"

extern char** environ;

namespace spec {
namespace {

constexpr int kTrapExitCode = 134;

std::unexpected<Failure> not_applicable(std::string why) {
  return std::unexpected(Failure{Failure::Stage::NotApplicable, std::move(why)});
}

/// Percent-encodes everything that is not a letter, digit, '_', '-' or '.'.
std::string encode(const std::string& name) {
  std::string text;
  for (unsigned char c : name) {
    char hex[4];
    std::snprintf(hex, sizeof hex, "%%%02X", c);
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    text += plain ? std::string(1, static_cast<char>(c)) : hex;
  }
  return text.empty() ? "%" : text;
}

/// "i:0x5"; nothing for values that the protocol cannot say.
std::optional<std::string> encode(const Value& value) {
  if (value.type == Type::Ref) {
    if (value.ref == RefKind::Null) return "r:null";
    if (value.ref != RefKind::Extern) return std::nullopt;
    char text[32];
    // As a pointer it must not be null.
    std::snprintf(text, sizeof text, "r:0x%llx", static_cast<unsigned long long>(value.id.value_or(0) + 1));
    return text;
  }
  if (value.type == Type::V128) {
    char text[40];
    std::snprintf(text, sizeof text, "v:0x%016llx%016llx", static_cast<unsigned long long>(value.bits[1]),
                  static_cast<unsigned long long>(value.bits[0]));
    return text;
  }
  constexpr char letters[] = {'i', 'l', 'f', 'd'};
  if (value.type > Type::F64) return std::nullopt;
  char text[32];
  std::snprintf(text, sizeof text, "%c:0x%llx", letters[static_cast<size_t>(value.type)],
                static_cast<unsigned long long>(value.bits[0]));
  return text;
}

Result decode(const std::string& word) {
  Result result;
  switch (word[0]) {
    case 'i': result.type = Type::I32; break;
    case 'l': result.type = Type::I64; break;
    case 'f': result.type = Type::F32; break;
    case 'd': result.type = Type::F64; break;
    case 'v': result.type = Type::V128; break;
    default: result.type = Type::Ref; break;
  }
  if (word == "r:null") return result;
  std::string digits = word.substr(4);  // behind "i:0x"
  if (digits.size() > 16) {
    result.bits[1] = std::strtoull(digits.substr(0, digits.size() - 16).c_str(), nullptr, 16);
    digits = digits.substr(digits.size() - 16);
  }
  result.bits[0] = std::strtoull(digits.c_str(), nullptr, 16);
  if (result.type == Type::Ref) {
    // The protocol has pointers only: small ones are the script's externrefs.
    result.ref = result.bits[0] < 4096 ? RefKind::Extern : RefKind::Func;
    if (result.ref == RefKind::Extern) result.id = result.bits[0] - 1;
  }
  return result;
}

/// The text behind "trap: " in what a dying program wrote.
std::string trap_text(const std::string& message) {
  const size_t at = message.find("trap: ");
  if (at == std::string::npos) return message;
  const size_t begin = at + 6;
  return message.substr(begin, message.find_first_of("\\\n", begin) - begin);
}

/// A running program with pipes to its standard streams.
class Process {
 public:
  Process(const std::string& path, const std::string& error_path) {
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) std::abort();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    posix_spawn_file_actions_addopen(&actions, 2, error_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const char* argv[] = {path.c_str(), "--commands", nullptr};
    if (posix_spawn(&pid_, path.c_str(), &actions, nullptr, const_cast<char**>(argv), environ) != 0) pid_ = -1;
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    to_ = in[1];
    from_ = fdopen(out[0], "r");
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    close(to_);
    fclose(from_);
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
  }

  /// One line there, one line back; nothing if the program is gone.
  std::optional<std::string> ask(const std::string& line) {
    const std::string text = line + "\n";
    if (write(to_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) return std::nullopt;
    char* answer = nullptr;
    size_t capacity = 0;
    const ssize_t length = getline(&answer, &capacity, from_);
    std::string result = length > 0 ? std::string(answer, static_cast<size_t>(length) - 1) : std::string();
    std::free(answer);
    if (length <= 0) return std::nullopt;
    return result;
  }

  /// Exit code; 128 + signal.
  int wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_ = -1;
  int to_ = -1;
  std::FILE* from_ = nullptr;
};

std::string read_text(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class ProgramWorld final : public World {
 public:
  explicit ProgramWorld(const CompileSettings& settings) : settings_(settings) {}

  Outcome<void> instantiate(const std::string& wasm_path, const std::string& name) override {
    latest_ = nullptr;
    if (!name.empty()) named_[name] = nullptr;
    const std::string program = settings_.work_folder + "/program" + std::to_string(++count_);
    if (auto error = compile_module(wasm_path, program, Product::InvokeProgram, settings_)) {
      if (error->starts_with("unknown import")) {
        // What it would have done to the modules that it can import from is missing from now on.
        incomplete_.insert(registered_.begin(), registered_.end());
        return not_applicable(*error);
      }
      return std::unexpected(Failure{Failure::Stage::Compile, *error});
    }
    const std::string errors = program + ".stderr";
    auto process = std::make_shared<Process>(program, errors);
    const auto ready = process->ask("ready");
    std::filesystem::remove(program);
    if (!ready) {
      const int code = process->wait();
      const std::string text = trap_text(read_text(errors));
      const auto stage = code == kTrapExitCode ? Failure::Stage::Trap : Failure::Stage::Link;
      return std::unexpected(Failure{stage, text + " (exit code " + std::to_string(code) + ")"});
    }
    latest_ = process;
    if (!name.empty()) named_[name] = process;
    return {};
  }

  Outcome<void> register_as(const std::string& name, const std::string&) override {
    registered_.insert(name.empty() ? latest_ : named_[name]);
    return not_applicable("a second module");
  }

  Outcome<std::vector<Result>> run(const Action& action, bool may_trap) override {
    const auto process = action.module.empty() ? latest_ : named_[action.module];
    if (!process) return not_applicable("the module is not a program");
    if (incomplete_.contains(process)) return not_applicable("another module has changed it");
    if (action.is_get) return not_applicable("an exported global");
    std::string line = std::string(may_trap ? "trap " : "call ") + encode(action.field);
    for (const Value& argument : action.args) {
      const auto word = encode(argument);
      if (!word) return not_applicable("an argument of this type");
      line += " " + *word;
    }
    const auto answer = process->ask(line);
    if (!answer) return std::unexpected(Failure{Failure::Stage::Trap, "the program died in " + line});
    return read_answer(*answer);
  }

 private:
  static Outcome<std::vector<Result>> read_answer(const std::string& answer) {
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

  CompileSettings settings_;
  std::shared_ptr<Process> latest_;
  std::map<std::string, std::shared_ptr<Process>> named_;
  std::set<std::shared_ptr<Process>> registered_, incomplete_;
  int count_ = 0;
};

}  // namespace

std::unique_ptr<World> make_program_world(const CompileSettings& settings) {
  return std::make_unique<ProgramWorld>(settings);
}

}  // namespace spec
