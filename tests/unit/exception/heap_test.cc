// Which exceptions a collection keeps.
#include <gtest/gtest.h>

#include <vector>

#include "runtime/exception/exception_heap.h"

namespace ingot {
namespace {

constexpr IngotTag kPlain = {.signature = "i", .name = nullptr, .payload_count = 1, .index = 0};
constexpr IngotTag kLong = {.signature = "iiiiiiiiii", .name = nullptr, .payload_count = 10, .index = 1};
constexpr IngotTag kHolder = {.signature = "ir", .name = nullptr, .payload_count = 2, .index = 2};

uintptr_t address(const void* pointer) { return reinterpret_cast<uintptr_t>(pointer); }

class Heap : public testing::Test {
 protected:
  ~Heap() override { heap.free_all(); }
  IngotException* captured(const IngotTag* tag = &kPlain) {
    IngotException* exception = heap.allocate(tag);
    heap.capture(exception);
    return exception;
  }
  size_t count_after(std::initializer_list<uintptr_t> roots) {
    EXPECT_TRUE(heap.begin_collection());
    for (uintptr_t root : roots) heap.mark(root);
    heap.end_collection();
    return heap.captured_count();
  }
  ExceptionHeap heap;
};

TEST_F(Heap, KeepsWhatIsMarked) {
  IngotException* kept = captured();
  captured();
  captured(&kLong);
  EXPECT_EQ(count_after({address(kept)}), 1u);
  EXPECT_EQ(kept->tag, &kPlain);
  EXPECT_EQ(count_after({}), 0u);
}

TEST_F(Heap, KeepsWhatIsPointedInto) {
  IngotException* kept = captured(&kLong);
  EXPECT_EQ(count_after({address(kept) + sizeof(IngotException) + 10 * sizeof(IngotValue) - 1}), 1u);
  EXPECT_EQ(count_after({address(kept) - 1}), 0u);
}

TEST_F(Heap, FollowsPayloads) {
  IngotException* first = captured();
  for (int i = 0; i < 100'000; ++i) {
    IngotException* holder = captured(&kHolder);
    INGOT_EXCEPTION_PAYLOAD(holder)[1].ref = first;
    first = holder;
  }
  EXPECT_EQ(count_after({address(first)}), 100'001u);
}

TEST_F(Heap, TakesNoNumberInAPayloadForAReference) {
  IngotException* target = captured();
  IngotException* holder = captured(&kHolder);
  INGOT_EXCEPTION_PAYLOAD(holder)[0].ref = target;
  EXPECT_EQ(count_after({address(holder)}), 1u);
}

TEST_F(Heap, KeepsWhatTheHostHolds) {
  IngotException* pinned = captured();
  pin(pinned);
  keep_forever(captured());
  captured();
  EXPECT_EQ(count_after({}), 2u);
  unpin(pinned);
  EXPECT_EQ(count_after({}), 1u);
}

TEST_F(Heap, MarksAlignedWordsOfARange) {
  uintptr_t words[3] = {0, address(captured()), 0};
  EXPECT_TRUE(heap.begin_collection());
  heap.mark_range(address(words) + 1, address(words + 3));
  heap.end_collection();
  EXPECT_EQ(heap.captured_count(), 1u);
}

TEST_F(Heap, AsksForACollectionWhenExceptionsHaveDoubled) {
  size_t asked_at = 0;
  std::vector<IngotException*> all;
  while (asked_at == 0) {
    all.push_back(heap.allocate(&kPlain));
    if (heap.capture(all.back())) asked_at = all.size();
  }
  EXPECT_GT(asked_at, 100u);
  ASSERT_TRUE(heap.begin_collection());
  for (IngotException* exception : all) heap.mark(address(exception));
  heap.end_collection();
  size_t more = 0;
  do ++more;
  while (!heap.capture(heap.allocate(&kPlain)));
  EXPECT_GE(more + 1, asked_at);
}

TEST_F(Heap, ReleasesOnlyWhatIsNotCaptured) {
  IngotException* exception = captured();
  heap.release(exception);
  EXPECT_EQ(heap.captured_count(), 1u);
  IngotException* other = heap.allocate(&kPlain);
  heap.release(other);
  EXPECT_EQ(heap.allocate(&kPlain), other);
  heap.release(other);
}

TEST_F(Heap, AbsorbsAnother) {
  ExceptionHeap other;
  IngotException* kept = other.allocate(&kPlain);
  other.capture(kept);
  captured();
  heap.absorb(other);
  EXPECT_EQ(heap.captured_count(), 2u);
  EXPECT_EQ(count_after({address(kept)}), 1u);
  other.free_all();
}

}  // namespace
}  // namespace ingot
