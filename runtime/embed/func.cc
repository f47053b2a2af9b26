// ingot::Func: calling compiled code from the host, and host functions.
#include <algorithm>

#include "runtime/instance/code_map.h"
#include "runtime/instance/objects.h"
#include "runtime/trap/activation.h"
#include "runtime/trap/thread_stack.h"

namespace ingot {
inline namespace hosted {

using detail::Access;
using detail::HostFunction;
using detail::InstanceObject;

namespace {

std::optional<Trap> check_arguments(const FuncType& type, std::span<const Value> args) {
  if (args.size() != type.params.size()) {
    return Trap::host_error("called with " + std::to_string(args.size()) + " arguments, the function takes " +
                            std::to_string(type.params.size()));
  }
  for (size_t i = 0; i < args.size(); ++i) {
    if (args[i].type() != type.params[i]) {
      return Trap::host_error("argument " + std::to_string(i) + " is " + std::string(to_string(args[i].type())) +
                              ", the function takes " + std::string(to_string(type.params[i])));
    }
  }
  return std::nullopt;
}

Func::Results call_host_function(const HostFunction& function, std::span<const Value> args) {
  std::vector<Value> results;
  for (ValType type : function.type.results) results.push_back(Value::from_bits(type, 0));
  std::expected<void, Trap> outcome = function.call(args, results);
  if (!outcome) return std::unexpected(std::move(outcome.error()));
  return results;
}

/// Slots for the border; most functions need no heap.
class Slots {
 public:
  explicit Slots(size_t count) {
    if (count > kInPlace) heap_.resize(count);
  }
  IngotValue* data() { return heap_.empty() ? in_place_ : heap_.data(); }

 private:
  static constexpr size_t kInPlace = 8;
  IngotValue in_place_[kInPlace];
  std::vector<IngotValue> heap_;
};

Func::Results call_compiled(const IngotFuncRef& ref, const FuncType& type, std::span<const Value> args) {
  InstanceObject& instance = detail::instance_of(ref);
  if (!detail::prepare_thread()) return std::unexpected(Trap::host_error("no memory for a signal stack"));
  if (!detail::has_room_for_host_code()) return std::unexpected(Trap::of(TrapKind::CallStackExhausted));
  Slots slots(std::max(type.params.size(), type.results.size()));
  for (size_t i = 0; i < args.size(); ++i) {
    detail::keep_alive(instance, args[i]);
    slots.data()[i] = detail::to_slot(args[i]);
  }
  detail::Activation activation(instance);
  if (!activation.run(ref.type->entry, ref.code, ref.context, slots.data())) {
    return std::unexpected(detail::take_trap(activation));
  }
  std::vector<Value> results;
  results.reserve(type.results.size());
  for (size_t i = 0; i < type.results.size(); ++i)
    results.push_back(detail::show_to_host(detail::from_slot(type.results[i], slots.data()[i])));
  return results;
}

}  // namespace

Func Func::create(FuncType type, Callback callback) {
  std::shared_ptr<HostFunction> function = HostFunction::create(std::move(type), std::move(callback));
  return Func(std::shared_ptr<IngotFuncRef>(function, &function->ref));
}

std::optional<Func> Func::from(const Value& reference) {
  if (reference.type() != ValType::FuncRef || reference.is_null()) return std::nullopt;
  return Func(detail::share(*static_cast<IngotFuncRef*>(reference.ref())));
}

FuncType Func::type() const { return detail::type_of(*ref_); }

Func::Results Func::call(std::span<const Value> args) const {
  // The callee may drop this handle: what it owns must last until the call is over.
  std::shared_ptr<IngotFuncRef> ref = ref_;
  const FuncType& type = detail::type_of(*ref);
  if (std::optional<Trap> trap = check_arguments(type, args)) return std::unexpected(std::move(*trap));
  if (const HostFunction* host = detail::host_function_of(*ref)) return call_host_function(*host, args);
  return call_compiled(*ref, type, args);
}

}  // namespace hosted
}  // namespace ingot
