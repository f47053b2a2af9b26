;; With --deterministic, every instruction that makes a NaN makes the positive canonical one, whatever the operands: NaNs
;; with other payloads and signs, signalling ones, and operations without a result. Each line checks one, with operands from
;; memory; `constants` has operands that LLVM folds. Bit operations keep the bits of a NaN.
;; OPTIONS: --deterministic
;; EXIT: 0
(module
  (memory 1)
  ;; 0: signalling, negative; 8: quiet, with a payload, negative; 16: infinity; 24: -1; 32: 0
  (data (i32.const 0) "\01\00\00\00\00\00\f4\ff" "\00\00\00\00\00\00\fc\ff" "\00\00\00\00\00\00\f0\7f"
                      "\00\00\00\00\00\00\f0\bf" "\00\00\00\00\00\00\00\00")
  ;; 64: the same as f32, 4 bytes apart
  (data (i32.const 64) "\01\00\a0\ff" "\00\00\e0\ff" "\00\00\80\7f" "\00\00\80\bf" "\00\00\00\00")

  (func $f64 (param f64)
    (if (i64.ne (i64.reinterpret_f64 (local.get 0)) (i64.const 0x7ff8000000000000)) (then (unreachable))))
  (func $f32 (param f32)
    (if (i32.ne (i32.reinterpret_f32 (local.get 0)) (i32.const 0x7fc00000)) (then (unreachable))))
  ;; Both halves, or all quarters.
  (func $f64x2 (param v128)
    (if (i32.eqz (i64x2.all_true (i64x2.eq (local.get 0) (i64x2.splat (i64.const 0x7ff8000000000000)))))
      (then (unreachable))))
  (func $f32x4 (param v128)
    (if (i32.eqz (i32x4.all_true (i32x4.eq (local.get 0) (i32x4.splat (i32.const 0x7fc00000)))))
      (then (unreachable))))

  (func $f64_instructions
    (call $f64 (f64.add (f64.load (i32.const 0)) (f64.load (i32.const 24)))) (call $f64 (f64.add (f64.load (i32.const 24)) (f64.load (i32.const 8)))) (call $f64 (f64.add (f64.load (i32.const 8)) (f64.load (i32.const 0))))
    (call $f64 (f64.sub (f64.load (i32.const 0)) (f64.load (i32.const 24)))) (call $f64 (f64.sub (f64.load (i32.const 24)) (f64.load (i32.const 8)))) (call $f64 (f64.sub (f64.load (i32.const 8)) (f64.load (i32.const 0))))
    (call $f64 (f64.mul (f64.load (i32.const 0)) (f64.load (i32.const 24)))) (call $f64 (f64.mul (f64.load (i32.const 24)) (f64.load (i32.const 8)))) (call $f64 (f64.mul (f64.load (i32.const 8)) (f64.load (i32.const 0))))
    (call $f64 (f64.div (f64.load (i32.const 0)) (f64.load (i32.const 24)))) (call $f64 (f64.div (f64.load (i32.const 24)) (f64.load (i32.const 8)))) (call $f64 (f64.div (f64.load (i32.const 8)) (f64.load (i32.const 0))))
    (call $f64 (f64.min (f64.load (i32.const 0)) (f64.load (i32.const 24)))) (call $f64 (f64.min (f64.load (i32.const 24)) (f64.load (i32.const 8)))) (call $f64 (f64.min (f64.load (i32.const 8)) (f64.load (i32.const 0))))
    (call $f64 (f64.max (f64.load (i32.const 0)) (f64.load (i32.const 24)))) (call $f64 (f64.max (f64.load (i32.const 24)) (f64.load (i32.const 8)))) (call $f64 (f64.max (f64.load (i32.const 8)) (f64.load (i32.const 0))))
    (call $f64 (f64.sub (f64.load (i32.const 16)) (f64.load (i32.const 16)))) (call $f64 (f64.mul (f64.load (i32.const 16)) (f64.load (i32.const 32)))) (call $f64 (f64.div (f64.load (i32.const 32)) (f64.load (i32.const 32))))
    (call $f64 (f64.sqrt (f64.load (i32.const 0)))) (call $f64 (f64.sqrt (f64.load (i32.const 8))))
    (call $f64 (f64.ceil (f64.load (i32.const 0)))) (call $f64 (f64.ceil (f64.load (i32.const 8))))
    (call $f64 (f64.floor (f64.load (i32.const 0)))) (call $f64 (f64.floor (f64.load (i32.const 8))))
    (call $f64 (f64.trunc (f64.load (i32.const 0)))) (call $f64 (f64.trunc (f64.load (i32.const 8))))
    (call $f64 (f64.nearest (f64.load (i32.const 0)))) (call $f64 (f64.nearest (f64.load (i32.const 8))))
    (call $f64 (f64.sqrt (f64.load (i32.const 24))))
    ;; What looks like an identity is none: it makes a NaN canonical.
    (call $f64 (f64.mul (f64.load (i32.const 0)) (f64.const 1))) (call $f64 (f64.div (f64.load (i32.const 8)) (f64.const -1)))
    (call $f64 (f64.sub (f64.load (i32.const 0)) (f64.const 0))) (call $f64 (f64.add (f64.load (i32.const 8)) (f64.const -0)))
    ;; A chain: only the last one's bits are looked at.
    (call $f64 (f64.sqrt (f64.add (f64.mul (f64.load (i32.const 8)) (f64.load (i32.const 24))) (f64.load (i32.const 0)))))
  )
  (func $f32_instructions
    (call $f32 (f32.add (f32.load (i32.const 64)) (f32.load (i32.const 76)))) (call $f32 (f32.add (f32.load (i32.const 76)) (f32.load (i32.const 68)))) (call $f32 (f32.add (f32.load (i32.const 68)) (f32.load (i32.const 64))))
    (call $f32 (f32.sub (f32.load (i32.const 64)) (f32.load (i32.const 76)))) (call $f32 (f32.sub (f32.load (i32.const 76)) (f32.load (i32.const 68)))) (call $f32 (f32.sub (f32.load (i32.const 68)) (f32.load (i32.const 64))))
    (call $f32 (f32.mul (f32.load (i32.const 64)) (f32.load (i32.const 76)))) (call $f32 (f32.mul (f32.load (i32.const 76)) (f32.load (i32.const 68)))) (call $f32 (f32.mul (f32.load (i32.const 68)) (f32.load (i32.const 64))))
    (call $f32 (f32.div (f32.load (i32.const 64)) (f32.load (i32.const 76)))) (call $f32 (f32.div (f32.load (i32.const 76)) (f32.load (i32.const 68)))) (call $f32 (f32.div (f32.load (i32.const 68)) (f32.load (i32.const 64))))
    (call $f32 (f32.min (f32.load (i32.const 64)) (f32.load (i32.const 76)))) (call $f32 (f32.min (f32.load (i32.const 76)) (f32.load (i32.const 68)))) (call $f32 (f32.min (f32.load (i32.const 68)) (f32.load (i32.const 64))))
    (call $f32 (f32.max (f32.load (i32.const 64)) (f32.load (i32.const 76)))) (call $f32 (f32.max (f32.load (i32.const 76)) (f32.load (i32.const 68)))) (call $f32 (f32.max (f32.load (i32.const 68)) (f32.load (i32.const 64))))
    (call $f32 (f32.sub (f32.load (i32.const 72)) (f32.load (i32.const 72)))) (call $f32 (f32.mul (f32.load (i32.const 72)) (f32.load (i32.const 80)))) (call $f32 (f32.div (f32.load (i32.const 80)) (f32.load (i32.const 80))))
    (call $f32 (f32.sqrt (f32.load (i32.const 64)))) (call $f32 (f32.sqrt (f32.load (i32.const 68))))
    (call $f32 (f32.ceil (f32.load (i32.const 64)))) (call $f32 (f32.ceil (f32.load (i32.const 68))))
    (call $f32 (f32.floor (f32.load (i32.const 64)))) (call $f32 (f32.floor (f32.load (i32.const 68))))
    (call $f32 (f32.trunc (f32.load (i32.const 64)))) (call $f32 (f32.trunc (f32.load (i32.const 68))))
    (call $f32 (f32.nearest (f32.load (i32.const 64)))) (call $f32 (f32.nearest (f32.load (i32.const 68))))
    (call $f32 (f32.sqrt (f32.load (i32.const 76))))
    ;; What looks like an identity is none: it makes a NaN canonical.
    (call $f32 (f32.mul (f32.load (i32.const 64)) (f32.const 1))) (call $f32 (f32.div (f32.load (i32.const 68)) (f32.const -1)))
    (call $f32 (f32.sub (f32.load (i32.const 64)) (f32.const 0))) (call $f32 (f32.add (f32.load (i32.const 68)) (f32.const -0)))
    ;; A chain: only the last one's bits are looked at.
    (call $f32 (f32.sqrt (f32.add (f32.mul (f32.load (i32.const 68)) (f32.load (i32.const 76))) (f32.load (i32.const 64)))))
  )
  (func $conversions
    (call $f64 (f64.promote_f32 (f32.load (i32.const 64)))) (call $f64 (f64.promote_f32 (f32.load (i32.const 68))))
    (call $f32 (f32.demote_f64 (f64.load (i32.const 0)))) (call $f32 (f32.demote_f64 (f64.load (i32.const 8))))
    (call $f32 (f32.demote_f64 (f64.promote_f32 (f32.load (i32.const 64))))))

  (func $constants
    (call $f64 (f64.div (f64.const 0) (f64.const 0))) (call $f64 (f64.sqrt (f64.const -1)))
    (call $f64 (f64.add (f64.const -nan:0x4000000000001) (f64.const 1)))
    (call $f32 (f32.sub (f32.const inf) (f32.const inf))) (call $f32 (f32.demote_f64 (f64.const -nan))))

  (func $f64x2_instructions
    (call $f64x2 (f64x2.add (v128.load64_splat (i32.const 0)) (v128.load64_splat (i32.const 24)))) (call $f64x2 (f64x2.add (v128.load64_splat (i32.const 24)) (v128.load64_splat (i32.const 8))))
    (call $f64x2 (f64x2.sub (v128.load64_splat (i32.const 0)) (v128.load64_splat (i32.const 24)))) (call $f64x2 (f64x2.sub (v128.load64_splat (i32.const 24)) (v128.load64_splat (i32.const 8))))
    (call $f64x2 (f64x2.mul (v128.load64_splat (i32.const 0)) (v128.load64_splat (i32.const 24)))) (call $f64x2 (f64x2.mul (v128.load64_splat (i32.const 24)) (v128.load64_splat (i32.const 8))))
    (call $f64x2 (f64x2.div (v128.load64_splat (i32.const 0)) (v128.load64_splat (i32.const 24)))) (call $f64x2 (f64x2.div (v128.load64_splat (i32.const 24)) (v128.load64_splat (i32.const 8))))
    (call $f64x2 (f64x2.min (v128.load64_splat (i32.const 0)) (v128.load64_splat (i32.const 24)))) (call $f64x2 (f64x2.min (v128.load64_splat (i32.const 24)) (v128.load64_splat (i32.const 8))))
    (call $f64x2 (f64x2.max (v128.load64_splat (i32.const 0)) (v128.load64_splat (i32.const 24)))) (call $f64x2 (f64x2.max (v128.load64_splat (i32.const 24)) (v128.load64_splat (i32.const 8))))
    (call $f64x2 (f64x2.relaxed_min (v128.load64_splat (i32.const 0)) (v128.load64_splat (i32.const 24)))) (call $f64x2 (f64x2.relaxed_min (v128.load64_splat (i32.const 24)) (v128.load64_splat (i32.const 8))))
    (call $f64x2 (f64x2.relaxed_max (v128.load64_splat (i32.const 0)) (v128.load64_splat (i32.const 24)))) (call $f64x2 (f64x2.relaxed_max (v128.load64_splat (i32.const 24)) (v128.load64_splat (i32.const 8))))
    (call $f64x2 (f64x2.sqrt (v128.load64_splat (i32.const 0)))) (call $f64x2 (f64x2.sqrt (v128.load64_splat (i32.const 8))))
    (call $f64x2 (f64x2.ceil (v128.load64_splat (i32.const 0)))) (call $f64x2 (f64x2.ceil (v128.load64_splat (i32.const 8))))
    (call $f64x2 (f64x2.floor (v128.load64_splat (i32.const 0)))) (call $f64x2 (f64x2.floor (v128.load64_splat (i32.const 8))))
    (call $f64x2 (f64x2.trunc (v128.load64_splat (i32.const 0)))) (call $f64x2 (f64x2.trunc (v128.load64_splat (i32.const 8))))
    (call $f64x2 (f64x2.nearest (v128.load64_splat (i32.const 0)))) (call $f64x2 (f64x2.nearest (v128.load64_splat (i32.const 8))))
    (call $f64x2 (f64x2.sub (v128.load64_splat (i32.const 16)) (v128.load64_splat (i32.const 16)))) (call $f64x2 (f64x2.div (v128.load64_splat (i32.const 32)) (v128.load64_splat (i32.const 32))))
    (call $f64x2 (f64x2.relaxed_madd (v128.load64_splat (i32.const 24)) (v128.load64_splat (i32.const 24)) (v128.load64_splat (i32.const 0)))) (call $f64x2 (f64x2.relaxed_madd (v128.load64_splat (i32.const 16)) (v128.load64_splat (i32.const 32)) (v128.load64_splat (i32.const 24))))
    (call $f64x2 (f64x2.relaxed_nmadd (v128.load64_splat (i32.const 24)) (v128.load64_splat (i32.const 24)) (v128.load64_splat (i32.const 0)))) (call $f64x2 (f64x2.relaxed_nmadd (v128.load64_splat (i32.const 16)) (v128.load64_splat (i32.const 32)) (v128.load64_splat (i32.const 24))))
    (call $f64x2 (f64x2.promote_low_f32x4 (v128.load32_splat (i32.const 64))))
  )
  (func $f32x4_instructions
    (call $f32x4 (f32x4.add (v128.load32_splat (i32.const 64)) (v128.load32_splat (i32.const 76)))) (call $f32x4 (f32x4.add (v128.load32_splat (i32.const 76)) (v128.load32_splat (i32.const 68))))
    (call $f32x4 (f32x4.sub (v128.load32_splat (i32.const 64)) (v128.load32_splat (i32.const 76)))) (call $f32x4 (f32x4.sub (v128.load32_splat (i32.const 76)) (v128.load32_splat (i32.const 68))))
    (call $f32x4 (f32x4.mul (v128.load32_splat (i32.const 64)) (v128.load32_splat (i32.const 76)))) (call $f32x4 (f32x4.mul (v128.load32_splat (i32.const 76)) (v128.load32_splat (i32.const 68))))
    (call $f32x4 (f32x4.div (v128.load32_splat (i32.const 64)) (v128.load32_splat (i32.const 76)))) (call $f32x4 (f32x4.div (v128.load32_splat (i32.const 76)) (v128.load32_splat (i32.const 68))))
    (call $f32x4 (f32x4.min (v128.load32_splat (i32.const 64)) (v128.load32_splat (i32.const 76)))) (call $f32x4 (f32x4.min (v128.load32_splat (i32.const 76)) (v128.load32_splat (i32.const 68))))
    (call $f32x4 (f32x4.max (v128.load32_splat (i32.const 64)) (v128.load32_splat (i32.const 76)))) (call $f32x4 (f32x4.max (v128.load32_splat (i32.const 76)) (v128.load32_splat (i32.const 68))))
    (call $f32x4 (f32x4.relaxed_min (v128.load32_splat (i32.const 64)) (v128.load32_splat (i32.const 76)))) (call $f32x4 (f32x4.relaxed_min (v128.load32_splat (i32.const 76)) (v128.load32_splat (i32.const 68))))
    (call $f32x4 (f32x4.relaxed_max (v128.load32_splat (i32.const 64)) (v128.load32_splat (i32.const 76)))) (call $f32x4 (f32x4.relaxed_max (v128.load32_splat (i32.const 76)) (v128.load32_splat (i32.const 68))))
    (call $f32x4 (f32x4.sqrt (v128.load32_splat (i32.const 64)))) (call $f32x4 (f32x4.sqrt (v128.load32_splat (i32.const 68))))
    (call $f32x4 (f32x4.ceil (v128.load32_splat (i32.const 64)))) (call $f32x4 (f32x4.ceil (v128.load32_splat (i32.const 68))))
    (call $f32x4 (f32x4.floor (v128.load32_splat (i32.const 64)))) (call $f32x4 (f32x4.floor (v128.load32_splat (i32.const 68))))
    (call $f32x4 (f32x4.trunc (v128.load32_splat (i32.const 64)))) (call $f32x4 (f32x4.trunc (v128.load32_splat (i32.const 68))))
    (call $f32x4 (f32x4.nearest (v128.load32_splat (i32.const 64)))) (call $f32x4 (f32x4.nearest (v128.load32_splat (i32.const 68))))
    (call $f32x4 (f32x4.sub (v128.load32_splat (i32.const 72)) (v128.load32_splat (i32.const 72)))) (call $f32x4 (f32x4.div (v128.load32_splat (i32.const 80)) (v128.load32_splat (i32.const 80))))
    (call $f32x4 (f32x4.relaxed_madd (v128.load32_splat (i32.const 76)) (v128.load32_splat (i32.const 76)) (v128.load32_splat (i32.const 64)))) (call $f32x4 (f32x4.relaxed_madd (v128.load32_splat (i32.const 72)) (v128.load32_splat (i32.const 80)) (v128.load32_splat (i32.const 76))))
    (call $f32x4 (f32x4.relaxed_nmadd (v128.load32_splat (i32.const 76)) (v128.load32_splat (i32.const 76)) (v128.load32_splat (i32.const 64)))) (call $f32x4 (f32x4.relaxed_nmadd (v128.load32_splat (i32.const 72)) (v128.load32_splat (i32.const 80)) (v128.load32_splat (i32.const 76))))
    (call $f32x4 (i8x16.shuffle 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7
      (f32x4.demote_f64x2_zero (v128.load64_splat (i32.const 0))) (v128.const i64x2 0 0)))
  )
  ;; Relaxed instructions answer what ordinary ones do, on every machine: two roundings, signed products.
  (func $relaxed
    ;; (1 + 2^-52) * (1 - 2^-52) - 1 is 0 with two roundings, -2^-104 with one.
    (if (i32.eqz (i64x2.all_true (f64x2.eq (v128.const i64x2 0 0)
          (f64x2.relaxed_madd (v128.const f64x2 0x1.0000000000001p0 0x1.0000000000001p0)
            (v128.const f64x2 0x1.ffffffffffffep-1 0x1.ffffffffffffep-1) (v128.const f64x2 -1 -1)))))
      (then (unreachable)))
    (if (i32.ne (i16x8.extract_lane_s 0 (i16x8.relaxed_dot_i8x16_i7x16_s (i8x16.splat (i32.const -128))
          (i8x16.splat (i32.const -127)))) (i32.const 32512))
      (then (unreachable)))
    (if (i32.ne (i16x8.extract_lane_s 0 (i16x8.relaxed_q15mulr_s (i16x8.splat (i32.const -32768))
          (i16x8.splat (i32.const -32768)))) (i32.const 32767))
      (then (unreachable)))
    (if (i32.ne (i8x16.extract_lane_u 0 (i8x16.relaxed_swizzle (i8x16.splat (i32.const 7)) (i8x16.splat (i32.const 17))))
          (i32.const 0))
      (then (unreachable)))
    (if (i32.ne (i32x4.extract_lane 0 (i32x4.relaxed_trunc_f32x4_s (f32x4.splat (f32.const 3e9)))) (i32.const 0x7fffffff))
      (then (unreachable))))

  (func $kept
    (if (i64.ne (i64.reinterpret_f64 (f64.neg (f64.load (i32.const 0)))) (i64.const 0x7ff4000000000001)) (then (unreachable)))
    (if (i64.ne (i64.reinterpret_f64 (f64.abs (f64.load (i32.const 8)))) (i64.const 0x7ffc000000000000)) (then (unreachable)))
    (f64.store (i32.const 128) (f64.load (i32.const 0)))
    (if (i64.ne (i64.load (i32.const 128)) (i64.const 0xfff4000000000001)) (then (unreachable))))

  (func (export "_start")
    (call $f64_instructions) (call $f32_instructions) (call $conversions) (call $constants)
    (call $f64x2_instructions) (call $f32x4_instructions) (call $relaxed) (call $kept)))
