;; Programs: variables of their own, constants if nothing writes them. Libraries: in the context below the base; stores are
;; volatile, since a trap that LLVM does not see may follow.
(module
  (global $counter (mut i32) (i32.const 5))
  (global $constant i64 (i64.const 1234567))
  (global $never_written (mut f32) (f32.const 1.5))
  ;; PROGRAM: @g0 = external hidden global i32

  ;; CHECK-LABEL: define {{.*}}f0.count(
  ;; PROGRAM: %[[OLD:.*]] = load i32, ptr @g0
  ;; PROGRAM: store i32 %{{.*}}, ptr @g0
  ;; LIBRARY: %[[PLACE:.*]] = getelementptr i8, ptr %base, i64 -64
  ;; LIBRARY: load i32, ptr %[[PLACE]]
  ;; LIBRARY: store volatile i32
  (func $count (export "count")
    (global.set $counter (i32.add (global.get $counter) (i32.const 1))))

  ;; CHECK-LABEL: define {{.*}}f1.constants(
  ;; PROGRAM: ret i64 1234567
  ;; LIBRARY: load i64, ptr %{{.*}}, !invariant.load
  (func $constants (export "constants") (result i64)
    (global.get $constant))

  ;; CHECK-LABEL: define {{.*}}f2.never_written(
  ;; PROGRAM: ret float 1.500000e+00
  ;; LIBRARY: load float, ptr %{{[0-9]+}}, align 4{{$}}
  (func $never_written (export "never_written") (result f32)
    (global.get $never_written))
)
