// What the walker tells a sink, and what it keeps to itself because control cannot get there.
#include <gtest/gtest.h>

#include <string>

#include "compiler/validate/body_walker.h"
#include "tests/unit/validate/module_bytes.h"

namespace ingot::test {
namespace {

/// Writes down every callback. Operands are named by what made them.
class RecordingSink : public SilentSink<std::string> {
 public:
  struct Block {
    std::string name;
  };

  const std::string& log() const { return log_; }

  template <class F>
  void begin_function(F& frame) {
    begin(frame, "function");
  }
  template <class F>
  void begin_block(F& frame) {
    begin(frame, "block");
  }
  template <class F>
  void begin_loop(F& frame, std::span<Value> params) {
    begin(frame, "loop" + list(params));
    for (Value& param : params) param = std::string("phi(").append(param).append(")");
  }
  template <class F>
  void begin_if(F& frame, const Value& condition) {
    begin(frame, "if " + condition);
  }
  template <class F>
  void begin_else(F& frame, std::span<const Value> fallthrough, bool reached) {
    note("else:" + frame.block.name + (reached ? list(fallthrough) : " cut"));
  }
  template <class F>
  void end_block(F& frame, std::span<const Value> fallthrough, bool reached, std::span<Value> results) {
    note("end:" + frame.block.name + (reached ? list(fallthrough) : " cut"));
    for (Value& result : results) result = std::string("r").append(std::to_string(next_++));
  }
  template <class F>
  void br(F& frame, std::span<const Value> values) {
    note("br:" + frame.block.name + list(values));
  }
  template <class F>
  void br_if(F& frame, const Value& condition, std::span<const Value> values) {
    note("br_if:" + frame.block.name + " " + condition + list(values));
  }
  template <class F>
  void br_table(const Value& index, std::span<F* const> targets, std::span<const Value> values) {
    std::string text = "br_table " + index;
    for (F* target : targets) text += ":" + target->block.name;
    note(text + list(values));
  }
  void unreachable() { note("unreachable"); }
  void call(uint32_t funcidx, std::span<const Value> arguments, std::span<Value> results) {
    note("call " + std::to_string(funcidx) + list(arguments));
    for (Value& result : results) result = std::string("r").append(std::to_string(next_++));
  }
  void call_ref(uint32_t typeidx, const Value& reference, std::span<const Value> arguments, std::span<Value> results) {
    note("call_ref " + std::to_string(typeidx) + " " + reference + list(arguments));
    for (Value& result : results) result = std::string("r").append(std::to_string(next_++));
  }
  void return_call(uint32_t funcidx, std::span<const Value> arguments) {
    note("return_call " + std::to_string(funcidx) + list(arguments));
  }
  void return_call_ref(uint32_t typeidx, const Value& reference, std::span<const Value> arguments) {
    note("return_call_ref " + std::to_string(typeidx) + " " + reference + list(arguments));
  }
  template <class F>
  void br_on_null(F& frame, const Value& reference, std::span<const Value> values) {
    note("br_on_null:" + frame.block.name + " " + reference + list(values));
  }
  template <class F>
  void br_on_non_null(F& frame, std::span<const Value> values) {
    note("br_on_non_null:" + frame.block.name + list(values));
  }
  Value ref_null(HeapType) { return "null"; }
  Value ref_as_non_null(const Value& reference) { return "non_null(" + reference + ")"; }
  Value local_get(uint32_t index) { return std::string("l").append(std::to_string(index)); }
  void local_set(uint32_t index, const Value& value) { note("set " + std::to_string(index) + " " + value); }
  void drop(const Value& value, ValType type) { note("drop " + value + ":" + to_string(type)); }
  Value select(const Value& first, const Value& second, const Value& condition, ValType type) {
    return "select(" + first + "," + second + "," + condition + ":" + to_string(type) + ")";
  }
  Value constant(const OpInfo&, ConstBits bits) { return std::to_string(bits.bits[0]); }
  Value simple(const OpInfo& op, std::span<const Value> operands) { return std::string(op.text) + list(operands); }
  Value load(const OpInfo& op, const MemArg& arg, const Value& address) {
    return std::string(op.text) + "[" + address + "+" + std::to_string(arg.offset) + "]";
  }
  void store(const OpInfo& op, const MemArg&, const Value& address, const Value& value) {
    note(std::string(op.text) + " " + address + "=" + value);
  }
  void memory_copy(uint32_t, uint32_t, const Value& dest, const Value& source, const Value& length) {
    note("copy " + dest + " " + source + " " + length);
  }

 private:
  template <class F>
  void begin(F& frame, const std::string& what) {
    frame.block.name = std::string(1, static_cast<char>('A' + blocks_++));
    note(what + "=" + frame.block.name);
  }
  void note(const std::string& line) {
    if (!log_.empty()) log_ += "; ";
    log_ += line;
  }
  static std::string list(std::span<const Value> values) {
    std::string text = "(";
    for (const Value& value : values) text.append(text.size() > 1 ? "," : "").append(value);
    return text.append(")");
  }

  std::string log_;
  int blocks_ = 0;
  int next_ = 0;
};

/// Function 0: [i32 i32] -> [i32]; function 1: [] -> []; types 2: [i32] -> [i32], 3: [] -> [i32 i32]. Memory 0.
std::string record(const Bytes& code) {
  ModuleBytes bytes;
  bytes.types = {func_type({kI32Byte, kI32Byte}, {kI32Byte}), func_type({}, {}), func_type({kI32Byte}, {kI32Byte}),
                 func_type({}, {kI32Byte, kI32Byte})};
  bytes.memories = {{0, 1}};
  bytes.add_function(0, code);
  bytes.add_function(1, {});
  const Decoded decoded = decode(bytes);
  const SubtypeContext subtypes(decoded.module);
  RecordingSink sink;
  BodyWalker<RecordingSink> walker(decoded.module, subtypes, sink);
  const Expected<void> walked = walker.walk_function(0);
  return walked ? sink.log() : "error: " + walked.error().message;
}

TEST(Forwarding, StraightLine) { EXPECT_EQ(record({0x20, 0, 0x20, 1, 0x6A}), "function=A; end:A(i32.add(l0,l1))"); }

TEST(Forwarding, OperandsKeepTheirOrder) {
  EXPECT_EQ(record({0x41, 1, 0x41, 2, 0x41, 3,    0xFC, 10,   0, 0,    0x41, 4,
                    0x41, 5, 0x36, 2, 0,    0x41, 6,    0x41, 7, 0x20, 0,    0x1B}),
            "function=A; copy 1 2 3; i32.store 4=5; end:A(select(6,7,l0:i32))");
}

TEST(Forwarding, CodeBehindABranchIsSilent) {
  EXPECT_EQ(record({0x41, 7, 0x0F, 0x10, 1, 0x41, 1, 0x1A}), "function=A; br:A(7); end:A cut");
}

TEST(Forwarding, BlocksBehindABranchAreSilent) {
  // unreachable; block br_if 0 end; loop br 0 end; if else end
  EXPECT_EQ(record({0x00, 0x02, kEmptyBlock, 0x41, 0,           0x0D, 0, 0x0B, 0x03, kEmptyBlock, 0x0C, 0,
                    0x0B, 0x41, 0,           0x04, kEmptyBlock, 0x10, 1, 0x05, 0x10, 1,           0x0B}),
            "function=A; unreachable; end:A cut");
}

TEST(Forwarding, ABranchMakesTheEndReachable) {
  // block (result i32) i32.const 3 br 0 end
  EXPECT_EQ(record({0x02, kI32Byte, 0x41, 3, 0x0C, 0, 0x0B}), "function=A; block=B; br:B(3); end:B cut; end:A(r0)");
}

TEST(Forwarding, ASilentBranchDoesNot) {
  // block unreachable br 0 end call 1 unreachable
  EXPECT_EQ(record({0x02, kEmptyBlock, 0x00, 0x0C, 0, 0x0B, 0x10, 1, 0x00}),
            "function=A; block=B; unreachable; end:B cut; end:A cut");
}

TEST(Forwarding, ABranchToALoopDoesNotReachItsEnd) {
  // loop br 0 end call 1 unreachable
  EXPECT_EQ(record({0x03, kEmptyBlock, 0x0C, 0, 0x0B, 0x10, 1, 0x00}),
            "function=A; loop()=B; br:B(); end:B cut; end:A cut");
}

TEST(Forwarding, LoopParametersAreReplaced) {
  // i32.const 1, loop (type 2) local.get 1, br_if 0 end
  EXPECT_EQ(record({0x41, 1, 0x03, 2, 0x20, 1, 0x0D, 0, 0x0B}),
            "function=A; loop(1)=B; br_if:B l1(phi(1)); end:B(phi(1)); end:A(r0)");
}

TEST(Forwarding, IfElse) {
  EXPECT_EQ(record({0x20, 0, 0x04, kI32Byte, 0x41, 1, 0x05, 0x41, 2, 0x0B}),
            "function=A; if l0=B; else:B(1); end:B(2); end:A(r0)");
}

TEST(Forwarding, IfWhoseBranchesBothLeaveHasNoEnd) {
  EXPECT_EQ(record({0x20, 0, 0x04, kEmptyBlock, 0x00, 0x05, 0x41, 1, 0x0F, 0x0B, 0x10, 1, 0x00}),
            "function=A; if l0=B; unreachable; else:B cut; br:A(1); end:B cut; end:A cut");
}

TEST(Forwarding, ThenBranchAloneReachesTheEnd) {
  EXPECT_EQ(record({0x20, 0, 0x04, kI32Byte, 0x41, 1, 0x05, 0x00, 0x0B}),
            "function=A; if l0=B; else:B(1); unreachable; end:B cut; end:A(r0)");
}

TEST(Forwarding, MissingElseGetsTheParameters) {
  // i32.const 5, local.get 0, if (type 2) drop, i32.const 6 end
  EXPECT_EQ(record({0x41, 5, 0x20, 0, 0x04, 2, 0x1A, 0x41, 6, 0x0B}),
            "function=A; if l0=B; drop 5:i32; else:B(6); end:B(5); end:A(r0)");
}

TEST(Forwarding, MissingElseKeepsTheEndReachable) {
  EXPECT_EQ(record({0x20, 0, 0x04, kEmptyBlock, 0x00, 0x0B, 0x41, 1}),
            "function=A; if l0=B; unreachable; else:B cut; end:B(); end:A(1)");
}

TEST(Forwarding, BranchTable) {
  // block block i32.const... local.get 0, br_table 0 1 (default 1) end unreachable end, 1
  EXPECT_EQ(record({0x02, kEmptyBlock, 0x02, kEmptyBlock, 0x20, 0, 0x0E, 2, 0, 1, 1, 0x0B, 0x00, 0x0B, 0x41, 1}),
            "function=A; block=B; block=C; br_table l0:C:B:B(); end:C cut; unreachable; end:B cut; end:A(1)");
}

TEST(Forwarding, SeveralResults) {
  // block (type 3) i32.const 1 i32.const 2 end i32.sub
  EXPECT_EQ(record({0x02, 3, 0x41, 1, 0x41, 2, 0x0B, 0x6B}), "function=A; block=B; end:B(1,2); end:A(i32.sub(r0,r1))");
}

TEST(Forwarding, CallsThroughReferences) {
  // i32.const 4, ref.null 2, call_ref 2
  EXPECT_EQ(record({0x41, 4, 0xD0, 2, 0x14, 2}), "function=A; call_ref 2 null(4); end:A(r0)");
}

TEST(Forwarding, TailCallsEndTheBlock) {
  // i32.const 4, i32.const 5, return_call 0, call 1
  EXPECT_EQ(record({0x41, 4, 0x41, 5, 0x12, 0, 0x10, 1}), "function=A; return_call 0(4,5); end:A cut");
  // i32.const 4, ref.null 2, ref.as_non_null, return_call_ref 2
  EXPECT_EQ(record({0x41, 4, 0xD0, 2, 0xD4, 0x15, 2}), "function=A; return_call_ref 2 non_null(null)(4); end:A cut");
}

TEST(Forwarding, BranchesOnNull) {
  // block (result i32) i32.const 4, ref.null 2, br_on_null 0, drop end
  EXPECT_EQ(record({0x02, kI32Byte, 0x41, 4, 0xD0, 2, 0xD5, 0, 0x1A, 0x0B}),
            "function=A; block=B; br_on_null:B null(4); drop null:(ref 2); end:B(4); end:A(r0)");
  // i32.const 1, block (result (ref 2)) ref.null 2, br_on_non_null 0, unreachable end, drop
  EXPECT_EQ(record({0x41, 1, 0x02, 0x64, 2, 0xD0, 2, 0xD6, 0, 0x00, 0x0B, 0x1A}),
            "function=A; block=B; br_on_non_null:B(null); unreachable; end:B cut; drop r0:(ref 2); end:A(1)");
}

TEST(Forwarding, OperandsBelowABlockSurviveIt) {
  // i32.const 9, block br 0 end, i32.const 8, i32.add
  EXPECT_EQ(record({0x41, 9, 0x02, kEmptyBlock, 0x0C, 0, 0x0B, 0x41, 8, 0x6A}),
            "function=A; block=B; br:B(); end:B cut; end:A(i32.add(9,8))");
}

TEST(Forwarding, ErrorsInSilentCodeAreErrors) {
  // unreachable, i64.const 0, i32.eqz
  EXPECT_EQ(record({0x00, 0x42, 0, 0x45}), "error: type mismatch: expected i32, found i64");
}

TEST(Forwarding, AConstantExpressionIsAFunctionFrame) {
  ModuleBytes bytes;
  bytes.globals = {{kI32Byte, 0, 0x41, 4, 0x41, 5, 0x6A, 0x0B}};
  const Decoded decoded = decode(bytes);
  const SubtypeContext subtypes(decoded.module);
  RecordingSink sink;
  BodyWalker<RecordingSink> walker(decoded.module, subtypes, sink);
  ASSERT_TRUE(walker.walk_const(decoded.module.globals[0].init, kI32, 0));
  EXPECT_EQ(sink.log(), "function=A; end:A(i32.add(4,5))");
}

}  // namespace
}  // namespace ingot::test
