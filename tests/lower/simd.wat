;; A v128 is a <2 x i64> between instructions, each of which casts to its own lanes; casts that cancel out are not built.
(module
  (memory 1)
  (global $g (mut v128) (v128.const i32x4 1 2 3 4))

  ;; CHECK-LABEL: define {{.*}}<2 x i64> @{{.*}}f0.lanes(
  ;; CHECK: %[[A:.*]] = bitcast <2 x i64> %{{.*}} to <8 x i16>
  ;; CHECK-NEXT: %[[B:.*]] = bitcast <2 x i64> %{{.*}} to <8 x i16>
  ;; CHECK-NEXT: %[[SUM:.*]] = call <8 x i16> @llvm.sadd.sat.v8i16(<8 x i16> %[[A]], <8 x i16> %[[B]])
  ;; CHECK-NOT: bitcast <2 x i64>
  ;; CHECK: ashr <8 x i16> %[[SUM]], <i16 3, i16 3, i16 3, i16 3, i16 3, i16 3, i16 3, i16 3>
  (func $lanes (export "lanes") (param v128 v128) (result v128)
    (i16x8.shr_s (i16x8.add_sat_s (local.get 0) (local.get 1)) (i32.const 19)))

  ;; A count that is not constant is taken modulo the width of a lane.
  ;; CHECK-LABEL: define {{.*}}f1.shift(
  ;; CHECK: and i32 %{{.*}}, 7
  ;; CHECK: shl <16 x i8>
  (func $shift (export "shift") (param v128 i32) (result v128)
    (i8x16.shl (local.get 0) (local.get 1)))

  ;; Indices from 16 on choose zero.
  ;; CHECK-LABEL: define {{.*}}f2.swizzle(
  ;; CHECK: %[[INDEX:.*]] = call <16 x i8> @llvm.uadd.sat.v16i8(<16 x i8> %{{.*}}, <16 x i8> <i8 112,
  ;; CHECK: call <16 x i8> @llvm.x86.ssse3.pshuf.b.128(<16 x i8> %{{.*}}, <16 x i8> %[[INDEX]])
  (func $swizzle (export "swizzle") (param v128 v128) (result v128)
    (i8x16.swizzle (local.get 0) (local.get 1)))

  ;; Not llvm.fptosi.sat, which LLVM 19 converts lane by lane.
  ;; CHECK-LABEL: define {{.*}}f3.truncate(
  ;; CHECK: call <4 x i32> @llvm.x86.sse2.cvttps2dq
  ;; CHECK-NOT: llvm.fptosi
  ;; CHECK: ret
  (func $truncate (export "truncate") (param v128) (result v128)
    (i32x4.trunc_sat_f32x4_s (local.get 0)))

  ;; One lane in which multiplication could be an identity is enough.
  ;; CHECK-LABEL: define {{.*}}f4.identity(
  ;; CHECK: %[[FENCED:.*]] = call <4 x float> @llvm.arithmetic.fence.v4f32(<4 x float> <float 2.000000e+00, float 1.000000e+00,
  ;; CHECK: fmul <4 x float> %{{.*}}, %[[FENCED]]
  (func $identity (export "identity") (param v128) (result v128)
    (f32x4.mul (local.get 0) (v128.const f32x4 2 1 2 2)))

  ;; Loads of parts read exactly those.
  ;; CHECK-LABEL: define {{.*}}f5.parts(
  ;; PROGRAM: %[[EIGHT:.*]] = load i64, ptr %{{.*}}, align 1
  ;; PROGRAM-NEXT: call void @ingot.use.i64(i64 %[[EIGHT]])
  ;; LIBRARY: %[[EIGHT:.*]] = load volatile i64, ptr %{{.*}}, align 1
  ;; CHECK-NEXT: %[[BYTES:.*]] = bitcast i64 %[[EIGHT]] to <8 x i8>
  ;; CHECK-NEXT: %[[WIDE:.*]] = sext <8 x i8> %[[BYTES]] to <8 x i16>
  ;; PROGRAM: %[[TWO:.*]] = load i16, ptr
  ;; LIBRARY: %[[TWO:.*]] = load volatile i16, ptr
  ;; CHECK: insertelement <8 x i16> %[[WIDE]], i16 %[[TWO]], i64 3
  (func $parts (export "parts") (param i32) (result v128)
    (v128.load16_lane 3 (local.get 0) (v128.load8x8_s (local.get 0))))

  ;; CHECK-LABEL: define {{.*}}f6.whole(
  ;; PROGRAM: %[[ALL:.*]] = load <2 x i64>, ptr %{{.*}}, align 1
  ;; PROGRAM-NEXT: call void @ingot.use.v2i64(<2 x i64> %[[ALL]])
  ;; LIBRARY: %[[ALL:.*]] = load volatile <2 x i64>, ptr %{{.*}}, align 1
  ;; PROGRAM: store <2 x i64> %[[ALL]], ptr %{{.*}}, align 1
  ;; LIBRARY: store volatile <2 x i64> %[[ALL]], ptr %{{.*}}, align 1
  (func $whole (export "whole") (param i32 i32)
    (v128.store (local.get 1) (v128.load (local.get 0))))

  ;; CHECK-LABEL: define {{.*}}f7.any(
  ;; CHECK: %[[BITS:.*]] = bitcast <2 x i64> %{{.*}} to i128
  ;; CHECK-NEXT: %[[ANY:.*]] = icmp ne i128 %[[BITS]], 0
  ;; CHECK: select i1 %[[ANY]]
  (func $any (export "any") (param v128) (result i32)
    (select (i32.const 3) (i32.const 4) (v128.any_true (local.get 0))))

  (func $global (export "global") (result v128) (global.get $g) (global.set $g (v128.const i64x2 1 1))))
