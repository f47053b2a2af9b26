;; A million tail calls take no stack: direct, through a table, to itself; with few and with many parameters, with a
;; result area, into functions with frames of their own, and back.
;; OPTIONS: -C stack-size=65536
;; EXIT: 42
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (type $few (func (param i32) (result i64)))
  (type $many (func (param i32 i64 i32 i64 i32 i64 i32 i64 i32 i64 f64 f32 f64 f64 f64 f64 f64 f64 f64) (result i64)))
  (type $wide (func (param i32) (result i32 i64 f64 i32 i64 f32 f64 i32)))
  (type $wide_many (func (param i64 i64 i64 i64 i64 i64 i64 i64 i32) (result i32 i64 f64 i32 i64 f32 f64 i32)))
  (memory 1)
  (table $functions 8 funcref)
  (elem (table $functions) (i32.const 0) func $few $many $wide $wide_many $plain)

  (func $plain (type $few) (i64.extend_i32_u (local.get 0)))

  (func $few (type $few)
    (if (i32.eqz (local.get 0)) (then (return_call $plain (i32.const 7))))
    (if (i32.and (local.get 0) (i32.const 1))
      (then
        (return_call $many (i32.sub (local.get 0) (i32.const 1))
          (i64.const 2) (i32.const 3) (i64.const 4) (i32.const 5) (i64.const 6) (i32.const 7) (i64.const 8) (i32.const 9)
          (i64.const 10) (f64.const 11) (f32.const 12) (f64.const 13) (f64.const 14) (f64.const 15) (f64.const 16)
          (f64.const 17) (f64.const 18) (f64.const 19))))
    (return_call_indirect $functions (type $many) (i32.sub (local.get 0) (i32.const 1))
      (i64.const 2) (i32.const 3) (i64.const 4) (i32.const 5) (i64.const 6) (i32.const 7) (i64.const 8) (i32.const 9)
      (i64.const 10) (f64.const 11) (f32.const 12) (f64.const 13) (f64.const 14) (f64.const 15) (f64.const 16)
      (f64.const 17) (f64.const 18) (f64.const 19) (i32.const 1)))

  (func $many (type $many)
    ;; Its arguments on the stack are what they should be.
    (if (f64.ne (local.get 18) (f64.const 19)) (then (unreachable)))
    (if (i64.ne (local.get 9) (i64.const 10)) (then (unreachable)))
    (i32.store (i32.const 8) (local.get 0))
    (drop (call $plain (local.get 0)))
    (if (i32.eqz (local.get 0)) (then (return (i64.const 7))))
    (if (i32.and (local.get 0) (i32.const 2))
      (then (return_call $few (i32.sub (local.get 0) (i32.const 1)))))
    (return_call_indirect $functions (type $few) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0)))

  (func $wide (type $wide)
    (if (i32.eqz (local.get 0))
      (then (return (i32.const 1) (i64.const 2) (f64.const 3) (i32.const 4) (i64.const 5) (f32.const 6) (f64.const 7)
        (i32.const 8))))
    (if (i32.and (local.get 0) (i32.const 2))
      (then
        (return_call $wide_many (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5) (i64.const 6)
          (i64.const 7) (i64.const 8) (i32.sub (local.get 0) (i32.const 1)))))
    (return_call_indirect $functions (type $wide_many) (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4)
      (i64.const 5) (i64.const 6) (i64.const 7) (i64.const 8) (i32.sub (local.get 0) (i32.const 1)) (i32.const 3)))

  (func $wide_many (type $wide_many)
    (if (i64.ne (local.get 7) (i64.const 8)) (then (unreachable)))
    (if (i32.eqz (local.get 8)) (then (return_call $wide (i32.const 0))))
    (return_call $wide (i32.sub (local.get 8) (i32.const 1))))

  (func (export "_start")
    (local i32 i64 f64 i32 i64 f32 f64 i32)
    (if (i64.ne (call $few (i32.const 1000000)) (i64.const 7)) (then (unreachable)))
    (if (i64.ne (call_indirect $functions (type $few) (i32.const 1000001) (i32.const 0)) (i64.const 7))
      (then (unreachable)))
    (call $wide (i32.const 1000000))
    (local.set 7) (local.set 6) (local.set 5) (local.set 4) (local.set 3) (local.set 2) (local.set 1) (local.set 0)
    (if (i32.ne (local.get 0) (i32.const 1)) (then (unreachable)))
    (if (i64.ne (local.get 1) (i64.const 2)) (then (unreachable)))
    (if (f64.ne (local.get 2) (f64.const 3)) (then (unreachable)))
    (if (i32.ne (local.get 3) (i32.const 4)) (then (unreachable)))
    (if (i64.ne (local.get 4) (i64.const 5)) (then (unreachable)))
    (if (f32.ne (local.get 5) (f32.const 6)) (then (unreachable)))
    (if (f64.ne (local.get 6) (f64.const 7)) (then (unreachable)))
    (if (i32.ne (local.get 7) (i32.const 8)) (then (unreachable)))
    (call $proc_exit (i32.const 42)))
)
