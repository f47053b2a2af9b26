// SHA-256 by LLVM, which the tool contains anyway.
#include "compiler/driver/content_hash.h"

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/SHA256.h>
#include <sys/stat.h>

namespace ingot {

struct ContentHash::State {
  llvm::SHA256 hash;
};

ContentHash::ContentHash() : state_(std::make_unique<State>()) {}
ContentHash::~ContentHash() = default;

void ContentHash::add(std::string_view text) {
  const std::string length = std::to_string(text.size()) + ";";
  state_->hash.update(llvm::StringRef(length));
  state_->hash.update(llvm::StringRef(text.data(), text.size()));
}

void ContentHash::add(std::span<const uint8_t> bytes) {
  add(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

void ContentHash::add(uint64_t number) { add(std::to_string(number)); }

void ContentHash::add_file(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return;
  add(path);
  add(static_cast<uint64_t>(info.st_size));
  add(static_cast<uint64_t>(info.st_mtim.tv_sec));
  add(static_cast<uint64_t>(info.st_mtim.tv_nsec));
}

std::string ContentHash::hex() { return llvm::toHex(state_->hash.final(), /*LowerCase=*/true); }

}  // namespace ingot
