;; No fast-math flags; identities that would let a signalling NaN through are hidden from LLVM.
(module
  ;; CHECK-LABEL: define {{.*}}f0.times_one(
  ;; CHECK: %[[ONE:.*]] = call float @llvm.arithmetic.fence.f32(float 1.000000e+00)
  ;; CHECK-NEXT: fmul float %{{.*}}, %[[ONE]]
  (func $times_one (export "times_one") (param f32) (result f32)
    (f32.mul (local.get 0) (f32.const 1)))

  ;; CHECK-LABEL: define {{.*}}f1.zero_minus(
  ;; CHECK: %[[ZERO:.*]] = call double @llvm.arithmetic.fence.f64(double -0.000000e+00)
  ;; CHECK-NEXT: fsub double %[[ZERO]], %{{.*}}
  (func $zero_minus (export "zero_minus") (param f64) (result f64)
    (f64.sub (f64.const -0) (local.get 0)))

  ;; CHECK-LABEL: define {{.*}}f2.times_two(
  ;; CHECK-NOT: fence
  ;; CHECK: fmul float %{{.*}}, 2.000000e+00
  (func $times_two (export "times_two") (param f32) (result f32)
    (f32.mul (local.get 0) (f32.const 2)))

  ;; CHECK-LABEL: define {{.*}}f3.promote_demote(
  ;; CHECK: %[[WIDE:.*]] = fpext float
  ;; CHECK: %[[NEGATIVE:.*]] = fneg double %[[WIDE]]
  ;; CHECK: %[[HIDDEN:.*]] = call double @llvm.arithmetic.fence.f64(double %[[NEGATIVE]])
  ;; CHECK-NEXT: fptrunc double %[[HIDDEN]] to float
  (func $promote_demote (export "promote_demote") (param f32) (result f32)
    (f32.demote_f64 (f64.neg (f64.promote_f32 (local.get 0)))))

  ;; CHECK-LABEL: define {{.*}}f4.demote(
  ;; CHECK-NOT: fence
  ;; CHECK: fptrunc double
  (func $demote (export "demote") (param f64) (result f32)
    (f32.demote_f64 (f64.sqrt (local.get 0))))

  ;; CHECK-LABEL: define {{.*}}f5.min(
  ;; CHECK: fcmp olt float
  ;; CHECK: select i1
  ;; CHECK: fcmp olt float
  ;; CHECK: select i1
  ;; CHECK: or i32
  ;; CHECK: %[[NAN:.*]] = fcmp uno float
  ;; CHECK-NEXT: select i1 %[[NAN]], float 0x7FF8000000000000, float
  (func $min (export "min") (param f32 f32) (result f32)
    (f32.min (local.get 0) (local.get 1)))

  ;; CHECK-LABEL: define {{.*}}f6.max(
  ;; CHECK: fcmp ogt double
  ;; CHECK: and i64
  (func $max (export "max") (param f64 f64) (result f64)
    (f64.max (local.get 0) (local.get 1)))

  ;; CHECK-LABEL: define {{.*}}f7.nearest(
  ;; CHECK: call float @llvm.roundeven.f32(
  (func $nearest (export "nearest") (param f32) (result f32)
    (f32.nearest (local.get 0)))

  ;; A signalling NaN keeps its payload as a constant.
  ;; CHECK-LABEL: define {{.*}}f8.nan(
  ;; CHECK: ret double 0x7FF4000000000000
  (func $nan (export "nan") (result f64)
    (f64.const nan:0x4000000000000))
)
