;; Constant and mutable tables, through the same signature.
;; EXIT: 42
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (type $unary (func (param i32) (result i32)))
  (table $constant funcref (elem $double $increment))
  (table $mutable 2 4 funcref)
  (elem declare func $increment $double)
  (func $double (type $unary) (i32.shl (local.get 0) (i32.const 1)))
  (func $increment (type $unary) (i32.add (local.get 0) (i32.const 1)))
  (func (export "_start")
    (table.set $mutable (i32.const 0) (ref.func $increment))
    (drop (table.grow $mutable (ref.func $double) (i32.const 1)))
    (call $proc_exit
      (call_indirect $mutable (type $unary)          ;; double: 42
        (call_indirect $constant (type $unary)       ;; increment: 21
          (call_indirect $constant (type $unary)     ;; double: 20
            (i32.const 10) (i32.const 0))
          (i32.const 1))
        (i32.const 2)))))
