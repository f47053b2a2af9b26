// Calls between compiled code and the host at their limits: many values (modules/host_calls.py), and host functions
// that are reached by tail calls, whose frames are no longer there.
#include <algorithm>

#include "tests/embed/support.h"

namespace ingot {
namespace {

/// Every import of a number takes and returns as many values: reversed bits, so that none stays what it was by chance.
Imports imports_of(const Module& module, Func back) {
  Imports imports;
  for (const ImportType& import : module.imports()) {
    if (import.name == "back") {
      imports.define("host", "back", back);
      continue;
    }
    const auto invert = [](std::span<const Value> arguments, std::span<Value> results) {
      for (size_t i = 0; i < arguments.size(); ++i)
        results[i] = Value::from_bits(results[i].type(), ~arguments[i].bits(0), ~arguments[i].bits(1));
      return std::expected<void, Trap>();
    };
    imports.define("host", import.name, Func::create(std::get<FuncType>(import.type), invert));
  }
  return imports;
}

TEST(HostCalls, UpToAThousandParametersAndResults) {
  const Module module = load("host_calls");
  const Instance instance = make(module, imports_of(module, Func::wrap([](int32_t a) { return a; })));
  int seen = 0;
  for (const auto& [name, object] : instance.exports()) {
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const Func function = std::get<Func>(object);
    std::vector<Value> arguments;
    for (const ValType type : function.type().params)
      arguments.push_back(Value::from_bits(type, 0x0123456789ABCDEF + arguments.size(), arguments.size()));
    ASSERT_EQ(arguments.size(), std::stoul(name));
    const Func::Results results = function.call(arguments);
    ASSERT_TRUE(results) << name << ": " << results.error().describe();
    ASSERT_EQ(results->size(), arguments.size());
    for (size_t i = 0; i < arguments.size(); ++i) {
      const Value wanted = Value::from_bits(arguments[i].type(), ~arguments[i].bits(0), ~arguments[i].bits(1));
      EXPECT_EQ((*results)[i].type(), arguments[i].type()) << name << " " << i;
      EXPECT_EQ((*results)[i].bits(0), wanted.bits(0)) << name << " " << i;
      EXPECT_EQ((*results)[i].bits(1), wanted.bits(1)) << name << " " << i;
    }
    ++seen;
  }
  EXPECT_EQ(seen, 18);
}

/// The names of functions in a backtrace, innermost first.
std::string names(const Trap& trap) {
  std::string text;
  for (const Frame& frame : trap.backtrace) text += frame.function + " ";
  return text;
}

TEST(HostCalls, TrapsOfHostFunctionsBehindTailCalls) {
  const Module module = load("host_calls");
  std::optional<Func> divide;
  std::string seen_inside;
  const auto back = [&](int32_t a) -> std::expected<int32_t, Trap> {
    if (a == 0) return std::unexpected(Trap::host_error("refused"));
    // A trap inside of the host function, whose backtrace goes through the tail-called frames below.
    const Func::Results inner = divide->call({a - 1});
    if (inner) return inner->at(0).i32();
    seen_inside = names(inner.error());
    return std::unexpected(inner.error());
  };
  const Instance instance = make(module, imports_of(module, Func::wrap(back)));
  divide = instance.func("divide");
  EXPECT_EQ(call(instance, "outer", {2}), 2);
  EXPECT_EQ(call(instance, "inner", {2}), 1);
  for (const char* entry : {"outer", "inner"}) {
    const Trap refused = trap_of(instance, entry, {0});
    EXPECT_EQ(refused.kind, TrapKind::HostError);
    EXPECT_EQ(refused.message, "refused");
    EXPECT_EQ(names(refused).find("divide"), std::string::npos);
    const Trap divided = trap_of(instance, entry, {1});
    EXPECT_EQ(divided.kind, TrapKind::IntegerDivideByZero);
    EXPECT_TRUE(seen_inside.starts_with("divide ")) << seen_inside;
    EXPECT_TRUE(names(divided).starts_with("divide ")) << names(divided);
  }
  // The caller of the chain is still there; those who left by tail calls need not be.
  EXPECT_NE(names(trap_of(instance, "outer", {1})).find("outer"), std::string::npos);
  divide.reset();
}

}  // namespace
}  // namespace ingot
