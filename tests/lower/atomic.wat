;; Atomic accesses are sequentially consistent, volatile, of natural alignment, which is checked first. The size of a shared
;; memory is read atomically.
(module
  (memory 1 2 shared)
  ;; CHECK-LABEL: define {{.*}}f0.load(
  ;; CHECK: %[[SUM:.*]] = add i32 %{{.*}}, 1
  ;; CHECK: %[[LOW:.*]] = and i32 %[[SUM]], 3
  ;; CHECK: icmp ne i32 %[[LOW]], 0
  ;; CHECK: getelementptr i8, ptr %{{.*}}, i64 5
  ;; CHECK: load atomic volatile i32, ptr %{{.*}} seq_cst, align 4
  (func $load (export "load") (param i32) (result i32)
    (i32.atomic.load offset=5 (local.get 0)))

  ;; A byte has no alignment to check.
  ;; CHECK-LABEL: define {{.*}}f1.add8(
  ;; CHECK-NOT: icmp
  ;; CHECK: %[[OLD:.*]] = atomicrmw volatile add ptr %{{.*}}, i8 %{{.*}} seq_cst, align 1
  ;; CHECK: zext i8 %[[OLD]] to i64
  (func $add8 (export "add8") (param i32 i64) (result i64)
    (i64.atomic.rmw8.add_u (local.get 0) (local.get 1)))

  ;; CHECK-LABEL: define {{.*}}f2.cmpxchg(
  ;; CHECK: and i32 %{{.*}}, 1
  ;; CHECK: cmpxchg volatile ptr %{{.*}}, i16 %{{.*}}, i16 %{{.*}} seq_cst seq_cst, align 2
  (func $cmpxchg (export "cmpxchg") (param i32 i32 i32) (result i32)
    (i32.atomic.rmw16.cmpxchg_u (local.get 0) (local.get 1) (local.get 2)))

  ;; CHECK-LABEL: define {{.*}}f3.store(
  ;; CHECK: store atomic volatile i64 %{{.*}}, ptr %{{.*}} seq_cst, align 8
  (func $store (export "store") (param i32 i64)
    (i64.atomic.store (local.get 0) (local.get 1)))

  ;; The address is read before the builtin gets it.
  ;; CHECK-LABEL: define {{.*}}f4.wait(
  ;; CHECK: load atomic volatile i64, ptr %[[PLACE:.*]] seq_cst, align 8
  ;; CHECK-NEXT: call i32 @ingot_atomic_wait64(ptr %[[PLACE]],
  (func $wait (export "wait") (param i32 i64) (result i32)
    (memory.atomic.wait64 (local.get 0) (local.get 1) (i64.const -1)))

  ;; CHECK-LABEL: define {{.*}}f5.fence(
  ;; CHECK: fence seq_cst
  (func $fence (export "fence") (atomic.fence))

  ;; CHECK-LABEL: define {{.*}}f6.size(
  ;; CHECK: load atomic i64, ptr {{.*}} seq_cst, align 8
  (func $size (export "size") (result i32) (memory.size)))
