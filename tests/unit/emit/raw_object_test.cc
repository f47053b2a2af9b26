// Objects of bytes, read back by LLVM.
#include "compiler/emit/raw_object.h"

#include <gtest/gtest.h>
#include <llvm/Object/ELFObjectFile.h>
#include <llvm/Support/MemoryBuffer.h>

namespace ingot {
namespace {

TEST(RawObject, HoldsItsBytesFlagsAlignmentAndSymbol) {
  const std::vector<uint8_t> bytes = {1, 2, 3, 4, 5};
  const std::vector<char> file =
      make_raw_object({.name = ".stuff", .writable = true, .alignment = 4096, .symbol = "stuff"}, bytes);
  auto object = llvm::cantFail(llvm::object::ObjectFile::createELFObjectFile(
      llvm::MemoryBufferRef(llvm::StringRef(file.data(), file.size()), "test")));
  bool found = false, has_stack_note = false;
  for (const llvm::object::ELFSectionRef section : object->sections()) {
    const llvm::StringRef name = llvm::cantFail(section.getName());
    has_stack_note |= name == ".note.GNU-stack";
    if (name != ".stuff") continue;
    found = true;
    EXPECT_EQ(section.getFlags(), uint64_t{llvm::ELF::SHF_ALLOC | llvm::ELF::SHF_WRITE});
    EXPECT_EQ(section.getAlignment().value(), 4096u);
    EXPECT_EQ(llvm::cantFail(section.getContents()), llvm::StringRef("\1\2\3\4\5"));
  }
  EXPECT_TRUE(found);
  EXPECT_TRUE(has_stack_note);
  for (const llvm::object::ELFSymbolRef symbol : object->symbols()) {
    EXPECT_EQ(llvm::cantFail(symbol.getName()), "stuff");
    EXPECT_EQ(symbol.getSize(), 5u);
    EXPECT_EQ(symbol.getOther() & 3, llvm::ELF::STV_HIDDEN);
  }
}

TEST(RawObject, CanBeEmptyAndNameless) {
  const std::vector<char> file =
      make_raw_object({.name = ".empty", .writable = false, .alignment = 1, .symbol = {}}, {});
  auto object = llvm::object::ObjectFile::createELFObjectFile(
      llvm::MemoryBufferRef(llvm::StringRef(file.data(), file.size()), "test"));
  EXPECT_TRUE(bool(object));
}

}  // namespace
}  // namespace ingot
