// The objects behind the handles of include/ingot/runtime.h.
//
// Memories, tables and globals are the same whether the host or an instance made them; only who owns the bytes differs.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ingot/abi.h"
#include "ingot/runtime.h"
#include "runtime/instance/group.h"
#include "runtime/instance/loaded_module.h"
#include "runtime/trap/address_ranges.h"

namespace ingot::hosted::detail {

/// Shared memories are in no group, since groups belong to one thread at a time: whoever can reach one owns it.
struct MemoryObject : Object, std::enable_shared_from_this<MemoryObject> {
  IngotMemory* memory = nullptr;  ///< own_memory, or memory0 of an instance's context
  MemoryType declared;
  IngotMemory own_memory{};
  RegisteredRange range;  ///< for the fault handler, if own_memory is open

  bool is_shared() const { return declared.limits.shared; }
  ~MemoryObject() override;
  /// A memory with a reservation of its own; nullptr if the system has no room.
  static std::unique_ptr<MemoryObject> create(const MemoryType& type);
};

struct TableObject : Object {
  IngotTable table{};
  TableType declared;

  ~TableObject() override;
  static std::unique_ptr<TableObject> create(const TableType& type);
  Value value_of(void* element) const;
};

struct GlobalObject : Object {
  IngotValue* value = nullptr;  ///< own_value, or a slot of an instance's context
  IngotValue own_value{};
  GlobalType type;
};

struct TagObject;
/// The tag as compiled code knows it, and the way back.
struct RawTag : IngotTag {
  TagObject* object = nullptr;
};

struct TagObject : Object {
  RawTag raw{};
  TagType type;
  std::string signature, name;  ///< raw points to them

  static std::unique_ptr<TagObject> create(const FuncType& payload, std::string name, uint32_t index);
};

/// The tag of an exception. Its group is the one that the exception lives in.
inline TagObject& tag_of(const IngotException& exception) { return *static_cast<const RawTag*>(exception.tag)->object; }

/// An exception that the host holds.
struct HeldException {
  std::shared_ptr<Group> group;
  IngotException* exception;

  explicit HeldException(IngotException* exception);
  HeldException(const HeldException&) = delete;
  ~HeldException();
};

struct InstanceObject : Object {
  std::shared_ptr<LoadedModule> module;
  uint8_t* base = nullptr;
  bool has_memory0 = false;  ///< base is also that of a memory's reservation
  RegisteredRange memory0_range;
  std::vector<MemoryObject*> memories;  ///< by memidx, and so on: imported first
  std::vector<TableObject*> tables;
  std::vector<GlobalObject*> globals;
  std::vector<TagObject*> tags;
  std::vector<std::vector<void*>> elem_segments;  ///< passive segments; the context points into them

  ~InstanceObject() override;
  const IngotModule& info() const { return *module->info; }
  IngotInstance& fixed_part() const { return *reinterpret_cast<IngotInstance*>(base - sizeof(IngotInstance)); }
  /// What lies `offset` bytes below the base.
  template <typename T>
  T* below(uint64_t offset) const {
    return reinterpret_cast<T*>(base - offset);
  }
  /// The reference to a function that has one: imported, or with a place in the context.
  IngotFuncRef* function(uint32_t funcidx) const;
  /// A reference to a function defined by the module.
  IngotFuncRef make_reference(uint32_t funcidx) const;

  IngotFuncRef start_function{};  ///< the start function may have no place in the context
};

/// A function of the host's. Compiled code reaches it through `raw`, whose address is in the context register of the
/// thunk that ref.code points to. The thunk comes from any loaded module that has the type.
struct HostFunction : std::enable_shared_from_this<HostFunction> {
  IngotHostFunc raw{};
  IngotFuncRef ref{};
  FuncType type;
  Func::Callback callback;
  std::shared_ptr<LoadedModule> thunk_owner;  ///< written by the type registry

  static std::shared_ptr<HostFunction> create(FuncType type, Func::Callback callback);
  std::expected<void, Trap> call(std::span<const Value> args, std::span<Value> results) const;
};

/// The funcidx of references to host functions.
inline constexpr uint32_t kHostFuncIndex = UINT32_MAX;

/// A handle's pointer to a memory.
std::shared_ptr<MemoryObject> share(MemoryObject& memory);

/// The host function that a reference means, or nullptr.
HostFunction* host_function_of(const IngotFuncRef& ref);
/// The instance that the function belongs to; not for host functions.
InstanceObject& instance_of(const IngotFuncRef& ref);
const FuncType& type_of(const IngotFuncRef& ref);
/// Owns what the reference points into.
std::shared_ptr<IngotFuncRef> share(IngotFuncRef& ref);
/// `holder` now contains `value`: what it refers to lives as long as the holder.
void keep_alive(const Object& holder, const Value& value);
/// The host gets to see `value`: exceptions are not collected any more. Nothing says when the host is done with it.
const Value& show_to_host(const Value& value);

/// Between slots of compiled code and values. Function references are pointers to IngotFuncRef.
inline Value from_slot(ValType type, const IngotValue& slot) {
  return Value::from_bits(type, slot.bits[0], slot.bits[1]);
}
inline IngotValue to_slot(const Value& value) {
  IngotValue slot;
  slot.bits[0] = value.bits(0);
  slot.bits[1] = value.bits(1);
  return slot;
}

/// Makes and opens handles; their constructors are private.
struct Access {
  static Module wrap(std::shared_ptr<LoadedModule> module) { return Module(std::move(module)); }
  static Func wrap(std::shared_ptr<IngotFuncRef> ref) { return Func(std::move(ref)); }
  static Memory wrap(std::shared_ptr<MemoryObject> memory) { return Memory(std::move(memory)); }
  static Table wrap(std::shared_ptr<TableObject> table) { return Table(std::move(table)); }
  static Global wrap(std::shared_ptr<GlobalObject> global) { return Global(std::move(global)); }
  static Tag wrap(std::shared_ptr<TagObject> tag) { return Tag(std::move(tag)); }
  static Instance wrap(std::shared_ptr<InstanceObject> instance) { return Instance(std::move(instance)); }
  static const std::shared_ptr<LoadedModule>& open(const Module& module) { return module.module_; }
  static IngotFuncRef& open(const Func& func) { return *func.ref_; }
  static MemoryObject& open(const Memory& memory) { return *memory.memory_; }
  static TableObject& open(const Table& table) { return *table.table_; }
  static GlobalObject& open(const Global& global) { return *global.global_; }
  static TagObject& open(const Tag& tag) { return *tag.tag_; }
};

}  // namespace ingot::hosted::detail
