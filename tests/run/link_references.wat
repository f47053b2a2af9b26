;; A reference that one module makes is called by another.
;; LINK: references=references.wat
;; EXIT: 5
(module
  (import "references" "reference" (func $reference (result funcref)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (table $table 1 funcref)
  (func (export "_start")
    (table.set $table (i32.const 0) (call $reference))
    (call $proc_exit (call_indirect (result i32) (i32.const 0)))))
