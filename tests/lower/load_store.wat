;; Addresses are zero-extended, offsets are added in a second step, nothing is inbounds, alignment is not believed. Loads of
;; programs carry a marker; accesses of libraries are volatile.
(module
  (memory 1)
  ;; CHECK-LABEL: define {{.*}}f0.load(
  ;; CHECK: %[[INDEX:.*]] = zext i32 %{{.*}} to i64
  ;; PROGRAM-NEXT: %[[BASE:.*]] = getelementptr i8, ptr @ingot_mem0, i64 %[[INDEX]]
  ;; LIBRARY-NEXT: %[[BASE:.*]] = getelementptr i8, ptr %base, i64 %[[INDEX]]
  ;; CHECK-NEXT: %[[ADDRESS:.*]] = getelementptr i8, ptr %[[BASE]], i64 4294967295
  ;; PROGRAM-NEXT: %[[VALUE:.*]] = load i32, ptr %[[ADDRESS]], align 1
  ;; PROGRAM-NEXT: call void @ingot.use.i32(i32 %[[VALUE]])
  ;; LIBRARY-NEXT: %[[VALUE:.*]] = load volatile i32, ptr %[[ADDRESS]], align 1
  ;; CHECK-NEXT: ret i32
  ;; PROGRAM-NEXT: }
  (func $load (export "load") (param i32) (result i32)
    (i32.load offset=4294967295 align=4 (local.get 0)))

  ;; CHECK-LABEL: define {{.*}}f1.narrow(
  ;; PROGRAM: %[[BYTE:.*]] = load i8, ptr
  ;; PROGRAM-NEXT: call void @ingot.use.i8(i8 %[[BYTE]])
  ;; PROGRAM-NEXT: sext i8 %[[BYTE]] to i64
  ;; LIBRARY: load volatile i8
  (func $narrow (export "narrow") (param i32) (result i64)
    (i64.load8_s (local.get 0)))

  ;; CHECK-LABEL: define {{.*}}f2.store(
  ;; CHECK: %[[HALF:.*]] = trunc i64 %{{.*}} to i16
  ;; PROGRAM: store i16 %[[HALF]], ptr %{{.*}}, align 1
  ;; LIBRARY: store volatile i16 %[[HALF]], ptr %{{.*}}, align 1
  (func $store (export "store") (param i32 i64)
    (i64.store16 (local.get 0) (local.get 1)))

  ;; Accesses at one index share its address.
  ;; CHECK-LABEL: define {{.*}}f3.fields(
  ;; CHECK: zext i32
  ;; CHECK-NOT: zext i32
  ;; CHECK: ret
  (func $fields (export "fields") (param i32) (result i32)
    (i32.add (i32.load offset=4 (local.get 0)) (i32.load offset=8 (local.get 0))))

  ;; CHECK-LABEL: define {{.*}}f4.constant_address(
  ;; PROGRAM: load float, ptr getelementptr (i8, ptr @ingot_mem0, i64 4294967304), align 1
  ;; LIBRARY: getelementptr i8, ptr %base, i64 4294967304
  (func $constant_address (export "constant_address") (result f32)
    (f32.load offset=12 (i32.const -4)))

  ;; The value is dropped, the load stays.
  ;; CHECK-LABEL: define {{.*}}f5.dropped(
  ;; PROGRAM: %[[VALUE:.*]] = load double
  ;; PROGRAM-NEXT: call void @ingot.use.f64(double %[[VALUE]])
  ;; LIBRARY: load volatile double
  (func $dropped (export "dropped") (param i32)
    (drop (f64.load (local.get 0))))
)
;; PROGRAM: declare void @ingot.use.i32(i32) #[[ATTRIBUTES:[0-9]+]]
;; PROGRAM: attributes #[[ATTRIBUTES]] = { nofree nosync nounwind willreturn memory(inaccessiblemem: readwrite) "vector-function-abi-variant"="_ZGV_LLVM_N2v_ingot.use.i32(ingot.use.v2i32),{{.*}}_ZGV_LLVM_N64v_ingot.use.i32(ingot.use.v64i32)" }
