;; An access outside of a linked module's memory traps, however large the main module's is.
;; LINK: printer=printer.wat
;; EXIT: 134
;; STDERR: trap: out of bounds memory access
(module
  (import "printer" "load" (func $load (param i32) (result i32)))
  (memory (export "memory") 10)
  (func (export "_start") (drop (call $load (i32.const 65536)))))
