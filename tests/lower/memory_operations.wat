;; memory.size reads the record of the memory; fill and copy check their ranges, then leave it to LLVM's intrinsics; the others
;; are builtins with 64-bit operands.
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
  ;; CHECK: %[[END:.*]] = add nuw i64 %[[DEST:.*]], %[[LENGTH:.*]]
  ;; CHECK-NEXT: %[[OUTSIDE:.*]] = icmp ugt i64 %[[END]], %{{.*}}
  ;; CHECK-NEXT: br i1 %[[OUTSIDE]], label %trap
  ;; PROGRAM: call void @llvm.memset.p0.i64(ptr %{{.*}}, i8 %{{.*}}, i64 %[[LENGTH]], i1 false)
  ;; LIBRARY: call void @llvm.memset.p0.i64(ptr %{{.*}}, i8 %{{.*}}, i64 %[[LENGTH]], i1 true)
  ;; CHECK: icmp ugt
  ;; CHECK: icmp ugt
  ;; PROGRAM: call void @llvm.memmove.p0.p0.i64(ptr %{{.*}}, ptr %{{.*}}, i64 %{{.*}}, i1 false)
  ;; LIBRARY: call void @llvm.memmove.p0.p0.i64(ptr %{{.*}}, ptr %{{.*}}, i64 %{{.*}}, i1 true)
  ;; CHECK: call void @ingot_memory_init(ptr {{.*}}, ptr {{.*}}, i64 %{{.*}}, i64 %{{.*}}, i64 %{{.*}})
  ;; PROGRAM: store i64 0, ptr getelementptr (i8, ptr @data0, i64 8)
  ;; LIBRARY: store volatile i64 0
  (func $bulk (export "bulk") (param i32 i32 i32)
    (memory.fill (local.get 0) (local.get 1) (local.get 2))
    (memory.copy (local.get 0) (local.get 1) (local.get 2))
    (memory.init $d (local.get 0) (local.get 1) (local.get 2))
    (data.drop $d))

  ;; ASM-LABEL: f3.small:
  ;; ASM-NOT: call
  ;; ASM: movups
  ;; ASM-NEXT: movups
  ;; ASM-NEXT: retq
  (func $small (export "small") (param i32 i32)
    (memory.copy (local.get 0) (local.get 1) (i32.const 16)))
)
