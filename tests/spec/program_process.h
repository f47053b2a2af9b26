// A program built with `-C entry=invoke`, and the lines in which one talks to it (runtime/start/invoke_main.cc).
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <optional>
#include <string>

#include "tests/spec/script.h"

namespace spec {

/// Percent-encodes everything that is not a letter, digit, '_', '-' or '.'.
std::string encode(const std::string& name);
/// "i:0x5"; nothing for values that the protocol cannot say.
std::optional<std::string> encode(const Value& value);
Result decode(const std::string& word);

/// A running program with pipes to its standard streams.
class Process {
 public:
  Process(const std::string& path, const std::string& error_path);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  /// One line there, one line back; nothing if the program is gone.
  std::optional<std::string> ask(const std::string& line);
  /// Exit code; 128 + signal.
  int wait();

 private:
  pid_t pid_ = -1;
  int to_ = -1;
  std::FILE* from_ = nullptr;
};

}  // namespace spec
