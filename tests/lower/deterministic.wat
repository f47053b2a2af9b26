;; The deterministic profile: one comparison and one choice behind an instruction that makes a NaN, for the values whose bits
;; count. Without the option there is none of it (float.wat).
;; OPTIONS: --deterministic
;; PROGRAM: ModuleID
;; LIBRARY: ModuleID
(module
  (memory 1)
  ;; CHECK-LABEL: define {{.*}}f0.add(
  ;; CHECK: %[[SUM:.*]] = fadd double %{{.*}}, %{{.*}}
  ;; CHECK-NEXT: %[[NAN:.*]] = fcmp uno double %[[SUM]], %[[SUM]]
  ;; CHECK-NEXT: %[[RESULT:.*]] = select i1 %[[NAN]], double 0x7FF8000000000000, double %[[SUM]]
  ;; CHECK-NEXT: ret double %[[RESULT]]
  (func $add (export "add") (param f64 f64) (result f64) (f64.add (local.get 0) (local.get 1)))

  ;; What only feeds arithmetic stays as it is.
  ;; CHECK-LABEL: define {{.*}}f1.chain(
  ;; CHECK: %[[PRODUCT:.*]] = fmul float
  ;; CHECK: fadd float %[[PRODUCT]],
  (func $chain (export "chain") (param f32 f32 f32) (result f32)
    (f32.add (f32.mul (local.get 0) (local.get 1)) (local.get 2)))

  ;; CHECK-LABEL: define {{.*}}f2.vector(
  ;; CHECK: %[[ROOT:.*]] = call <2 x double> @llvm.sqrt.v2f64(
  ;; CHECK-NEXT: %[[NANS:.*]] = fcmp uno <2 x double> %[[ROOT]], %[[ROOT]]
  ;; CHECK-NEXT: select <2 x i1> %[[NANS]], <2 x double> <double 0x7FF8000000000000, double 0x7FF8000000000000>,
  (func $vector (export "vector") (param v128) (result v128) (f64x2.sqrt (local.get 0)))

  ;; Bits stay bits, and min and max have the canonical NaN already.
  ;; CHECK-LABEL: define {{.*}}f3.neg(
  ;; CHECK-NOT: select
  ;; CHECK: ret
  (func $neg (export "neg") (param f64) (result f64) (f64.neg (local.get 0)))

  ;; CHECK-LABEL: define {{.*}}f4.min(
  ;; CHECK: select i1 %{{.*}}, double 0x7FF8000000000000, double
  ;; CHECK-NEXT: ret double
  (func $min (export "min") (param f64 f64) (result f64) (f64.min (local.get 0) (local.get 1)))

  ;; LLVM does not take the choice for one between equal values.
  ;; OPTIMISED-LABEL: define {{.*}}f0.add(
  ;; OPTIMISED: fadd
  ;; OPTIMISED: fcmp uno
  ;; OPTIMISED: select
  ;; ASM-LABEL: {{^}}f0.add:
  ;; ASM: addsd
  ;; ASM: cmpunordsd
  ;; ASM: ret
)
