// Func::wrap: a host function from an ordinary callable. Included by ingot/runtime.h.
//
// The callable's parameter and result types give the Wasm type; each argument is taken out of its Value by type.
#pragma once

#include "ingot/runtime.h"

namespace ingot {
inline namespace hosted {
namespace detail {

template <typename T>
struct WasmScalar;  // only the types below cross the border

template <ValType kType>
struct ScalarOf {
  static constexpr ValType type = kType;
};
template <>
struct WasmScalar<int32_t> : ScalarOf<ValType::I32> {
  static int32_t get(const Value& v) { return v.i32(); }
};
template <>
struct WasmScalar<uint32_t> : ScalarOf<ValType::I32> {
  static uint32_t get(const Value& v) { return static_cast<uint32_t>(v.i32()); }
};
template <>
struct WasmScalar<int64_t> : ScalarOf<ValType::I64> {
  static int64_t get(const Value& v) { return v.i64(); }
};
template <>
struct WasmScalar<uint64_t> : ScalarOf<ValType::I64> {
  static uint64_t get(const Value& v) { return static_cast<uint64_t>(v.i64()); }
};
template <>
struct WasmScalar<float> : ScalarOf<ValType::F32> {
  static float get(const Value& v) { return v.f32(); }
};
template <>
struct WasmScalar<double> : ScalarOf<ValType::F64> {
  static double get(const Value& v) { return v.f64(); }
};
template <>
struct WasmScalar<V128> : ScalarOf<ValType::V128> {
  static V128 get(const Value& v) { return v.v128(); }
};

template <typename T>
struct ResultOf {
  using Plain = T;
  static constexpr bool fallible = false;
};
template <typename T>
struct ResultOf<std::expected<T, Trap>> {
  using Plain = T;
  static constexpr bool fallible = true;
};

template <typename Callable, typename Return, typename... Args, size_t... kIndex>
std::expected<void, Trap> invoke_callable(Callable& callable, std::span<const Value> args, std::span<Value> results,
                                          std::index_sequence<kIndex...>) {
  using Plain = typename ResultOf<Return>::Plain;
  auto call = [&]() -> Return { return callable(WasmScalar<std::decay_t<Args>>::get(args[kIndex])...); };
  if constexpr (ResultOf<Return>::fallible) {
    Return returned = call();
    if (!returned) return std::unexpected(std::move(returned.error()));
    if constexpr (!std::is_void_v<Plain>) results[0] = Value(*returned);
  } else if constexpr (std::is_void_v<Return>) {
    call();
  } else {
    results[0] = Value(call());
  }
  return {};
}

template <typename Return, typename... Args, typename Callable>
Func wrap_callable(Callable callable) {
  using Plain = typename ResultOf<Return>::Plain;
  std::vector<ValType> results;
  if constexpr (!std::is_void_v<Plain>) results.push_back(WasmScalar<Plain>::type);
  return Func::create(FuncType({WasmScalar<std::decay_t<Args>>::type...}, std::move(results)),
                      [callable = std::move(callable)](std::span<const Value> args, std::span<Value> out) mutable {
                        return invoke_callable<Callable, Return, Args...>(callable, args, out,
                                                                          std::index_sequence_for<Args...>());
                      });
}

// Takes a call operator or function pointer apart.
template <typename T>
struct Signature : Signature<decltype(&T::operator())> {};
template <typename Return, typename... Args>
struct Signature<Return (*)(Args...)> {
  template <typename Callable>
  static Func wrap(Callable callable) {
    return wrap_callable<Return, Args...>(std::move(callable));
  }
};
template <typename Return, typename... Args>
struct Signature<Return (*)(Args...) noexcept> : Signature<Return (*)(Args...)> {};
template <typename Class, typename Return, typename... Args>
struct Signature<Return (Class::*)(Args...) noexcept> : Signature<Return (*)(Args...)> {};
template <typename Class, typename Return, typename... Args>
struct Signature<Return (Class::*)(Args...) const noexcept> : Signature<Return (*)(Args...)> {};
template <typename Class, typename Return, typename... Args>
struct Signature<Return (Class::*)(Args...)> : Signature<Return (*)(Args...)> {};
template <typename Class, typename Return, typename... Args>
struct Signature<Return (Class::*)(Args...) const> : Signature<Return (*)(Args...)> {};

}  // namespace detail

template <typename Callable>
Func Func::wrap(Callable callable) {
  return detail::Signature<Callable>::wrap(std::move(callable));
}

}  // namespace hosted
}  // namespace ingot
