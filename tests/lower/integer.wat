;; Where LLVM's instructions are undefined or poison, Wasm has a rule.
(module
  ;; CHECK-LABEL: define {{.*}}f0.div_s(
  ;; CHECK: icmp eq i64 %[[B:.*]], 0
  ;; CHECK: icmp eq i64 %[[B]], -1
  ;; CHECK: icmp eq i64 %[[A:.*]], -9223372036854775808
  ;; CHECK: br i1 {{.*}}!prof
  ;; CHECK: sdiv i64 %[[A]], %[[B]]
  (func $div_s (export "div_s") (param i64 i64) (result i64)
    (i64.div_s (local.get 0) (local.get 1)))

  ;; By a constant there is nothing to check.
  ;; CHECK-LABEL: define {{.*}}f1.div_s_constant(
  ;; CHECK-NEXT: entry:
  ;; CHECK-NEXT: sdiv i32 %{{.*}}, 10
  ;; CHECK-NEXT: ret
  (func $div_s_constant (export "div_s_constant") (param i32) (result i32)
    (i32.div_s (local.get 0) (i32.const 10)))

  ;; CHECK-LABEL: define {{.*}}f2.rem_s(
  ;; CHECK: %[[MINUS_ONE:.*]] = icmp eq i32 %[[B:.*]], -1
  ;; CHECK-NEXT: %[[DIVISOR:.*]] = select i1 %[[MINUS_ONE]], i32 1, i32 %[[B]]
  ;; CHECK-NEXT: srem i32 %{{.*}}, %[[DIVISOR]]
  (func $rem_s (export "rem_s") (param i32 i32) (result i32)
    (i32.rem_s (local.get 0) (local.get 1)))

  ;; CHECK-LABEL: define {{.*}}f3.shift(
  ;; CHECK: %[[COUNT:.*]] = and i32 %{{.*}}, 31
  ;; CHECK-NEXT: ashr i32 %{{.*}}, %[[COUNT]]
  (func $shift (export "shift") (param i32 i32) (result i32)
    (i32.shr_s (local.get 0) (local.get 1)))

  ;; CHECK-LABEL: define {{.*}}f4.rotate(
  ;; CHECK: call i64 @llvm.fshr.i64(i64 %[[X:.*]], i64 %[[X]], i64 %{{.*}})
  (func $rotate (export "rotate") (param i64 i64) (result i64)
    (i64.rotr (local.get 0) (local.get 1)))

  ;; CHECK-LABEL: define {{.*}}f5.clz(
  ;; CHECK: call i32 @llvm.ctlz.i32(i32 %{{.*}}, i1 false)
  (func $clz (export "clz") (param i32) (result i32)
    (i32.clz (local.get 0)))
)
