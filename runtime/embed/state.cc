// ingot::Memory, ingot::Table and ingot::Global.
#include <cstring>

#include "runtime/instance/objects.h"
#include "runtime/instance/type_text.h"
#include "runtime/memory/linear_memory.h"
#include "runtime/memory/shared_copy.h"

namespace ingot {
inline namespace hosted {

using detail::Access;
using detail::GlobalObject;
using detail::Group;
using detail::MemoryObject;
using detail::TableObject;

namespace {

std::unexpected<Error> error(Error::Kind kind, std::string message) {
  return std::unexpected(Error{kind, std::move(message), std::nullopt});
}

/// Puts a new object into a group of its own.
template <typename T>
std::shared_ptr<T> own(std::unique_ptr<T> object) {
  std::shared_ptr<Group> group = Group::create();
  T& added = group->add(std::move(object));
  return {std::move(group), &added};
}

/// Types that the host writes down may leave the text out.
std::string text_of(ValType type, const std::string& canonical) {
  return canonical.empty() ? std::string(to_string(type)) : detail::normal_text(canonical);
}

/// Why there is no such type, in the words of the specification's validation.
std::optional<std::string> describe_wrong(const MemoryType& type) {
  const Limits& limits = type.limits;
  if (type.page_size != 1 && type.page_size != 65536) return "invalid custom page size: pages have 1 or 65536 bytes";
  const unsigned address_bits = limits.address64 ? 64 : 32;
  const unsigned page_bits = type.page_size_log2();
  // 2^64 pages of one byte do not fit in the limits themselves.
  const uint64_t most = page_bits == 0 ? UINT64_MAX >> (64 - address_bits) : UINT64_C(1) << (address_bits - page_bits);
  if (limits.min > most || limits.max.value_or(0) > most)
    return "memory size must be at most " + std::to_string(most) + " pages";
  if (limits.max && *limits.max < limits.min) return "size minimum must not be greater than maximum";
  if (limits.shared && !limits.max) return "shared memory must have maximum";
  return std::nullopt;
}

}  // namespace

// ---- Memory --------------------------------------------------------------------------------------------------------

Expected<Memory> Memory::create(const MemoryType& type) {
  if (std::optional<std::string> wrong = describe_wrong(type)) return error(Error::Kind::Usage, std::move(*wrong));
  std::unique_ptr<MemoryObject> object = MemoryObject::create(type);
  if (object == nullptr) return error(Error::Kind::Resource, "no address space or memory for a linear memory");
  if (type.limits.shared) return Memory(std::shared_ptr<MemoryObject>(std::move(object)));
  return Memory(own(std::move(object)));
}

MemoryType Memory::type() const {
  MemoryType type = memory_->declared;
  type.limits.min = pages();
  return type;
}

uint64_t Memory::pages() const { return byte_length() >> memory_->memory->page_size_log2; }

uint64_t Memory::byte_length() const { return current_byte_length(*memory_->memory); }

bool Memory::is_shared() const { return memory_->is_shared(); }

std::span<uint8_t> Memory::bytes() const {
  if (is_shared()) return {};
  return {memory_->memory->base, byte_length()};
}

std::span<std::atomic<uint8_t>> Memory::shared_bytes() const {
  static_assert(sizeof(std::atomic<uint8_t>) == 1 && std::atomic<uint8_t>::is_always_lock_free);
  if (!is_shared()) return {};
  return {reinterpret_cast<std::atomic<uint8_t>*>(memory_->memory->base), byte_length()};
}

std::optional<uint64_t> Memory::grow(uint64_t delta_pages) const {
  uint64_t old_pages = ingot_memory_grow(memory_->memory, delta_pages);
  if (old_pages == UINT64_MAX) return std::nullopt;
  return old_pages;
}

bool Memory::read(uint64_t offset, std::span<uint8_t> out) const {
  if (!range_fits(offset, out.size(), byte_length())) return false;
  if (out.empty()) return true;
  const uint8_t* source = memory_->memory->base + offset;
  if (is_shared()) {
    copy_from_shared(out.data(), source, out.size());
  } else {
    std::memcpy(out.data(), source, out.size());
  }
  return true;
}

bool Memory::write(uint64_t offset, std::span<const uint8_t> in) const {
  if (!range_fits(offset, in.size(), byte_length())) return false;
  copy_to_memory(memory_->memory->base + offset, in.data(), in.size(), is_shared());
  return true;
}

void* Memory::waiting_place(uint64_t offset) const {
  constexpr uint64_t kBytes = sizeof(uint32_t);
  const bool is_place = is_shared() && offset % kBytes == 0 && range_fits(offset, kBytes, byte_length());
  return is_place ? memory_->memory->base + offset : nullptr;
}

std::optional<WaitResult> Memory::wait(uint64_t offset, uint32_t expected, int64_t timeout_ns) const {
  void* place = waiting_place(offset);
  if (place == nullptr) return std::nullopt;
  return static_cast<WaitResult>(ingot_atomic_wait32(place, expected, timeout_ns));
}

std::optional<uint32_t> Memory::notify(uint64_t offset, uint32_t count) const {
  void* place = waiting_place(offset);
  if (place == nullptr) return std::nullopt;
  return ingot_atomic_notify(place, count);
}

// ---- Table ---------------------------------------------------------------------------------------------------------

Expected<Table> Table::create(const TableType& type, const Value& init) {
  if (type.limits.max && *type.limits.max < type.limits.min)
    return error(Error::Kind::Usage, "size minimum must not be greater than maximum");
  if (!is_reference(type.element) || init.type() != type.element)
    return error(Error::Kind::Usage, "the initial value has another type than the table's elements");
  TableType full = type;
  full.canonical = text_of(type.element, type.canonical);
  std::unique_ptr<TableObject> object = TableObject::create(full);
  if (object == nullptr) return error(Error::Kind::Resource, "no address space or memory for a table");
  std::fill_n(object->table.elements, object->table.size, init.ref());
  Table table(own(std::move(object)));
  detail::keep_alive(*table.table_, init);
  return table;
}

TableType Table::type() const {
  TableType type = table_->declared;
  type.limits.min = size();
  return type;
}

uint64_t Table::size() const { return table_->table.size; }

std::optional<Value> Table::get(uint64_t index) const {
  if (index >= size()) return std::nullopt;
  return table_->value_of(table_->table.elements[index]);
}

bool Table::set(uint64_t index, const Value& value) const {
  if (index >= size() || value.type() != table_->declared.element) return false;
  detail::keep_alive(*table_, value);
  table_->table.elements[index] = value.ref();
  return true;
}

std::optional<uint64_t> Table::grow(uint64_t delta, const Value& init) const {
  if (init.type() != table_->declared.element) return std::nullopt;
  detail::keep_alive(*table_, init);
  uint64_t old_size = ingot_table_grow(&table_->table, init.ref(), delta);
  if (old_size == UINT64_MAX) return std::nullopt;
  return old_size;
}

// ---- Global --------------------------------------------------------------------------------------------------------

Expected<Global> Global::create(const GlobalType& type, const Value& init) {
  if (init.type() != type.type) return error(Error::Kind::Usage, "the initial value has another type than the global");
  auto object = std::make_unique<GlobalObject>();
  object->type = type;
  object->type.canonical = text_of(type.type, type.canonical);
  object->own_value = detail::to_slot(init);
  object->value = &object->own_value;
  Global global(own(std::move(object)));
  detail::keep_alive(*global.global_, init);
  return global;
}

GlobalType Global::type() const { return global_->type; }

Value Global::get() const { return detail::show_to_host(detail::from_slot(global_->type.type, *global_->value)); }

bool Global::set(const Value& value) const {
  if (!global_->type.is_mutable || value.type() != global_->type.type) return false;
  detail::keep_alive(*global_, value);
  *global_->value = detail::to_slot(value);
  return true;
}

}  // namespace hosted
}  // namespace ingot
