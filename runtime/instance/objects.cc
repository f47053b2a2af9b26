// Making and freeing the objects behind handles, and references to functions; see objects.h.
#include "runtime/instance/objects.h"

#include <algorithm>

#include "runtime/instance/type_registry.h"
#include "runtime/instance/type_text.h"
#include "runtime/memory/linear_memory.h"
#include "runtime/platform/virtual_memory.h"
#include "runtime/table/table.h"
#include "runtime/trap/activation.h"

namespace ingot::hosted::detail {
namespace {

// What IngotHostFunc.call does for every host function.
IngotTrapKind call_from_wasm(void* env, IngotValue* values) {
  const HostFunction& function = *static_cast<HostFunction*>(env);
  // The activation of the calling code: its instance keeps what the host returns.
  Activation& activation = *Activation::current();
  std::vector<Value> args;
  std::vector<Value> results;
  args.reserve(function.type.params.size());
  results.reserve(function.type.results.size());
  for (size_t i = 0; i < function.type.params.size(); ++i)
    args.push_back(show_to_host(from_slot(function.type.params[i], values[i])));
  for (ValType type : function.type.results) results.push_back(Value::from_bits(type, 0));
  std::expected<void, Trap> outcome = function.call(args, results);
  if (!outcome && outcome.error().exception != nullptr) {
    IngotException* exception = outcome.error().exception->exception;
    Group::merge(activation.instance(), tag_of(*exception));
    activation.host_exception = exception;
    // Kept for its backtrace, should nobody catch the exception.
    activation.host_trap = std::make_unique<Trap>(std::move(outcome.error()));
    return IngotTrapUncaughtException;
  }
  if (!outcome) {
    IngotTrapKind kind = static_cast<IngotTrapKind>(outcome.error().kind);
    if (kind == IngotTrapNone) kind = IngotTrapHostError;
    activation.host_trap = std::make_unique<Trap>(std::move(outcome.error()));
    return kind;
  }
  for (size_t i = 0; i < results.size(); ++i) {
    keep_alive(activation.instance(), results[i]);
    values[i] = to_slot(results[i]);
  }
  return IngotTrapNone;
}

/// As abi.h says it.
char letter_of(ValType type) {
  switch (type) {
    case ValType::I32: return 'i';
    case ValType::I64: return 'l';
    case ValType::F32: return 'f';
    case ValType::F64: return 'd';
    case ValType::V128: return 'v';
    default: return 'r';
  }
}

}  // namespace

MemoryObject::~MemoryObject() {
  range = {};
  close_linear_memory(own_memory, 0);
}

std::unique_ptr<MemoryObject> MemoryObject::create(const MemoryType& type) {
  const uint32_t flags = (type.limits.address64 ? INGOT_LIMITS_64 : 0) | (type.limits.shared ? INGOT_LIMITS_SHARED : 0);
  IngotMemory memory = closed_memory({.min_pages = type.limits.min,
                                      .max_pages = type.limits.max.value_or(INGOT_NO_MAX),
                                      .limits_flags = flags,
                                      .page_size_log2 = type.page_size_log2()});
  if (!open_linear_memory(&memory, 0)) return nullptr;
  auto object = std::make_unique<MemoryObject>();
  object->own_memory = memory;
  object->memory = &object->own_memory;
  object->declared = type;
  object->range = RegisteredRange(memory_ranges(), memory.base, memory.reserved_bytes);
  return object;
}

std::shared_ptr<MemoryObject> share(MemoryObject& memory) {
  if (memory.is_shared()) return memory.shared_from_this();
  return share<MemoryObject>(memory);
}

TableObject::~TableObject() { close_table(&table); }

std::unique_ptr<TableObject> TableObject::create(const TableType& type) {
  auto object = std::make_unique<TableObject>();
  object->declared = type;
  uint64_t max = type.limits.max.value_or(type.limits.address64 ? UINT64_MAX : UINT32_MAX);
  if (!open_table(&object->table, type.limits.min, max)) return nullptr;
  return object;
}

Value TableObject::value_of(void* element) const {
  return show_to_host(Value::from_bits(declared.element, reinterpret_cast<uint64_t>(element)));
}

std::unique_ptr<TagObject> TagObject::create(const FuncType& payload, std::string name, uint32_t index) {
  auto object = std::make_unique<TagObject>();
  object->type.payload = payload;
  object->name = std::move(name);
  for (ValType type : payload.params) object->signature += letter_of(type);
  object->raw.signature = object->signature.c_str();
  object->raw.name = object->name.empty() ? nullptr : object->name.c_str();
  object->raw.payload_count = static_cast<uint32_t>(payload.params.size());
  object->raw.index = index;
  object->raw.object = object.get();
  return object;
}

HeldException::HeldException(IngotException* held) : group(Group::of(tag_of(*held))), exception(held) {
  // The next handler that captures one finds out whether it is time for a collection.
  static_cast<void>(tag_of(*held).group->exceptions().capture(held));
  pin(held);
}

HeldException::~HeldException() { unpin(exception); }

InstanceObject::~InstanceObject() {
  memory0_range = {};
  if (base == nullptr) return;
  uint64_t context_bytes = round_up_to_page(info().context_bytes);
  if (has_memory0) {
    const IngotMemory memory0 = fixed_part().memory0;  // which goes with the reservation
    close_linear_memory(memory0, context_bytes);
  } else {
    release_address_space(base - context_bytes, context_bytes);
  }
}

IngotFuncRef* InstanceObject::function(uint32_t funcidx) const {
  if (funcidx < info().imported_func_count) return below<IngotImportedFunc>(info().imported_funcs_offset)[funcidx].ref;
  return below<IngotFuncRef>(info().funcs[funcidx].ref_offset);
}

IngotFuncRef InstanceObject::make_reference(uint32_t funcidx) const {
  const IngotFuncInfo& function = info().funcs[funcidx];
  return {.code = function.code,
          .context = base,
          .type = &info().types[function.typeidx],
          .type_id = info().type_ids[function.typeidx],
          .funcidx = funcidx,
          .tail_code = function.tail_code};
}

std::shared_ptr<HostFunction> HostFunction::create(FuncType type, Func::Callback callback) {
  auto function = std::make_shared<HostFunction>();
  function->raw = {.call = call_from_wasm, .env = function.get()};
  function->ref.context = &function->raw;
  function->ref.funcidx = kHostFuncIndex;
  function->type = std::move(type);
  function->callback = std::move(callback);
  register_host_function(function);
  return function;
}

std::expected<void, Trap> HostFunction::call(std::span<const Value> args, std::span<Value> results) const {
  try {
    std::expected<void, Trap> outcome = callback(args, results);
    if (!outcome) {
      outcome.error().from_host = true;
      return outcome;
    }
  } catch (const std::exception& exception) {
    return std::unexpected(Trap::host_error(exception.what()));
  } catch (...) {
    return std::unexpected(Trap::host_error("host function threw an exception"));
  }
  for (size_t i = 0; i < results.size(); ++i)
    if (results[i].type() != type.results[i])
      return std::unexpected(Trap::host_error("host function returned a value of another type"));
  return {};
}

HostFunction* host_function_of(const IngotFuncRef& ref) {
  if (ref.funcidx != kHostFuncIndex) return nullptr;
  return static_cast<HostFunction*>(static_cast<IngotHostFunc*>(ref.context)->env);
}

InstanceObject& instance_of(const IngotFuncRef& ref) {
  const uint8_t* base = static_cast<const uint8_t*>(ref.context);
  return *static_cast<InstanceObject*>(reinterpret_cast<const IngotInstance*>(base - sizeof(IngotInstance))->host);
}

const FuncType& type_of(const IngotFuncRef& ref) {
  if (const HostFunction* host = host_function_of(ref)) return host->type;
  const LoadedModule& module = *instance_of(ref).module;
  return module.types[ref.type - module.info->types];
}

std::shared_ptr<IngotFuncRef> share(IngotFuncRef& ref) {
  if (HostFunction* host = host_function_of(ref)) return {host->shared_from_this(), &ref};
  return {Group::of(instance_of(ref)), &ref};
}

const Value& show_to_host(const Value& value) {
  if (value.type() != ValType::ExnRef || value.is_null()) return value;
  keep_forever(static_cast<IngotException*>(value.ref()));
  return value;
}

void keep_alive(const Object& holder, const Value& value) {
  if (value.type() == ValType::ExnRef && !value.is_null())
    Group::merge(holder, tag_of(*static_cast<IngotException*>(value.ref())));
  if (value.type() != ValType::FuncRef || value.is_null()) return;
  const IngotFuncRef& ref = *static_cast<IngotFuncRef*>(value.ref());
  if (HostFunction* host = host_function_of(ref)) {
    holder.group->keep(host->shared_from_this());
  } else {
    Group::merge(holder, instance_of(ref));
  }
}

}  // namespace ingot::hosted::detail
