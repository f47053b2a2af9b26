;; Trapping conversions test the range first; which of the two traps it is gets decided in the cold block.
(module
  ;; CHECK-LABEL: define {{.*}}f0.trunc_s(
  ;; CHECK: fcmp ogt double %[[X:.*]], 0xC1E0000000200000
  ;; CHECK: fcmp olt double %[[X]], 0x41E0000000000000
  ;; CHECK: br i1 %{{.*}}, label %no_integer, label %{{.*}}, !prof
  ;; CHECK: fptosi double %[[X]] to i32
  ;; CHECK: no_integer:
  ;; CHECK-NEXT: %[[NAN:.*]] = fcmp uno double %[[X]], %[[X]]
  ;; CHECK-NEXT: br i1 %[[NAN]], label %trap, label %trap1
  ;; 9 << 27 | offset, 8 << 27 | offset
  ;; CHECK: ud1l {{.*}}(i32 120795{{[0-9]+}})
  ;; CHECK: ud1l {{.*}}(i32 107374{{[0-9]+}})
  (func $trunc_s (export "trunc_s") (param f64) (result i32)
    (i32.trunc_f64_s (local.get 0)))

  ;; CHECK-LABEL: define {{.*}}f1.trunc_u(
  ;; CHECK: fcmp ogt float %[[X:.*]], -1.000000e+00
  ;; CHECK: fcmp olt float %[[X]], 0x43F0000000000000
  ;; CHECK: fptoui float %[[X]] to i64
  (func $trunc_u (export "trunc_u") (param f32) (result i64)
    (i64.trunc_f32_u (local.get 0)))

  ;; -2^31 itself is a float, and there is none between it and -2^31 - 1.
  ;; CHECK-LABEL: define {{.*}}f2.trunc_float(
  ;; CHECK: fcmp oge float %{{.*}}, 0xC1E0000000000000
  (func $trunc_float (export "trunc_float") (param f32) (result i32)
    (i32.trunc_f32_s (local.get 0)))

  ;; CHECK-LABEL: define {{.*}}f3.saturate(
  ;; CHECK-NEXT: entry:
  ;; CHECK-NEXT: call i64 @llvm.fptoui.sat.i64.f64(double
  (func $saturate (export "saturate") (param f64) (result i64)
    (i64.trunc_sat_f64_u (local.get 0)))

  ;; CHECK-LABEL: define {{.*}}f4.extend(
  ;; CHECK: %[[BYTE:.*]] = trunc i64 %{{.*}} to i8
  ;; CHECK-NEXT: sext i8 %[[BYTE]] to i64
  (func $extend (export "extend") (param i64) (result i64)
    (i64.extend8_s (local.get 0)))
)
