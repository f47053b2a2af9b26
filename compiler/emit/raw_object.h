// Relocatable ELF objects that hold bytes and nothing else, written without LLVM IR.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ingot {

struct RawSection {
  std::string name;
  bool writable = false;
  uint64_t alignment = 1;
  std::string symbol;  ///< hidden, at the first byte; empty: none
};

/// An x86-64 ELF object with one PROGBITS section.
std::vector<char> make_raw_object(const RawSection& section, std::span<const uint8_t> bytes);

}  // namespace ingot
