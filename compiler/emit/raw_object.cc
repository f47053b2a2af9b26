// A relocatable ELF file in its simplest form: header, contents, symbol table, string tables, section headers.
//
// Data segments of tens of megabytes become section contents by one copy. As LLVM constants they would cost several
// times their size, and as assembly text twenty times.
#include "compiler/emit/raw_object.h"

#include <llvm/BinaryFormat/ELF.h>

#include <algorithm>
#include <cstring>

namespace ingot {
namespace {

namespace elf = llvm::ELF;

enum SectionIndex : uint16_t { kNull, kContents, kSymbols, kStrings, kSectionNames, kNoExecStack, kSectionCount };

/// A string table: strings behind one another, each ended by NUL, the first one empty.
class StringTable {
 public:
  uint32_t add(const std::string& text) {
    const uint32_t offset = static_cast<uint32_t>(bytes_.size());
    bytes_ += text;
    bytes_ += '\0';
    return offset;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_ = std::string(1, '\0');
};

class ObjectWriter {
 public:
  explicit ObjectWriter(size_t content_bytes) {
    file_.reserve(content_bytes + 4096);
    file_.resize(sizeof(elf::Elf64_Ehdr));
  }

  /// Appends the bytes of a section and fills in its header.
  void add(SectionIndex index, elf::Elf64_Shdr header, const void* bytes, size_t length) {
    const uint64_t alignment = std::max<uint64_t>(header.sh_addralign, 1);
    file_.resize((file_.size() + alignment - 1) / alignment * alignment);
    header.sh_offset = file_.size();
    header.sh_size = length;
    headers_[index] = header;
    const char* first = static_cast<const char*>(bytes);
    file_.insert(file_.end(), first, first + length);
  }

  std::vector<char> finish() {
    file_.resize((file_.size() + 7) / 8 * 8);
    elf::Elf64_Ehdr header{};
    std::memcpy(header.e_ident, elf::ElfMagic, 4);
    header.e_ident[elf::EI_CLASS] = elf::ELFCLASS64;
    header.e_ident[elf::EI_DATA] = elf::ELFDATA2LSB;
    header.e_ident[elf::EI_VERSION] = elf::EV_CURRENT;
    header.e_type = elf::ET_REL;
    header.e_machine = elf::EM_X86_64;
    header.e_version = elf::EV_CURRENT;
    header.e_shoff = file_.size();
    header.e_ehsize = sizeof(elf::Elf64_Ehdr);
    header.e_shentsize = sizeof(elf::Elf64_Shdr);
    header.e_shnum = kSectionCount;
    header.e_shstrndx = kSectionNames;
    std::memcpy(file_.data(), &header, sizeof header);
    const char* first = reinterpret_cast<const char*>(headers_);
    file_.insert(file_.end(), first, first + sizeof headers_);
    return std::move(file_);
  }

 private:
  std::vector<char> file_;
  elf::Elf64_Shdr headers_[kSectionCount] = {};
};

elf::Elf64_Shdr section_header(StringTable& names, const std::string& name, uint32_t type, uint64_t alignment) {
  elf::Elf64_Shdr header{};
  header.sh_name = names.add(name);
  header.sh_type = type;
  header.sh_addralign = alignment;
  return header;
}

}  // namespace

std::vector<char> make_raw_object(const RawSection& section, std::span<const uint8_t> bytes) {
  StringTable strings, names;
  elf::Elf64_Sym symbols[2] = {};
  size_t symbol_count = 1;
  if (!section.symbol.empty()) {
    symbols[symbol_count].st_name = strings.add(section.symbol);
    symbols[symbol_count].setBindingAndType(elf::STB_GLOBAL, elf::STT_OBJECT);
    symbols[symbol_count].st_other = elf::STV_HIDDEN;
    symbols[symbol_count].st_shndx = kContents;
    symbols[symbol_count].st_size = bytes.size();
    ++symbol_count;
  }
  ObjectWriter writer(bytes.size());
  elf::Elf64_Shdr contents = section_header(names, section.name, elf::SHT_PROGBITS, section.alignment);
  contents.sh_flags = elf::SHF_ALLOC;
  if (section.writable) contents.sh_flags |= elf::SHF_WRITE;
  writer.add(kContents, contents, bytes.data(), bytes.size());
  elf::Elf64_Shdr symbol_table = section_header(names, ".symtab", elf::SHT_SYMTAB, 8);
  symbol_table.sh_link = kStrings;
  symbol_table.sh_info = 1;  // Index of the first symbol that is not local.
  symbol_table.sh_entsize = sizeof(elf::Elf64_Sym);
  writer.add(kSymbols, symbol_table, symbols, symbol_count * sizeof(elf::Elf64_Sym));
  writer.add(kStrings, section_header(names, ".strtab", elf::SHT_STRTAB, 1), strings.bytes().data(),
             strings.bytes().size());
  // Its absence would ask for an executable stack.
  writer.add(kNoExecStack, section_header(names, ".note.GNU-stack", elf::SHT_PROGBITS, 1), nullptr, 0);
  const elf::Elf64_Shdr name_table = section_header(names, ".shstrtab", elf::SHT_STRTAB, 1);
  writer.add(kSectionNames, name_table, names.bytes().data(), names.bytes().size());
  return writer.finish();
}

}  // namespace ingot
