;; memory.size reads the record of the memory; the others are builtins with 64-bit operands.
(module
  (memory 1)
  (data $d "abc")
  ;; CHECK-LABEL: define {{.*}}f0.size(
  ;; PROGRAM: %[[BYTES:.*]] = load i64, ptr getelementptr (i8, ptr @ingot_memory0, i64 8)
  ;; LIBRARY: %[[RECORD:.*]] = getelementptr i8, ptr %base, i64 -40
  ;; LIBRARY: %[[PLACE:.*]] = getelementptr i8, ptr %[[RECORD]], i64 8
  ;; LIBRARY: %[[BYTES:.*]] = load i64, ptr %[[PLACE]]
  ;; CHECK: %[[PAGES:.*]] = lshr i64 %[[BYTES]], 16
  ;; CHECK-NEXT: trunc i64 %[[PAGES]] to i32
  (func $size (export "size") (result i32)
    (memory.size))

  ;; CHECK-LABEL: define {{.*}}f1.grow(
  ;; PROGRAM: %[[OLD:.*]] = call i64 @ingot_memory_grow(ptr @ingot_memory0, i64 %{{.*}})
  ;; LIBRARY: %[[OLD:.*]] = call i64 @ingot_memory_grow(ptr %{{.*}}, i64 %{{.*}})
  ;; CHECK-NEXT: trunc i64 %[[OLD]] to i32
  (func $grow (export "grow") (param i32) (result i32)
    (memory.grow (local.get 0)))

  ;; CHECK-LABEL: define {{.*}}f2.bulk(
  ;; CHECK: call void @ingot_memory_fill(ptr {{.*}}, i64 %[[A:.*]], i32 %{{.*}}, i64 %{{.*}})
  ;; CHECK: call void @ingot_memory_copy(ptr {{.*}}, ptr {{.*}}, i64 %{{.*}}, i64 %{{.*}}, i64 %{{.*}})
  ;; CHECK: call void @ingot_memory_init(ptr {{.*}}, ptr {{.*}}, i64 %{{.*}}, i64 %{{.*}}, i64 %{{.*}})
  ;; PROGRAM: store i64 0, ptr getelementptr (i8, ptr @data0, i64 8)
  ;; LIBRARY: store volatile i64 0
  (func $bulk (export "bulk") (param i32 i32 i32)
    (memory.fill (local.get 0) (local.get 1) (local.get 2))
    (memory.copy (local.get 0) (local.get 1) (local.get 2))
    (memory.init $d (local.get 0) (local.get 1) (local.get 2))
    (data.drop $d))
)
