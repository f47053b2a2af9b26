;; Structured control becomes blocks and phis; a label that nobody branches to leaves no trace.
(module
  ;; CHECK-LABEL: define {{.*}}f0.untargeted(
  ;; CHECK-NOT: br
  ;; CHECK: ret i32 7
  (func $untargeted (export "untargeted") (result i32)
    (block (result i32) (block (result i32) (i32.const 7))))

  ;; Comparisons are branched on as they are, without a detour over i32.
  ;; CHECK-LABEL: define {{.*}}f1.condition(
  ;; CHECK: %[[LESS:.*]] = icmp slt i32
  ;; CHECK-NEXT: %[[NOT:.*]] = xor i1 %[[LESS]], true
  ;; CHECK-NEXT: br i1 %[[NOT]], label %end, label
  ;; CHECK-NOT: zext
  ;; CHECK: ret void
  (func $condition (export "condition") (param i32 i32)
    (block (br_if 0 (i32.eqz (i32.lt_s (local.get 0) (local.get 1)))) (br 0)))

  ;; One phi operand per target and br_table: targets of several cases are reached through a block of their own. Cases that
  ;; do what the default does are left out.
  ;; CHECK-LABEL: define {{.*}}f2.table(
  ;; CHECK: switch i32 %{{.*}}, label %[[DEFAULT:.*]] [
  ;; CHECK-NEXT: i32 0, label %[[TWICE:.*]]
  ;; CHECK-NEXT: i32 2, label %[[TWICE]]
  ;; CHECK-NEXT: ]
  ;; CHECK: [[TWICE]]:
  ;; CHECK-NEXT: br label %[[TARGET:.*]]
  ;; CHECK: [[TARGET]]:
  (func $table (export "table") (param i32) (result i32)
    (block $a (result i32)
      (block $b (result i32)
        (br_table $b $a $b $a (i32.const 11) (local.get 0)))
      (drop)
      (i32.const 12)))

  ;; CHECK-LABEL: define {{.*}}f3.loop_params(
  ;; CHECK: loop:
  ;; CHECK-NEXT: %[[PARAM:.*]] = phi i32 [ %{{.*}}, %entry ], [ %[[NEXT:.*]], %loop ]
  ;; CHECK: %[[NEXT]] = sub i32 %[[PARAM]], 1
  (func $loop_params (export "loop_params") (param i32) (result i32)
    (local.get 0)
    (loop (param i32) (result i32)
      (local.set 0 (i32.sub (i32.const 1)))
      (br_if 0 (local.get 0) (local.get 0))))

  ;; Code behind a branch is not lowered.
  ;; CHECK-LABEL: define {{.*}}f4.dead_code(
  ;; CHECK-NEXT: entry:
  ;; CHECK-NEXT: br label %end
  ;; CHECK-EMPTY:
  ;; CHECK-NEXT: end:
  ;; CHECK-NEXT: ret i32 3
  (func $dead_code (export "dead_code") (result i32)
    (return (i32.const 3))
    (loop (br 0))
    (i32.div_s (i32.const 1) (i32.const 0)))

  ;; CHECK-LABEL: define {{.*}}f5.forever(
  ;; CHECK: loop:
  ;; CHECK-NEXT: br label %loop
  (func $forever (export "forever")
    (loop (br 0)))

  ;; CHECK-LABEL: define hidden fastcc { i32, float, i64 } {{.*}}f6.three(
  ;; CHECK: ret { i32, float, i64 } { i32 1, float 2.000000e+00, i64 3 }
  (func $three (export "three") (result i32 f32 i64)
    (i32.const 1) (f32.const 2) (i64.const 3))

  ;; CHECK-LABEL: define {{.*}}f7.take_three(
  ;; CHECK: %[[ALL:.*]] = call fastcc { i32, float, i64 } {{.*}}f6.three(
  ;; CHECK-DAG: %[[FIRST:.*]] = extractvalue { i32, float, i64 } %[[ALL]], 0
  ;; CHECK: ret i32 %[[FIRST]]
  (func $take_three (export "take_three") (result i32)
    (call $three) (drop) (drop))
)
