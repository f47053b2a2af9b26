// Pipes, and numbers as text.
#include "tests/spec/program_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

extern char** environ;

namespace spec {

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

Process::Process(const std::string& path, const std::string& error_path) {
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

Process::~Process() {
  close(to_);
  fclose(from_);
  if (pid_ > 0) waitpid(pid_, nullptr, 0);
}

std::optional<std::string> Process::ask(const std::string& line) {
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

int Process::wait() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace spec
