;; The type check of indirect calls holds across modules.
;; LINK: user=table_user.wat
;; EXIT: 134
;; STDERR: trap: indirect call type mismatch
;; STDERR: user!apply
(module
  (import "user" "apply" (func $apply (param i32 i32 i32) (result i32)))
  (table (export "table") 4 funcref)
  (elem (i32.const 2) $negate)
  (func $negate (param i32) (result i32) (i32.sub (i32.const 0) (local.get 0)))
  (func (export "_start") (drop (call $apply (i32.const 2) (i32.const 1) (i32.const 2)))))
