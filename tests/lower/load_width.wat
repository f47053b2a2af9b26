;; No load behind the passes is plain: the code generator could drop or narrow it. 16-byte vectors that are not read in full get a
;; fence as well, since being volatile does not help them.
;; OPTIONS: -O2
(module
  (memory 1)

  ;; OPTIMISED-LABEL: define {{.*}}f0.low_byte(
  ;; OPTIMISED: load volatile i32
  (func $low_byte (export "low_byte") (param i32) (result i32)
    (i32.and (i32.load (local.get 0)) (i32.const 255)))

  ;; OPTIMISED-LABEL: define {{.*}}f1.upper_half(
  ;; OPTIMISED: load volatile i64
  (func $upper_half (export "upper_half") (param i32) (result i64)
    (i64.shr_u (i64.load (local.get 0)) (i64.const 32)))

  ;; OPTIMISED-LABEL: define {{.*}}f2.all_of_it(
  ;; OPTIMISED: load volatile i32
  (func $all_of_it (export "all_of_it") (param i32) (result i32)
    (i32.add (i32.load (local.get 0)) (i32.const 255)))

  ;; OPTIMISED-LABEL: define {{.*}}f3.unused(
  ;; OPTIMISED: load volatile i32
  (func $unused (export "unused") (param i32)
    (drop (i32.load (local.get 0))))

  ;; The store as well: a byte operation at the second byte would touch neither end.
  ;; OPTIMISED-LABEL: define {{.*}}f4.set_a_bit(
  ;; OPTIMISED: load {{(volatile )?}}i32
  ;; OPTIMISED: store volatile i32
  (func $set_a_bit (export "set_a_bit") (param i32)
    (i32.store (local.get 0) (i32.or (i32.load (local.get 0)) (i32.const 256))))

  ;; OPTIMISED-LABEL: define {{.*}}f5.one_lane(
  ;; OPTIMISED: load volatile <{{.*}}>
  ;; OPTIMISED: call <4 x float> @llvm.arithmetic.fence
  (func $one_lane (export "one_lane") (param i32) (result i32)
    (i32x4.extract_lane 1 (v128.load (local.get 0))))

  ;; pmovsxbw reads eight bytes.
  ;; OPTIMISED-LABEL: define {{.*}}f6.lower_lanes(
  ;; OPTIMISED: load volatile <{{.*}}>
  ;; OPTIMISED: call <4 x float> @llvm.arithmetic.fence
  (func $lower_lanes (export "lower_lanes") (param i32) (result v128)
    (i16x8.extend_low_i8x16_s (v128.load (local.get 0))))

  ;; OPTIMISED-LABEL: define {{.*}}f7.masked_lanes(
  ;; OPTIMISED: load volatile <{{.*}}>
  (func $masked_lanes (export "masked_lanes") (param i32) (result v128)
    (v128.and (v128.load (local.get 0)) (v128.const i32x4 -1 0 -1 -1)))

  ;; OPTIMISED-LABEL: define {{.*}}f8.arithmetic(
  ;; OPTIMISED: load volatile <{{.*}}>
  ;; OPTIMISED-NOT: fence
  ;; OPTIMISED: ret
  (func $arithmetic (export "arithmetic") (param i32 v128) (result v128)
    (i32x4.add (v128.load (local.get 0)) (local.get 1)))

  ;; OPTIMISED-LABEL: define {{.*}}f9.converted(
  ;; OPTIMISED: load volatile <{{.*}}>
  ;; OPTIMISED-NOT: fence
  ;; OPTIMISED: ret
  (func $converted (export "converted") (param i32) (result v128)
    (f32x4.convert_i32x4_s (v128.load (local.get 0))))

  ;; Both halves together are all of it.
  ;; OPTIMISED-LABEL: define {{.*}}f10.both_halves(
  ;; OPTIMISED: load volatile <{{.*}}>
  ;; OPTIMISED-NOT: fence
  ;; OPTIMISED: ret
  (func $both_halves (export "both_halves") (param i32) (result v128)
    (local v128)
    (local.set 1 (v128.load (local.get 0)))
    (i16x8.add (i16x8.extend_low_i8x16_u (local.get 1)) (i16x8.extend_high_i8x16_u (local.get 1))))

  ;; A sum of all lanes reads all lanes.
  ;; OPTIMISED-LABEL: define {{.*}}f11.sum(
  ;; OPTIMISED: load volatile <{{.*}}>
  ;; OPTIMISED-NOT: fence
  ;; OPTIMISED: ret
  (func $sum (export "sum") (param i32) (result i32)
    (local v128)
    (local.set 1 (v128.load (local.get 0)))
    (i32.add (i32.add (i32x4.extract_lane 0 (local.get 1)) (i32x4.extract_lane 1 (local.get 1)))
             (i32.add (i32x4.extract_lane 2 (local.get 1)) (i32x4.extract_lane 3 (local.get 1)))))

  ;; A scalar that goes into a vector: what counts is what of the lane is used.
  ;; OPTIMISED-LABEL: define {{.*}}f12.into_a_lane(
  ;; OPTIMISED: load volatile i32
  (func $into_a_lane (export "into_a_lane") (param i32 v128) (result v128)
    (i32x4.replace_lane 2 (local.get 1) (i32.load (local.get 0))))
)
