;; AVX-512: no instruction with a mask reads memory, since it would not fault in lanes that are masked out.
;; OPTIONS: -O2 -mcpu=x86-64-v4
(module
  (memory 1)
  ;; ASM-LABEL: f0.chosen_sum
  ;; ASM-NOT: (%{{.*}}{%k
  ;; ASM-NOT: ingot_mem0{{.*}}{%k
  ;; ASM: vpaddd {{.*}}{%k{{[1-7]}}}
  (func $chosen_sum (export "chosen_sum") (param i32 v128 v128) (result v128)
    (v128.bitselect (i32x4.add (local.get 1) (v128.load (local.get 0))) (local.get 1)
      (i32x4.lt_s (local.get 1) (local.get 2))))
  ;; ASM-LABEL: f1.chosen_float
  ;; ASM-NOT: ingot_mem0{{.*}}{%k
  ;; ASM: vmovs{{.*}}{%k{{[1-7]}}}
  (func $chosen_float (export "chosen_float") (param i32 f64 f64) (result f64)
    (select (f64.load (local.get 0)) (local.get 1) (f64.lt (local.get 1) (local.get 2))))

  ;; References are state of ours, which is never out of bounds: no fence, which takes no pointers, and no crash.
  ;; ASM-LABEL: f2.nulls
  ;; ASM: vptestnmq
  (func $nulls (export "nulls") (result i32)
    (i32.or (i32.or (i32.or (i32.or (i32.or (i32.or (i32.or (i32.or (ref.is_null (table.get (i32.const 0)))
      (i32.shl (ref.is_null (table.get (i32.const 1))) (i32.const 1)))
      (i32.shl (ref.is_null (table.get (i32.const 2))) (i32.const 2)))
      (i32.shl (ref.is_null (table.get (i32.const 3))) (i32.const 3)))
      (i32.shl (ref.is_null (table.get (i32.const 4))) (i32.const 4)))
      (i32.shl (ref.is_null (table.get (i32.const 5))) (i32.const 5)))
      (i32.shl (ref.is_null (table.get (i32.const 6))) (i32.const 6)))
      (i32.shl (ref.is_null (table.get (i32.const 7))) (i32.const 7)))
      (i32.shl (ref.is_null (table.get (i32.const 8))) (i32.const 8))))
  (table 9 externref)
  (func (export "set") (param externref) (table.set (i32.const 3) (local.get 0))))
