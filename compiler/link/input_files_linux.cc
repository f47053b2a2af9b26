// In-memory files by memfd_create(2), opened through /proc/self/fd.
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "compiler/link/input_files.h"

namespace ingot {
namespace {

bool write_whole(int descriptor, std::span<const char> contents) {
  while (!contents.empty()) {
    const ssize_t written = write(descriptor, contents.data(), contents.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    contents = contents.subspan(static_cast<size_t>(written));
  }
  return true;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

InputFiles::~InputFiles() {
  for (const File& file : files_) close(file.descriptor);
}

Expected<std::string> InputFiles::add(const std::string& name, std::span<const char> contents) {
  const int descriptor = memfd_create("ingot-link-input", MFD_CLOEXEC);
  if (descriptor < 0) return fail("cannot create a file in memory for the linker: " + std::string(strerror(errno)));
  files_.push_back({descriptor, "/proc/self/fd/" + std::to_string(descriptor), name});
  if (!write_whole(descriptor, contents))
    return fail("cannot hand '" + name + "' to the linker: " + std::string(strerror(errno)));
  return files_.back().path;
}

std::string InputFiles::with_names(std::string text) const {
  for (const File& file : files_) {
    for (size_t at = 0; (at = text.find(file.path, at)) != std::string::npos;) {
      const size_t end = at + file.path.size();
      // Not the beginning of a longer number.
      const bool is_whole = end == text.size() || !is_digit(text[end]);
      if (is_whole) text.replace(at, file.path.size(), file.name);
      at += is_whole ? file.name.size() : 1;
    }
  }
  return text;
}

}  // namespace ingot
