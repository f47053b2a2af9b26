// Entry of programs that are built with `-C entry=invoke`: exports are called by name.
//
//   PROG NAME ARGUMENTS...    calls NAME and prints its results, one per line (value_text.h says how)
//   PROG --commands           reads commands from stdin, one per line, and answers each with one line on stdout. For
//   tests.
//
// A command is a verb, the export's name and the arguments, separated by single spaces; names are percent-encoded
// (%20). Arguments and results are TYPE:0xBITS with the letters of abi.h (i:0x5 l:0x.. f:0x3f800000 d:0x.. v:0x..) or
// r:null.
//
//   call NAME ARGUMENTS...    ok RESULTS...            The call counts: state changes. A trap ends the program (134).
//   trap NAME ARGUMENTS...    trapped CODE TEXT        A child process makes the call and is expected to die of it;
//   CODE is
//                                                      its exit code, TEXT what it wrote to stderr, with \n for the
//                                                      ends of lines and \\ for backslashes. The state of this process
//                                                      does not change.
//                             returned                 The child's call did not trap.
//   anything wrong            error TEXT
//
// Exit code 0 at the end of input, 2 for wrong use. Runs on the Wasm stack after the module's start function.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ingot/abi.h"
#include "runtime/platform/text_buffer.h"
#include "runtime/start/startup.h"
#include "runtime/start/value_text.h"

namespace ingot {
namespace {

constexpr size_t kMaxLineBytes = 1u << 16;
constexpr size_t kMaxChildTextBytes = 1u << 14;
constexpr int kExitUsage = 2;

/// A function to call with its values.
struct Call {
  const IngotProgramExport* target = nullptr;
  const char* parameters = nullptr;  // letters
  const char* results = nullptr;     // letters, ended by '_'
  IngotValue* values = nullptr;      // one slot per parameter or result, whatever are more
};

const IngotProgramExport* find_export(const char* name, size_t name_bytes) {
  for (uint64_t i = 0; i < ingot_program.export_count; ++i) {
    const IngotProgramExport& entry = ingot_program.exports[i];
    if (entry.name_bytes == name_bytes && memcmp(entry.name, name, name_bytes) == 0) return &entry;
  }
  return nullptr;
}

/// Looks the export up and makes room for its values. nullptr, or what is wrong.
const char* prepare(const char* name, size_t name_bytes, size_t argument_count, Call* call) {
  call->target = find_export(name, name_bytes);
  if (call->target == nullptr) return "no such export";
  const IngotFuncType* type = call->target->function->type;
  if (argument_count != type->param_count) return "wrong number of arguments";
  call->results = type->signature;
  call->parameters = strchr(type->signature, '_') + 1;
  const size_t slots = type->param_count > type->result_count ? type->param_count : type->result_count;
  call->values = static_cast<IngotValue*>(calloc(slots + 1, sizeof(IngotValue)));
  return call->values == nullptr ? "out of memory" : nullptr;
}

void run(const Call& call) {
  const IngotFuncRef* function = call.target->function;
  function->type->entry(function->code, function->context, call.values);
}

using Append = void (*)(TextBuffer&, char, const IngotValue&);

/// Prints all results, each with `before` and `after` around it.
void print_results(const Call& call, Append append, const char* before, const char* after) {
  TextBuffer out;
  for (size_t i = 0; call.results[i] != '_'; ++i) {
    out.text(before);
    append(out, call.results[i], call.values[i]);
    out.text(after).flush_to(STDOUT_FILENO);
  }
}

// ---- One call from the command line
// ----------------------------------------------------------------------------------

[[noreturn]] void fail_usage(const char* name, const char* problem) {
  TextBuffer().text("ingot: ").text(name).text(": ").text(problem).character('\n').flush_to(STDERR_FILENO);
  _exit(kExitUsage);
}

int call_once(const char* name, char** arguments, size_t argument_count) {
  Call call;
  if (const char* problem = prepare(name, strlen(name), argument_count, &call)) fail_usage(name, problem);
  for (size_t i = 0; i < argument_count; ++i)
    if (!parse_value(arguments[i], call.parameters[i], &call.values[i])) fail_usage(arguments[i], "malformed argument");
  run(call);
  print_results(call, append_value, "", "\n");
  return 0;
}

// ---- The line protocol
// -----------------------------------------------------------------------------------------------

/// Lines of a file descriptor. Own buffer: a child must not share a stdio buffer with its parent.
class LineReader {
 public:
  /// The next line without its end, or nullptr at the end of input. Valid until the next call. Lines that are too long
  /// come in pieces.
  char* next() {
    for (;;) {
      char* begin = bytes_ + begin_;
      if (char* end = static_cast<char*>(memchr(begin, '\n', end_ - begin_))) return take(end);
      if (begin_ > 0) memmove(bytes_, begin, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
      const ssize_t got = read_more();
      if (got > 0) continue;
      if (end_ == 0) return nullptr;
      return take(bytes_ + end_);
    }
  }

 private:
  ssize_t read_more() {
    if (end_ == kMaxLineBytes) return 0;
    ssize_t got;
    do got = read(STDIN_FILENO, bytes_ + end_, kMaxLineBytes - end_);
    while (got < 0 && errno == EINTR);
    if (got > 0) end_ += static_cast<size_t>(got);
    return got;
  }
  char* take(char* end) {
    char* line = bytes_ + begin_;
    *end = 0;
    begin_ = static_cast<size_t>(end - bytes_) + 1;
    if (begin_ > end_) begin_ = end_ = 0;
    return line;
  }

  size_t begin_ = 0, end_ = 0;
  char bytes_[kMaxLineBytes + 1];
};

/// Cuts the next word off the rest of a line; nullptr if there is none.
char* next_word(char** rest) {
  char* word = *rest;
  if (word == nullptr || *word == 0) return nullptr;
  char* space = strchr(word, ' ');
  if (space != nullptr) *space = 0;
  *rest = space != nullptr ? space + 1 : nullptr;
  return word;
}

/// %41 becomes A, in place; returns the new length. A % without two characters behind it is left out.
size_t percent_decode(char* text) {
  char* const begin = text;
  char* out = text;
  for (; *text != 0; ++text) {
    if (*text != '%') {
      *out++ = *text;
    } else if (text[1] != 0 && text[2] != 0) {
      const char digits[3] = {text[1], text[2], '\0'};
      *out++ = static_cast<char>(strtoul(digits, nullptr, 16));
      text += 2;
    }
  }
  *out = 0;
  return static_cast<size_t>(out - begin);
}

/// On one line, whatever it contains.
void print_escaped(const char* bytes, size_t length) {
  TextBuffer out;
  for (size_t i = 0; i < length; ++i) {
    if (bytes[i] == '\n' || bytes[i] == '\\')
      out.character('\\').character(bytes[i] == '\n' ? 'n' : '\\');
    else
      out.character(bytes[i]);
    if (i % 256 == 255) out.flush_to(STDOUT_FILENO);
  }
  out.flush_to(STDOUT_FILENO);
}

/// Reads until the other side closes; keeps what fits.
size_t read_all(int fd, char* bytes, size_t capacity) {
  size_t length = 0;
  char rest[512];
  for (;;) {
    const bool full = length == capacity;
    const ssize_t got = read(fd, full ? rest : bytes + length, full ? sizeof(rest) : capacity - length);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return length;
    if (!full) length += static_cast<size_t>(got);
  }
}

int exit_code_of(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void print_line(const char* text) { TextBuffer().text(text).character('\n').flush_to(STDOUT_FILENO); }

/// Exit code by which the child says that its call returned; no trap has it.
constexpr int kExitReturned = 199;

void run_in_child(const Call& call) {
  static char child_text[kMaxChildTextBytes];
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) return print_line("error pipe failed");
  const pid_t child = fork();
  if (child < 0) return print_line("error fork failed");
  if (child == 0) {
    dup2(pipe_ends[1], STDERR_FILENO);
    run(call);
    _exit(kExitReturned);
  }
  close(pipe_ends[1]);
  const size_t length = read_all(pipe_ends[0], child_text, sizeof(child_text));
  close(pipe_ends[0]);
  const int code = exit_code_of(child);
  if (code == kExitReturned) return print_line("returned");
  TextBuffer().text("trapped ").decimal(static_cast<uint64_t>(code)).character(' ').flush_to(STDOUT_FILENO);
  print_escaped(child_text, length);
  print_line("");
}

/// Everything behind the verb: fills in the call. nullptr, or what is wrong.
const char* parse_call(char* rest, Call* call) {
  char* name = next_word(&rest);
  if (name == nullptr) return "no name";
  const size_t name_bytes = percent_decode(name);
  size_t argument_count = rest != nullptr && *rest != 0;
  for (const char* c = rest; c != nullptr && *c != 0; ++c) argument_count += *c == ' ';
  if (const char* problem = prepare(name, name_bytes, argument_count, call)) return problem;
  for (size_t i = 0; i < argument_count; ++i) {
    const char* word = next_word(&rest);
    if (word == nullptr || !parse_bits(word, call->parameters[i], &call->values[i])) return "malformed argument";
  }
  return nullptr;
}

void run_command(char* line) {
  char* rest = line;
  const char* verb = next_word(&rest);
  if (verb == nullptr) return;
  const bool is_call = strcmp(verb, "call") == 0;
  Call call;
  const char* problem = is_call || strcmp(verb, "trap") == 0 ? parse_call(rest, &call) : "no such command";
  if (problem != nullptr) {
    TextBuffer().text("error ").text(problem).character('\n').flush_to(STDOUT_FILENO);
  } else if (is_call) {
    run(call);
    TextBuffer().text("ok").flush_to(STDOUT_FILENO);
    print_results(call, append_bits, " ", "");
    print_line("");
  } else {
    run_in_child(call);
  }
  free(call.values);
}

int run_commands() {
  static LineReader reader;
  while (char* line = reader.next()) run_command(line);
  return 0;
}

}  // namespace
}  // namespace ingot

extern "C" int ingot_invoke_main(int argc, char** argv) {
  if (argc < 2) ingot::fail_usage("usage", "PROGRAM NAME ARGUMENTS... | PROGRAM --commands");
  if (strcmp(argv[1], "--commands") == 0) return ingot::run_commands();
  return ingot::call_once(argv[1], argv + 2, static_cast<size_t>(argc - 2));
}
