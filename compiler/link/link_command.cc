// Which arguments make which product.
#include "compiler/link/link_command.h"

namespace ingot {
namespace {

void append(std::vector<std::string>& command, std::initializer_list<std::string> arguments) {
  command.insert(command.end(), arguments);
}

void append_program_arguments(std::vector<std::string>& command, const LinkOptions& options, const LinkPaths& paths) {
  append(command, {"-static", "--script=" + paths.script, "--gc-sections", "-z", "nostart-stop-gc", "--eh-frame-hdr"});
  // The script makes read-only what RELRO would protect at start. Pages of 4 KiB keep the file small.
  append(command, {"-z", "norelro", "-z", "max-page-size=4096", "-z", "noexecstack"});
  if (options.invoke_entry) append(command, {"-u", "ingot_invoke_main"});
}

void append_shared_library_arguments(std::vector<std::string>& command, const LinkPaths& paths) {
  // The builtins (ingot_*) stay undefined: the process that loads the library provides them.
  append(command, {"-shared", "--version-script=" + paths.script, "-Bsymbolic", "--gc-sections"});
  append(command, {"-z", "nostart-stop-gc", "-z", "start-stop-visibility=hidden", "--eh-frame-hdr"});
  append(command, {"-z", "relro", "-z", "now", "-z", "noexecstack", "--hash-style=gnu"});
}

}  // namespace

std::vector<std::string> make_link_command(const LinkOptions& options, const LinkPaths& paths) {
  std::vector<std::string> command = {"ld.lld", "-m", "elf_x86_64", "-o", paths.output, "--build-id=none"};
  // All undefined symbols at once, not the first twenty.
  append(command, {"--error-limit=0", "--color-diagnostics=never"});
  switch (options.kind) {
    case LinkKind::Program: append_program_arguments(command, options, paths); break;
    case LinkKind::SharedLibrary: append_shared_library_arguments(command, paths); break;
    case LinkKind::Relocatable: command.push_back("-r"); break;
  }
  if (options.strip && options.kind != LinkKind::Relocatable) command.push_back("--strip-all");
  command.insert(command.end(), options.extra_arguments.begin(), options.extra_arguments.end());
  command.insert(command.end(), paths.inputs.begin(), paths.inputs.end());
  if (!paths.runtime.empty()) command.push_back(paths.runtime);
  return command;
}

}  // namespace ingot
