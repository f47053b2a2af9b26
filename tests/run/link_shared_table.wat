;; One table in two modules: indirect calls from each to functions of the other. Types are the same where they look the
;; same, although each module has its own list of them. (50 - 8) + (1 + 2)
;; LINK: user=table_user.wat
;; EXIT: 45
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "user" "apply" (func $apply (param i32 i32 i32) (result i32)))
  (table (export "table") 4 funcref)
  (elem (i32.const 2) $add)
  (type $unary (func (param i32) (result i32)))
  (type $binary (func (param i32 i32) (result i32)))
  (func $add (type $binary) (i32.add (local.get 0) (local.get 1)))
  (func (export "_start")
    (call $proc_exit
      (i32.add
        (call_indirect (type $binary) (i32.const 50) (i32.const 8) (i32.const 1))
        (call $apply (i32.const 2) (i32.const 1) (i32.const 2))))))
