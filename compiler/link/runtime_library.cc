// The runtime is bundled per target, so that `ingot compile` needs no toolchain and no search path.
#include "compiler/link/runtime_library.h"

#include <filesystem>

namespace ingot {
namespace {

namespace fs = std::filesystem;

/// Programs are static and bring their own libc: vendor and environment of the triple do not matter.
std::string runtime_folder(const std::string& triple) { return triple.substr(0, triple.find('-')) + "-linux-musl"; }

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

}  // namespace

Expected<std::string> find_runtime_library(const std::string& triple, bool threads, const std::string& override_path) {
  if (!override_path.empty()) {
    if (is_file(override_path)) return override_path;
    return fail("no runtime library '" + override_path + "'");
  }
  std::error_code error;
  const fs::path tool = fs::read_symlink("/proc/self/exe", error);
  if (error) return fail("cannot find out where this tool is installed (is /proc mounted?); use --runtime-library");
  const fs::path bundled = tool.parent_path().parent_path() / "lib" / "ingot" / runtime_folder(triple) /
                           (threads ? "libingot_rt_threads.a" : "libingot_rt.a");
  if (is_file(bundled)) return bundled.string();
  Diagnostic diagnostic{.message = "no runtime for target '" + triple + "': looked for '" + bundled.string() + "'"};
  diagnostic.note = "reinstall ingot, or name the library by --runtime-library";
  return std::unexpected(std::move(diagnostic));
}

}  // namespace ingot
