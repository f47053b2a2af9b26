// Shims of known functions of a C library: native code in front of the function's own body.
//
// A shim does what the body would do, or calls the body. It must be the body that runs wherever the two could differ:
//
//   - where the body traps, since what it has written before must be there (range tests; searches end with the memory,
//     and if they found nothing, the body goes on to the trap);
//   - where ranges overlap that C says must not (the copies of a body have an order that can be seen);
//   - where a length has more than 31 bits, or a range ends at 2^32, if the body compares ends, or takes a length for
//     signed: no object of C is so large, so that compilers make bodies that do nothing then.
//
// Then the result and the memory are the same: the known bodies do what C says, and write nothing else but a table of
// strspn and strcspn on the stack of the C program, which their shims write, too. The native
// code cannot fault, so that all of it may be outside of INGOT_CODE_SECTION. The call of the body is a tail call: it is
// not seen in backtraces.
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>

#include "compiler/lower/abi_access.h"
#include "compiler/lower/convention.h"
#include "compiler/lower/libc_function.h"
#include "compiler/lower/trap.h"

namespace ingot {
namespace {

using V = llvm::Value*;

/// Copies of constant length up to this are a few moves.
constexpr uint64_t kMaxInlineBytes = 64;
/// A bit for each byte that there is.
constexpr uint32_t kSetBytes = 32;
/// Lengths of objects are below, and so are the addresses of their ends.
constexpr uint64_t kObjectBytes = uint64_t{1} << 31, kAddresses = uint64_t{1} << 32;

class Shim {
 public:
  Shim(const ModulePlan& plan, StateAccess& state, llvm::Function& function, uint32_t funcidx)
      : plan_(plan),
        state_(state),
        function_(function),
        funcidx_(funcidx),
        memidx_(plan.libc_function(funcidx)->memidx),
        b_(llvm::BasicBlock::Create(function.getContext(), "entry", &function)) {
    state_.enter_function(function);
    body_block_ = llvm::BasicBlock::Create(function.getContext(), "body", &function);
    orders_ends_ = plan.libc_function(funcidx)->orders_ends;
    size_ = state_.memory_byte_length(b_, memidx_, llvm::AtomicOrdering::Unordered);
    if (orders_ends_) size_ = smaller(size_, b_.getInt64(kAddresses - 1));
  }

  void define() {
    create_return(result(plan_.libc_function(funcidx_)->kind));
    b_.SetInsertPoint(body_block_);
    tail_call_body();
  }

 private:
  void create_return(V value) {
    if (function_.getReturnType()->isVoidTy()) {
      b_.CreateRetVoid();
    } else {
      b_.CreateRet(value);
    }
  }

  V result(LibcFunctionKind kind) {
    switch (kind) {
      case LibcFunctionKind::Memcpy: return copy(/*may_overlap=*/false);
      case LibcFunctionKind::Memmove: return copy(/*may_overlap=*/true);
      case LibcFunctionKind::Memset: return fill();
      case LibcFunctionKind::Memcmp: return compare(Builtin::find_mismatch, length());
      case LibcFunctionKind::Strcmp: return compare(Builtin::find_mismatch_or_nul, nullptr);
      case LibcFunctionKind::Strncmp: return compare(Builtin::find_mismatch_or_nul, length());
      case LibcFunctionKind::Memchr: return find_first();
      case LibcFunctionKind::Memrchr: return find_last();
      case LibcFunctionKind::Strlen: return narrow(string_length(0));
      case LibcFunctionKind::Strchr: return find_in_string(/*or_end=*/false);
      case LibcFunctionKind::Strchrnul: return find_in_string(/*or_end=*/true);
      case LibcFunctionKind::Strcpy: return copy_string(/*result_is_end=*/false);
      case LibcFunctionKind::Stpcpy: return copy_string(/*result_is_end=*/true);
      case LibcFunctionKind::Strcspn: return span(Builtin::find_in_set);
      case LibcFunctionKind::Strspn: return span(Builtin::find_outside_set);
    }
    llvm_unreachable("all kinds are named");
  }

  V parameter(unsigned index) { return function_.getArg((has_base_parameter(plan_) ? 1 : 0) + index); }
  V wide(unsigned index) { return b_.CreateZExt(parameter(index), b_.getInt64Ty()); }
  V narrow(V i64) { return b_.CreateTrunc(i64, b_.getInt32Ty()); }
  V larger(V a, V b) { return b_.CreateBinaryIntrinsic(llvm::Intrinsic::umax, a, b); }
  V smaller(V a, V b) { return b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, a, b); }
  V address(V index) { return b_.CreateGEP(b_.getInt8Ty(), state_.memory_base(b_, memidx_), index); }

  /// Leaves the call to the body unless the condition holds.
  void require(V condition) {
    llvm::BasicBlock* next = llvm::BasicBlock::Create(b_.getContext(), "", &function_, body_block_);
    b_.CreateCondBr(condition, next, body_block_, llvm::MDBuilder(b_.getContext()).createBranchWeights(1048575, 1));
    b_.SetInsertPoint(next);
  }
  /// The third parameter of those that have a length.
  V length() {
    V value = wide(2);
    if (orders_ends_) require(b_.CreateICmpULT(value, b_.getInt64(kObjectBytes)));
    return value;
  }
  /// The range need not be in bounds to its end, but has one.
  void require_end(V start, V length) {
    if (!orders_ends_) return;
    require(
        b_.CreateICmpULT(b_.CreateAdd(start, length, "", /*HasNUW=*/true, /*HasNSW=*/true), b_.getInt64(kAddresses)));
  }
  /// Both are below 2^32: their sum does not wrap.
  void require_in_bounds(V start, V length) {
    require(b_.CreateICmpULE(b_.CreateAdd(start, length, "", /*HasNUW=*/true, /*HasNSW=*/true), size_));
  }
  void require_apart(V dest, V source, V length) {
    V distance = b_.CreateBinaryIntrinsic(llvm::Intrinsic::abs, b_.CreateNSWSub(dest, source), b_.getTrue());
    require(b_.CreateICmpUGE(distance, length));
  }
  /// Bytes from `start` to the end of the memory.
  V bytes_behind(V start) {
    require(b_.CreateICmpULE(start, size_));
    return b_.CreateNUWSub(size_, start);
  }

  V search(Builtin builtin, V first, V second, V length) {
    llvm::CallInst* call = call_builtin(b_, builtin, {first, second, length});
    // So that LLVM shares equal calls with no write between them.
    call->setOnlyReadsMemory();
    call->setOnlyAccessesArgMemory();
    call->setDoesNotThrow();
    call->addFnAttr(llvm::Attribute::WillReturn);
    return call;
  }

  V copy(bool may_overlap) {
    V dest = wide(0), source = wide(1), length = this->length();
    require_in_bounds(larger(dest, source), length);
    const bool is_volatile = state_.exact_at_traps();
    if (may_overlap) {
      b_.CreateMemMove(address(dest), llvm::MaybeAlign(), address(source), llvm::MaybeAlign(), length, is_volatile);
    } else {
      require_apart(dest, source, length);
      b_.CreateMemCpy(address(dest), llvm::MaybeAlign(), address(source), llvm::MaybeAlign(), length, is_volatile);
    }
    return parameter(0);
  }

  V fill() {
    V dest = wide(0), length = this->length();
    require_in_bounds(dest, length);
    b_.CreateMemSet(address(dest), b_.CreateTrunc(parameter(1), b_.getInt8Ty()), length, llvm::MaybeAlign(),
                    state_.exact_at_traps());
    return parameter(0);
  }

  V byte_at(V index) {
    return b_.CreateZExt(b_.CreateAlignedLoad(b_.getInt8Ty(), address(index), llvm::Align(1)), b_.getInt32Ty());
  }

  /// The difference of the first bytes that decide; 0 if none of `limit` does. Without a limit there must be one.
  V compare(Builtin builtin, V limit) {
    V first = wide(0), second = wide(1);
    V in_memory = bytes_behind(larger(first, second));
    if (limit) require_end(larger(first, second), limit);
    V length = limit ? smaller(in_memory, limit) : in_memory;
    V index = search(builtin, address(first), address(second), length);
    V found = b_.CreateICmpULT(index, length);
    if (!limit) {
      require(found);
      return difference(first, second, index);
    }
    require(b_.CreateOr(found, b_.CreateICmpEQ(length, limit)));
    return if_found(found, [&] { return difference(first, second, index); });
  }

  V difference(V first, V second, V index) {
    V left = byte_at(b_.CreateNUWAdd(first, index));
    return b_.CreateSub(left, byte_at(b_.CreateNUWAdd(second, index)));
  }

  /// What make() makes if the condition holds, else 0.
  template <typename Make>
  V if_found(V condition, Make make) {
    llvm::BasicBlock* before = b_.GetInsertBlock();
    llvm::BasicBlock* found = llvm::BasicBlock::Create(b_.getContext(), "found", &function_, body_block_);
    llvm::BasicBlock* after = llvm::BasicBlock::Create(b_.getContext(), "", &function_, body_block_);
    b_.CreateCondBr(condition, found, after);
    b_.SetInsertPoint(found);
    V value = make();
    b_.CreateBr(after);
    b_.SetInsertPoint(after);
    llvm::PHINode* result = b_.CreatePHI(b_.getInt32Ty(), 2);
    result->addIncoming(b_.getInt32(0), before);
    result->addIncoming(value, found);
    return result;
  }

  V find_first() {
    V start = wide(0), limit = this->length();
    require_end(start, limit);
    V length = smaller(bytes_behind(start), limit);
    V index = search(Builtin::find_byte, address(start), parameter(1), length);
    V found = b_.CreateICmpULT(index, length);
    require(b_.CreateOr(found, b_.CreateICmpEQ(length, limit)));
    return b_.CreateSelect(found, narrow(b_.CreateNUWAdd(start, index)), b_.getInt32(0));
  }

  V find_last() {
    V start = wide(0), length = this->length();
    require_in_bounds(start, length);
    V index = search(Builtin::find_last_byte, address(start), parameter(1), length);
    return b_.CreateSelect(b_.CreateICmpULT(index, length), narrow(b_.CreateNUWAdd(start, index)), b_.getInt32(0));
  }

  /// Of the string that a parameter points to, which has to end in the memory.
  V string_length(unsigned index) {
    V start = wide(index);
    V in_memory = bytes_behind(start);
    V length = search(Builtin::find_byte, address(start), b_.getInt32(0), in_memory);
    require(b_.CreateICmpULT(length, in_memory));
    return length;
  }

  V find_in_string(bool or_end) {
    V start = wide(0);
    V in_memory = bytes_behind(start);
    V index = search(Builtin::find_byte_or_nul, address(start), parameter(1), in_memory);
    require(b_.CreateICmpULT(index, in_memory));
    V position = b_.CreateNUWAdd(start, index);
    if (or_end) return narrow(position);
    V is_it = b_.CreateICmpEQ(byte_at(position), b_.CreateAnd(parameter(1), b_.getInt32(0xFF)));
    return b_.CreateSelect(is_it, narrow(position), b_.getInt32(0));
  }

  V copy_string(bool result_is_end) {
    V dest = wide(0), source = wide(1);
    V length = string_length(1);
    V bytes = b_.CreateNUWAdd(length, b_.getInt64(1));
    require_in_bounds(dest, bytes);
    require_apart(dest, source, bytes);
    b_.CreateMemCpy(address(dest), llvm::MaybeAlign(), address(source), llvm::MaybeAlign(), bytes,
                    state_.exact_at_traps());
    return result_is_end ? narrow(b_.CreateNUWAdd(dest, length)) : parameter(0);
  }

  /// The body puts the set, as bits, right below the stack pointer, where it stays; sets of less than two bytes are
  /// something else to it. What it reads must not be what it writes there.
  V span(Builtin builtin) {
    V start = wide(0), set = wide(1);
    V count = string_length(1);
    require(b_.CreateICmpUGE(count, b_.getInt64(2)));
    V top = state_.global_get(b_, *plan_.libc_function(funcidx_)->stack_pointer);
    V table = b_.CreateZExt(b_.CreateSub(top, b_.getInt32(kSetBytes)), b_.getInt64Ty());
    require_in_bounds(table, b_.getInt64(kSetBytes));
    V in_memory = bytes_behind(start);
    V bits = alloca_at_entry();
    V index = call_builtin(b_, builtin, {address(start), in_memory, address(set), count, bits});
    require(b_.CreateICmpULT(index, in_memory));
    require_not_in_set_table(table, start, index);
    require_not_in_set_table(table, set, count);
    b_.CreateMemCpy(address(table), llvm::MaybeAlign(), bits, llvm::Align(8), kSetBytes, state_.exact_at_traps());
    return narrow(index);
  }
  /// Of `length` bytes and the one behind them.
  void require_not_in_set_table(V table, V start, V length) {
    V is_below = b_.CreateICmpULT(b_.CreateNUWAdd(start, length), table);
    V is_above = b_.CreateICmpUGE(start, b_.CreateNUWAdd(table, b_.getInt64(kSetBytes)));
    require(b_.CreateOr(is_below, is_above));
  }
  V alloca_at_entry() {
    llvm::BasicBlock& entry = function_.getEntryBlock();
    llvm::IRBuilder<> builder(&entry, entry.begin());
    llvm::AllocaInst* bits = builder.CreateAlloca(llvm::ArrayType::get(b_.getInt8Ty(), kSetBytes));
    bits->setAlignment(llvm::Align(8));
    return bits;
  }

  void tail_call_body() {
    llvm::Function* body = declare_libc_body(*function_.getParent(), plan_, funcidx_);
    std::vector<V> arguments;
    for (llvm::Argument& argument : function_.args()) arguments.push_back(&argument);
    llvm::CallInst* call = b_.CreateCall(body, arguments);
    call->setCallingConv(body->getCallingConv());
    call->setTailCallKind(llvm::CallInst::TCK_MustTail);
    call->setDoesNotThrow();
    if (has_base_parameter(plan_)) call->addParamAttr(0, llvm::Attribute::SwiftSelf);
    create_return(call);
  }

  const ModulePlan& plan_;
  StateAccess& state_;
  llvm::Function& function_;
  const uint32_t funcidx_;
  const uint32_t memidx_;
  llvm::IRBuilder<> b_;
  llvm::BasicBlock* body_block_ = nullptr;
  V size_ = nullptr;
  bool orders_ends_ = true;
};

}  // namespace

llvm::Function* declare_libc_body(llvm::Module& module, const ModulePlan& plan, uint32_t funcidx) {
  const std::string symbol = plan.function_symbol(funcidx) + ".body";
  if (llvm::Function* known = module.getFunction(symbol)) return known;
  llvm::Function* body = declare_wasm_function(module, plan, plan.module().func_type(funcidx), symbol);
  body->setDoesNotThrow();
  body->addFnAttr(llvm::Attribute::Cold);
  body->addFnAttr(llvm::Attribute::NoInline);
  // Right behind its shim: host libraries know where a function begins only by the address that references have.
  llvm::Function* shim = module.getFunction(plan.function_symbol(funcidx));
  body->removeFromParent();
  module.getFunctionList().insertAfter(shim->getIterator(), body);
  return body;
}

void define_libc_shim(const ModulePlan& plan, StateAccess& state, llvm::Function& function, uint32_t funcidx) {
  apply_wasm_definition(function);
  Shim(plan, state, function, funcidx).define();
}

bool is_worth_inlining(const LibcFunction& callee, std::span<llvm::Value* const> arguments) {
  switch (callee.kind) {
    case LibcFunctionKind::Memcpy:
    case LibcFunctionKind::Memmove:
    case LibcFunctionKind::Memset: {
      auto* length = llvm::dyn_cast<llvm::ConstantInt>(arguments[2]);
      return length && length->getZExtValue() <= kMaxInlineBytes;
    }
    default: return false;
  }
}

}  // namespace ingot
