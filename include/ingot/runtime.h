// Embedding API: load compiled modules, make instances, call exports, look at their state. Standard library only.
//
//   auto module = ingot::Module::load("./plugin.so");
//   ingot::Imports imports;
//   imports.define("env", "log", ingot::Func::wrap([](int32_t code) { std::println("{}", code); }));
//   auto instance = ingot::Instance::create(*module, imports);
//   auto results = instance->func("add")->call({1, 2});   // std::expected<std::vector<Value>, Trap>
//
// Handles. Every class here is a small handle; copies refer to the same object. Instances and the memories, tables,
// globals and functions that they share by import live together: as long as one handle of the set lives, all of it
// does. That is what a table needs that holds functions of another instance, even of one whose instantiation failed
// halfway.
//
// Threads. Instances linked with each other are one unit, used by one thread at a time. Different units run on
// different threads freely, also if they import the same shared memory: that does not make them one unit. Handles of
// modules and of shared memories may be used by all threads at once.
//
// Traps leave compiled code only; C++ frames of host functions in between return normally and see an error. The first
// call installs handlers for SIGSEGV, SIGBUS, SIGILL and SIGFPE, which pass on every fault that is not a trap of
// compiled code to the handler that was there before (docs/embedding.md).
#pragma once

#include <atomic>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

#include "ingot/types.h"

struct IngotModule;

namespace ingot {
inline namespace hosted {

// The objects behind the handles; private to the runtime.
namespace detail {
struct LoadedModule;
struct InstanceObject;
struct MemoryObject;
struct TableObject;
struct GlobalObject;
struct TagObject;
struct HeldException;
struct Access;
}  // namespace detail

class Instance;

/// A compiled module: code and its description. Unloaded when no handle and no instance is left.
class Module {
 public:
  /// Opens a shared library made by `ingot compile --emit=shared-lib`. Checks the ABI version and the CPU.
  static Expected<Module> load(const std::string& path);
  /// A module that is linked into this program: the symbol given as --module-symbol. It must live as long as the
  /// process.
  static Expected<Module> from(const IngotModule* module);

  /// From the name section, else the file's stem.
  std::string name() const;
  std::vector<ImportType> imports() const;
  std::vector<ExportType> exports() const;

 private:
  friend struct detail::Access;
  explicit Module(std::shared_ptr<detail::LoadedModule> module) : module_(std::move(module)) {}
  std::shared_ptr<detail::LoadedModule> module_;
};

/// A function: an export of an instance, a function reference, or a host function.
class Func {
 public:
  /// Reads its arguments, writes its results (already sized and typed), or returns an error, which traps in the caller.
  using Callback = std::function<std::expected<void, Trap>(std::span<const Value> args, std::span<Value> results)>;
  using Results = std::expected<std::vector<Value>, Trap>;

  /// A host function. C++ exceptions that it throws become traps of kind HostError; Wasm exceptions it throws by
  /// returning Exception::as_trap(), or the error of a call that ended by one.
  static Func create(FuncType type, Callback callback);
  /// A host function from a callable on int32_t, uint32_t, int64_t, uint64_t, float, double and V128; it returns void,
  /// one such value, or std::expected of these and Trap.
  template <typename Callable>
  static Func wrap(Callable callable);
  /// The function that a funcref refers to; nothing for null.
  static std::optional<Func> from(const Value& reference);

  FuncType type() const;
  /// Calls the function. Arguments of the wrong number or types are a HostError trap that says so.
  Results call(std::span<const Value> args) const;
  Results call(std::initializer_list<Value> args = {}) const { return call(std::span(args.begin(), args.size())); }
  /// The reference as compiled code holds it.
  IngotFuncRef* reference() const { return ref_.get(); }

 private:
  friend struct detail::Access;
  explicit Func(std::shared_ptr<IngotFuncRef> ref) : ref_(std::move(ref)) {}
  std::shared_ptr<IngotFuncRef> ref_;
};

enum class WaitResult : uint8_t { Woken, NotEqual, TimedOut };

/// A linear memory.
class Memory {
 public:
  /// Fails with kind Usage if the specification has no such type, with kind Resource if there is no room.
  static Expected<Memory> create(const MemoryType& type);

  /// Declared limits, with the current size as minimum.
  MemoryType type() const;
  uint64_t byte_length() const;
  uint64_t pages() const;
  /// Its bytes now. The address never changes, the length does when the memory grows. Empty if the memory is shared:
  /// other threads may write while the host reads, and C++ has no plain access for that.
  std::span<uint8_t> bytes() const;
  /// Other threads may use the memory at the same time: Wasm code, and hosts through handles of theirs.
  bool is_shared() const;
  /// The bytes of a shared memory; empty if it is not shared.
  std::span<std::atomic<uint8_t>> shared_bytes() const;
  /// Old size in pages, or nothing if the limit or the system refuses.
  std::optional<uint64_t> grow(uint64_t delta_pages) const;
  /// Bounds-checked copies; false if any byte would be outside, and nothing is copied then. In shared memories, aligned
  /// scalars are copied at once (acquire and release), larger things piece by piece.
  bool read(uint64_t offset, std::span<uint8_t> out) const;
  bool write(uint64_t offset, std::span<const uint8_t> in) const;
  /// A little-endian scalar; nothing if it would be outside.
  template <typename T>
  std::optional<T> load(uint64_t offset) const {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    if (!read(offset, {reinterpret_cast<uint8_t*>(&value), sizeof value})) return std::nullopt;
    return value;
  }
  template <typename T>
  bool store(uint64_t offset, const T& value) const {
    static_assert(std::is_trivially_copyable_v<T>);
    return write(offset, {reinterpret_cast<const uint8_t*>(&value), sizeof value});
  }

  /// memory.atomic.wait32 and notify on a shared memory, for host threads; timeout_ns < 0: none. Nothing if the memory
  /// is not shared, or the offset out of bounds or no multiple of four.
  std::optional<WaitResult> wait(uint64_t offset, uint32_t expected, int64_t timeout_ns = -1) const;
  std::optional<uint32_t> notify(uint64_t offset, uint32_t count) const;

 private:
  friend struct detail::Access;
  void* waiting_place(uint64_t offset) const;
  explicit Memory(std::shared_ptr<detail::MemoryObject> memory) : memory_(std::move(memory)) {}
  std::shared_ptr<detail::MemoryObject> memory_;
};

/// A table of references.
class Table {
 public:
  /// All elements are `init`, which must have the table's type.
  static Expected<Table> create(const TableType& type, const Value& init);

  TableType type() const;
  uint64_t size() const;
  /// Nothing if the index is out of bounds.
  std::optional<Value> get(uint64_t index) const;
  /// False if the index is out of bounds or the value has another type.
  bool set(uint64_t index, const Value& value) const;
  std::optional<uint64_t> grow(uint64_t delta, const Value& init) const;

 private:
  friend struct detail::Access;
  explicit Table(std::shared_ptr<detail::TableObject> table) : table_(std::move(table)) {}
  std::shared_ptr<detail::TableObject> table_;
};

/// A global variable.
class Global {
 public:
  static Expected<Global> create(const GlobalType& type, const Value& init);

  GlobalType type() const;
  Value get() const;
  /// False if the global is immutable or the value has another type.
  bool set(const Value& value) const;

 private:
  friend struct detail::Access;
  explicit Global(std::shared_ptr<detail::GlobalObject> global) : global_(std::move(global)) {}
  std::shared_ptr<detail::GlobalObject> global_;
};

/// An exception tag. Two handles mean the same tag only if they come from the same create() or the same definition.
class Tag {
 public:
  /// The parameters of `payload` are what exceptions with this tag carry; it has no results.
  static Tag create(const FuncType& payload);

  TagType type() const;
  friend bool operator==(const Tag& a, const Tag& b) { return a.tag_ == b.tag_; }

 private:
  friend struct detail::Access;
  explicit Tag(std::shared_ptr<detail::TagObject> tag) : tag_(std::move(tag)) {}
  std::shared_ptr<detail::TagObject> tag_;
};

/// An exception: one that compiled code has not caught, or one that a host function is about to throw.
class Exception {
 public:
  /// Nothing if the payload does not have the types of the tag.
  static std::optional<Exception> create(const Tag& tag, std::span<const Value> payload);
  /// The exception by which a call ended; nothing for traps.
  static std::optional<Exception> of(const Trap& trap);
  /// The exception that an exnref refers to; nothing for null.
  static std::optional<Exception> from(const Value& reference);

  Tag tag() const;
  std::vector<Value> payload() const;
  /// What a host function returns to throw the exception.
  Trap as_trap() const;
  /// An exnref. As every exnref that a host sees, it is kept until all that is linked with it goes.
  Value reference() const;

 private:
  explicit Exception(std::shared_ptr<detail::HeldException> held) : held_(std::move(held)) {}
  std::shared_ptr<detail::HeldException> held_;
};

using Extern = std::variant<Func, Table, Memory, Global, Tag>;

/// The type of an object, as imports see it.
ExternType type_of(const Extern& object);

/// What an instance may import, by module and field name.
class Imports {
 public:
  /// A later definition of the same name replaces an earlier one.
  void define(std::string module, std::string name, Extern object);
  /// All exports of an instance under the given module name.
  void define_instance(const std::string& module, const Instance& instance);
  const Extern* find(std::string_view module, std::string_view name) const;

 private:
  // Few per module: a sorted vector is looked up as quickly as a map and copied faster.
  struct Entry {
    std::string module;
    std::string name;
    Extern object;
  };
  std::vector<Entry> entries_;
};

/// A module brought to life: its memories, tables, globals, and functions bound to them.
class Instance {
 public:
  /// Links, initialises and runs the start function. Spec: Execution > Modules > Instantiation. On failure the writes
  /// of segments that came earlier remain visible in imported tables and memories.
  static Expected<Instance> create(const Module& module, const Imports& imports = {});

  Module module() const;
  /// Every export in the module's order.
  std::vector<std::pair<std::string, Extern>> exports() const;
  std::optional<Extern> find(std::string_view name) const;
  /// The export of that name and kind, or nothing.
  std::optional<Func> func(std::string_view name) const;
  std::optional<Memory> memory(std::string_view name) const;
  std::optional<Table> table(std::string_view name) const;
  std::optional<Global> global(std::string_view name) const;
  std::optional<Tag> tag(std::string_view name) const;

  /// What is left of the fuel that the instance began with (--fuel), one unit for each instruction; nothing if its
  /// module was compiled without. Calls that take more than there is end by a FuelExhausted trap. Not while another
  /// thread is inside the instance.
  std::optional<uint64_t> fuel() const;
  /// From now on, so much is left. Nothing happens if no fuel is counted.
  void set_fuel(uint64_t units);

 private:
  friend struct detail::Access;
  explicit Instance(std::shared_ptr<detail::InstanceObject> instance) : instance_(std::move(instance)) {}
  std::shared_ptr<detail::InstanceObject> instance_;
};

/// How much stack must remain for a host function to run, and for a call into compiled code to begin. Less than that is
/// a "call stack exhausted" trap. A quarter of the stack on threads with smaller stacks than four times this.
inline constexpr uint64_t kHostStackBytes = 256 * 1024;

}  // namespace hosted
}  // namespace ingot

#include "ingot/host_function.h"  // IWYU pragma: export
