// platform/lock.h: ThreadSanitizer sees whether the lock orders what is done under it.
#include "runtime/platform/lock.h"

#include "tests/unit/threads/support.h"

namespace ingot::test {
namespace {

TEST(Lock, OneAtATime) {
  Lock lock;
  long count = 0;
  run_threads(8, [&](int) {
    for (int i = 0; i < 10000; ++i) {
      LockGuard guard(lock);
      ++count;
    }
  });
  EXPECT_EQ(count, 80000);
}

}  // namespace
}  // namespace ingot::test
