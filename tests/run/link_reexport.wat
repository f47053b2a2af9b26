;; An export that is an import itself stands for what that is, whatever the order on the command line.
;; LINK: facade=facade.wat
;; LINK: counter=counter.wat
;; EXIT: 2
(module
  (import "facade" "add" (func $add))
  (import "facade" "total" (global $total (mut i32)))
  (import "counter" "increment" (func $increment))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (func (export "_start")
    (call $add)
    (call $increment)
    (call $proc_exit (global.get $total))))
