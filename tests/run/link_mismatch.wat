;; LINK: counter=counter.wat
;; COMPILE-ERROR: link_mismatch.wasm:0x
;; COMPILE-ERROR: error: incompatible import type: counter.increment is imported as (func (param i32)), but
;; COMPILE-ERROR: counter.wasm exports it as (func)
(module
  (import "counter" "increment" (func $increment (param i32)))
  (func (export "_start") (call $increment (i32.const 1))))
