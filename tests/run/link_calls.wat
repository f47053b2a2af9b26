;; Calls from module to module, in both directions: 2 * 20 + 1.
;; LINK: arithmetic=arithmetic.wat
;; EXIT: 41
(module
  (import "arithmetic" "twice_plus_one" (func $twice_plus_one (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (func (export "twice") (param i32) (result i32) (i32.shl (local.get 0) (i32.const 1)))
  (func (export "_start") (call $proc_exit (call $twice_plus_one (i32.const 20)))))
