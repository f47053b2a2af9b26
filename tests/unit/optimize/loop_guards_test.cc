// Loops that the loop passes must leave as they are, each beside one that differs from it in what matters only. Loops
// that producers of Wasm make, and that compute something wrong without a guard, are in
// tests/regress/core/loop_addresses.wast; these are the guards that one sees in the IR only.
#include "compiler/optimize/loop_addresses.h"
#include "compiler/optimize/pause_markers.h"
#include "compiler/optimize/separate_rows.h"
#include "tests/unit/optimize/pass_test.h"

namespace ingot {
namespace {

constexpr char kHead[] = R"(
@memory = external global i8
declare void @ingot.use.i32(i32)
declare <4 x i32> @llvm.masked.gather.v4i32.v4p0(<4 x ptr>, i32, <4 x i1>, <4 x i32>)
)";

/// Bytes at `index` of memory, as %`name`.
std::string at(const std::string& name, const std::string& index, int constant = 0) {
  return "  %" + name + ".i = add i32 " + index + ", " + std::to_string(constant) + "\n  %" + name + ".w = zext i32 %" +
         name + ".i to i64\n  %" + name + " = getelementptr i8, ptr @memory, i64 %" + name + ".w\n";
}

class LoopGuardsTest : public PassTest {
 protected:
  /// A function of a loop, in which %i advances by `step` from 0 to 960. %total, if there is one, is added up in %sum.
  static std::string loop(const std::string& body, int step = 8, const std::string& result = "0") {
    const bool adds_up = body.find("%total") != std::string::npos;
    return "define i32 @f(i32 %p, i32 %q, i32 %x, i32 %y) {\nentry:\n  %before = load i32, ptr @memory\n  br label "
           "%loop\n"
           "loop:\n  %i = phi i32 [ 0, %entry ], [ %next, %loop ]\n" +
           std::string(adds_up ? "  %sum = phi i32 [ 0, %entry ], [ %total, %loop ]\n" : "") + body +
           "  %next = add nuw nsw i32 %i, " + std::to_string(step) +
           "\n  %more = icmp ult i32 %next, 960\n  br i1 %more, label %loop, label %out\nout:\n  ret i32 " + result +
           "\n}\n";
  }

  /// The IR behind the pass.
  template <typename Pass>
  std::string run(const std::string& text, Pass pass) {
    return run_on_module(kHead + text, pass);
  }

  bool is_rewritten(const std::string& text) {
    return run(text, LoopAddressesPass({})).find("%counter") != std::string::npos;
  }

  /// Whether the loop has become one of `stores` stores, without the other pieces. Copies are not counted.
  bool is_rolled(const std::string& body, int step = 8, int stores = 1, const std::string& result = "0") {
    rolled_ = run(loop(body, step, result), LoopAddressesPass({}));
    const std::string rewritten = rolled_.substr(rolled_.find("\nloop:"));
    return count(rewritten.substr(0, rewritten.find("br i1")), "store ") == stores;
  }

  static int count(const std::string& text, const std::string& what) {
    int found = 0;
    for (size_t i = text.find(what); i != std::string::npos; i = text.find(what, i + 1)) ++found;
    return found;
  }

  std::string rolled_;
};

TEST_F(LoopGuardsTest, OrdinaryAccesses) {
  const auto with = [](const std::string& access) { return loop(at("a", "%i") + access); };
  EXPECT_TRUE(is_rewritten(with("  store i32 0, ptr %a\n")));
  EXPECT_FALSE(is_rewritten(with("  store volatile i32 0, ptr %a\n")));
  EXPECT_FALSE(is_rewritten(with("  store atomic i32 0, ptr %a seq_cst, align 4\n")));
  EXPECT_FALSE(is_rewritten(with("  store i32 0, ptr %a\n  %v = load volatile i32, ptr %a\n")));
  EXPECT_FALSE(is_rewritten(with("  store i32 0, ptr %a\n  %v = load atomic i32, ptr %a seq_cst, align 4\n")));
}

TEST_F(LoopGuardsTest, AddressesOfAnotherForm) {
  const auto with = [](const std::string& address) { return loop(address + "  store i32 0, ptr %a\n"); };
  EXPECT_TRUE(is_rewritten(with("  %w = zext i32 %i to i64\n  %a = getelementptr i8, ptr @memory, i64 %w\n")));
  EXPECT_FALSE(is_rewritten(with("  %w = zext i32 %i to i64\n  %a = getelementptr i32, ptr @memory, i64 %w\n")));
  EXPECT_FALSE(is_rewritten(
      with("  %n = trunc i32 %i to i16\n  %w = zext i16 %n to i64\n  %a = getelementptr i8, ptr @memory, i64 %w\n")));
  EXPECT_FALSE(
      is_rewritten(with("  %w = zext i32 %i to i64\n  %b = getelementptr i8, ptr @memory, i64 8589934592\n"
                        "  %a = getelementptr i8, ptr %b, i64 %w\n")));
  EXPECT_FALSE(
      is_rewritten(with("  %w = zext i32 %i to i64\n  %v = load ptr, ptr @memory\n"
                        "  %a = getelementptr i8, ptr %v, i64 %w\n")));
}

TEST_F(LoopGuardsTest, StepsThatAreLarge) {
  const auto with = [](const std::string& step) {
    return loop("  %j = mul i32 %i, " + step + "\n" + at("a", "%j") + "  store i32 0, ptr %a\n", 500);
  };
  EXPECT_TRUE(is_rewritten(with("1048576")));
  EXPECT_FALSE(is_rewritten(with("4194304")));
}

TEST_F(LoopGuardsTest, RecurrencesOfAnotherLoop) {
  const auto with = [](const std::string& index) {
    return "define i32 @f(i32 %p) {\nentry:\n  br label %outer\nouter:\n  %o = phi i32 [ 0, %entry ], [ %o.next, "
           "%latch ]\n"
           "  br label %loop\nloop:\n  %i = phi i32 [ 0, %outer ], [ %next, %loop ]\n" +
           at("a", index) +
           "  store i32 0, ptr %a\n  %next = add nuw nsw i32 %i, 8\n  %more = icmp ult i32 %next, 96\n"
           "  br i1 %more, label %loop, label %latch\nlatch:\n  %o.next = add nuw nsw i32 %o, 4\n"
           "  %again = icmp ult i32 %o.next, 96\n  br i1 %again, label %outer, label %out\nout:\n  ret i32 0\n}\n";
  };
  EXPECT_TRUE(is_rewritten(with("%i")));
  EXPECT_FALSE(is_rewritten(with("%o")));
}

TEST_F(LoopGuardsTest, CountsThatAreWide) {
  const auto with = [](const std::string& type) {
    return "define i32 @f(" + type +
           " %n) {\nentry:\n  br label %loop\nloop:\n  %i = phi i32 [ 0, %entry ], [ %next, %loop ]\n"
           "  %c = phi " +
           type + " [ 0, %entry ], [ %d, %loop ]\n" + at("a", "%i") +
           "  store i32 0, ptr %a\n  %next = add i32 %i, 8\n  %d = add " + type + " %c, 1\n  %more = icmp ne " + type +
           " %d, %n\n  br i1 %more, label %loop, label %out\nout:\n  ret i32 0\n}\n";
  };
  EXPECT_TRUE(is_rewritten(with("i64")));
  EXPECT_FALSE(is_rewritten(with("i128")));
}

TEST_F(LoopGuardsTest, OneExitAtTheLatch) {
  const std::string two_exits =
      "define i32 @f(i32 %p, i32 %x) {\nentry:\n  br label %loop\nloop:\n  %i = phi i32 [ 0, %entry ], [ %next, %latch "
      "]\n" +
      at("a", "%i") +
      "  store i32 0, ptr %a\n  %first = icmp eq i32 %i, 96\n  br i1 %first, label %out, label %latch\nlatch:\n"
      "  %next = add nuw nsw i32 %i, 8\n  %more = icmp ult i32 %next, 960\n  br i1 %more, label %loop, label %out\n"
      "out:\n  ret i32 0\n}\n";
  EXPECT_FALSE(is_rewritten(two_exits));
}

TEST_F(LoopGuardsTest, ExitsInTheMiddleAfterAKnownNumberOfRounds) {
  const auto is_finished_behind = [&](const std::string& end, const std::string& access = "store i32") {
    const std::string text =
        "define i32 @f(i32 %x) {\nentry:\n  %few = and i32 %x, 96\n  br label %loop\nloop:\n"
        "  %i = phi i32 [ 0, %entry ], [ %next, %latch ]\n" +
        at("a", "%i") + "  " + access + " 0, ptr %a\n  %last = icmp eq i32 %i, " + end +
        "\n  br i1 %last, label %out, label %latch\nlatch:\n" + at("b", "%i", 4) +
        "  store i32 1, ptr %b\n  %next = add nuw nsw i32 %i, 8\n  br label %loop\nout:\n  ret i32 %i\n}\n";
    return run(text, LoopAddressesPass({})).find("loop.last") != std::string::npos;
  };
  EXPECT_TRUE(is_finished_behind("96"));
  EXPECT_FALSE(is_finished_behind("%few"));
  EXPECT_FALSE(is_finished_behind("0"));
  EXPECT_FALSE(is_finished_behind("96", "store volatile i32"));
}

/// Two pieces, p[0] and p[1] by four bytes each.
std::string pieces(const std::string& first, const std::string& second) {
  return at("a", "%i") + at("b", "%i", 4) + first + second;
}

TEST_F(LoopGuardsTest, PiecesAreAlike) {
  const std::string load_a = "  %v = load i32, ptr %a\n", load_b = "  %w = load i32, ptr %b\n";
  const auto are_rolled = [&](const std::string& first, const std::string& second) {
    return is_rolled(pieces(load_a + first + "  store i32 %s, ptr %a\n", load_b + second + "  store i32 %t, ptr %b\n"));
  };
  EXPECT_TRUE(are_rolled("  %s = add i32 %v, %x\n", "  %t = add i32 %w, %x\n"));
  EXPECT_TRUE(are_rolled("  %s = add i32 %v, %x\n", "  %t = add i32 %x, %w\n"));
  EXPECT_FALSE(are_rolled("  %s = add i32 %v, %x\n", "  %t = add i32 %w, %y\n"));
  EXPECT_FALSE(are_rolled("  %s = add i32 %v, %x\n", "  %t = xor i32 %w, %x\n"));
  EXPECT_FALSE(are_rolled("  %s = mul i32 %v, %v\n", "  %u = xor i32 %w, 5\n  %t = mul i32 %w, %u\n"));
  // The first piece reads what loops before it have written, the other one does not.
  EXPECT_FALSE(
      is_rolled(pieces("  %s = load i32, ptr @memory\n  store i32 %s, ptr %a\n", "  store i32 %before, ptr %b\n")));
}

TEST_F(LoopGuardsTest, RecurrencesAdvanceFromPieceToPiece) {
  const auto are_rolled = [&](int distance) {
    return is_rolled(pieces("  store i32 %i, ptr %a\n",
                            "  %j = add i32 %i, " + std::to_string(distance) + "\n  store i32 %j, ptr %b\n"));
  };
  EXPECT_TRUE(are_rolled(4));
  EXPECT_FALSE(are_rolled(0));
  EXPECT_FALSE(are_rolled(5));
  const auto three = [&](int distance) {
    return is_rolled(at("a", "%i") + at("b", "%i", 4) + at("c", "%i", 8) + "  %j = add i32 %i, 4\n  %k = add i32 %i, " +
                         std::to_string(distance) +
                         "\n  store i32 %i, ptr %a\n  store i32 %j, ptr %b\n  store i32 %k, ptr %c\n",
                     12);
  };
  EXPECT_TRUE(three(8));
  EXPECT_FALSE(three(9));
}

TEST_F(LoopGuardsTest, AddressesAdvanceFromPieceToPiece) {
  const auto are_rolled = [&](const std::string& second) {
    return is_rolled(at("p0", "%p") + at("a", "%i") + second + "  store i32 %x, ptr %a\n  store i32 %x, ptr %b\n");
  };
  EXPECT_TRUE(are_rolled(at("b", "%i", 4)));
  EXPECT_FALSE(are_rolled(at("b", "%i", 12)));
  EXPECT_FALSE(are_rolled("  %j = add i32 %i, %q\n" + at("c", "%j") + "  %b = getelementptr i8, ptr %c, i64 4\n"));
  // Four bytes of a step of six.
  std::string bytes;
  for (int i = 0; i < 4; ++i)
    bytes += at("a" + std::to_string(i), "%i", i) + "  store i8 1, ptr %a" + std::to_string(i) + "\n";
  EXPECT_TRUE(is_rolled(bytes, 4));
  EXPECT_FALSE(is_rolled(bytes, 6));
}

TEST_F(LoopGuardsTest, SumsAreOfWholePieces) {
  const auto are_rolled = [&](const std::string& second) {
    return is_rolled(at("a", "%i") + at("b", "%i", 4) + "  %v = load i32, ptr %a\n  %w = load i32, ptr %b\n" +
                         "  store i32 %x, ptr %a\n  store i32 %x, ptr %b\n  %half = add i32 %sum, %v\n" + second,
                     8, 1, "%total");
  };
  EXPECT_TRUE(are_rolled("  %total = add i32 %half, %w\n"));
  EXPECT_FALSE(are_rolled("  %total = xor i32 %half, %w\n"));
  EXPECT_FALSE(are_rolled("  %more_of_it = add i32 %half, %w\n  %total = add i32 %more_of_it, %v\n"));
  const auto without_loads = [&](const std::string& half, const std::string& total) {
    return is_rolled(pieces("  store i32 %x, ptr %a\n  store i32 %x, ptr %b\n",
                            "  %half = " + half + " i32 %sum, %y\n  %total = " + total + " i32 %half, %y\n"),
                     8, 1, "%total");
  };
  EXPECT_TRUE(without_loads("mul", "mul"));
  EXPECT_FALSE(without_loads("mul", "xor"));
}

TEST_F(LoopGuardsTest, ValuesBehindTheLoop) {
  const std::string body =
      pieces("  %v = load i32, ptr %a\n  store i32 %v, ptr %a\n", "  %w = load i32, ptr %b\n  store i32 %w, ptr %b\n");
  EXPECT_TRUE(is_rolled(body));
  EXPECT_FALSE(is_rolled(body, 8, 1, "%v"));
}

TEST_F(LoopGuardsTest, EveryAccessIsInAPiece) {
  const std::string both = "  store i32 %x, ptr %a\n  store i32 %x, ptr %b\n";
  EXPECT_TRUE(is_rolled(pieces(both, "")));
  EXPECT_FALSE(
      is_rolled(pieces(both, at("c", "%i", 16) + "  %u = load i32, ptr %c\n  call void @ingot.use.i32(i32 %u)\n")));
}

TEST_F(LoopGuardsTest, MarkersOfTheFirstPieceStay) {
  EXPECT_TRUE(
      is_rolled(pieces("  %v = load i32, ptr %a\n  call void @ingot.use.i32(i32 %v)\n  store i32 %v, ptr %a\n",
                       "  %w = load i32, ptr %b\n  call void @ingot.use.i32(i32 %w)\n  store i32 %w, ptr %b\n")));
  EXPECT_EQ(count(rolled_, "call void @ingot.use.i32"), 1);
}

TEST_F(LoopGuardsTest, AccessesThatChangePlacesAreApart) {
  const auto are_rolled = [&](const std::string& loads, const std::string& type) {
    return is_rolled(pieces(loads, "  store " + type + " %v, ptr %a\n  store " + type + " %w, ptr %b\n"));
  };
  EXPECT_TRUE(are_rolled("  %v = load i32, ptr %a\n  %w = load i32, ptr %b\n", "i32"));
  // Eight bytes overlap with those that are four bytes further.
  EXPECT_FALSE(are_rolled("  %v = load i64, ptr %a\n  %w = load i64, ptr %b\n", "i64"));
  // Somewhere, perhaps where the first piece stores.
  EXPECT_FALSE(are_rolled(at("m", "%p") + "  %v = load i32, ptr %m\n  %w = load i32, ptr %m\n", "i32"));
}

TEST_F(LoopGuardsTest, FlagsThatAllPiecesHave) {
  EXPECT_TRUE(is_rolled(pieces("  %v = load i32, ptr %a\n  %s = add nsw i32 %v, %x\n  store i32 %s, ptr %a\n",
                               "  %w = load i32, ptr %b\n  %t = add i32 %w, %x\n  store i32 %t, ptr %b\n")));
  EXPECT_NE(rolled_.find("%s = add i32 %v, %x"), std::string::npos);
}

TEST_F(LoopGuardsTest, TypesOfWhatIsRead) {
  const std::string types =
      "!0 = !{!1, !1, i64 0}\n!1 = !{!\"a\", !2}\n!2 = !{!\"root\"}\n!3 = !{!4, !4, i64 0}\n!4 = !{!\"b\", !2}\n";
  const auto roll = [&](const std::string& second) {
    return run(
        loop(pieces("  store i32 %x, ptr %a, !tbaa !0\n", "  store i32 %x, ptr %b, !tbaa " + second + "\n")) + types,
        LoopAddressesPass({}));
  };
  EXPECT_EQ(count(roll("!0"), "store "), 1);
  EXPECT_EQ(count(roll("!3"), "store "), 2);
}

TEST_F(LoopGuardsTest, FreezesOfOthersStay) {
  EXPECT_EQ(count(run("define i32 @f(i32 %p) {\n  %v = freeze i32 %p\n  ret i32 %v\n}\n", JoinRowsPass()), "freeze"),
            1);
}

TEST_F(LoopGuardsTest, GathersAreMarkedAgain) {
  const std::string gather =
      "define <4 x i32> @f(<4 x ptr> %p) {\n  %v = call <4 x i32> @llvm.masked.gather.v4i32.v4p0(<4 x ptr> %p, i32 1, "
      "<4 x i1> splat (i1 true), <4 x i32> poison)\n  ret <4 x i32> %v\n}\n";
  EXPECT_EQ(count(run(gather, ResumeMarkersPass()), "@ingot.use.v4i32"), 1);
}

}  // namespace
}  // namespace ingot
