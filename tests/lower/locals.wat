;; Locals are SSA values.
(module
  ;; CHECK-LABEL: define {{.*}}f0.count(
  ;; CHECK-NOT: alloca
  ;; CHECK: loop:
  ;; CHECK-NEXT: phi i32 [ %{{.*}}, %entry ]
  ;; CHECK-NEXT: phi i32 [ 0, %entry ]
  ;; CHECK-NOT: phi
  ;; CHECK: br i1 %{{.*}}, label %loop, label
  ;; CHECK: ret i32
  (func $count (export "count") (param $n i32) (param $step i32) (result i32)
    (local $sum i32)
    (loop
      (local.set $sum (i32.add (local.get $sum) (local.get $step)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if 0 (local.get $n)))
    (local.get $sum))

  ;; CHECK-LABEL: define {{.*}}f1.null(
  ;; CHECK: ret ptr null
  (func $null (export "null") (result externref)
    (local externref)
    (local.get 0))

  ;; CHECK-LABEL: define {{.*}}f2.diamond(
  ;; CHECK: %[[RESULT:.*]] = phi i32 [ 5, %then ], [ 1, %else ]
  ;; CHECK: ret i32 %[[RESULT]]
  (func $diamond (export "diamond") (param i32) (result i32)
    (local i32)
    (local.set 1 (i32.const 1))
    (if (local.get 0) (then (local.set 1 (i32.const 5))))
    (local.get 1))
)
