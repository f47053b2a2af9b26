;; Class 15: call_indirect through a table that does not hold functions would make a function of any reference. Of every
;; reference type.

(assert_invalid
  (module (table 1 externref) (func (call_indirect (i32.const 0)))) "type mismatch")
(assert_invalid
  (module (table 1 (ref null extern)) (func (return_call_indirect (i32.const 0)))) "type mismatch")
(assert_invalid
  (module (table 1 (ref null noextern)) (func (call_indirect (i32.const 0)))) "type mismatch")
(assert_invalid
  (module (table 1 (ref null exn)) (func (call_indirect (i32.const 0)))) "type mismatch")
(assert_invalid
  (module (table 1 (ref null any)) (func (call_indirect (i32.const 0)))) "type mismatch")
(assert_invalid
  (module (table 1 (ref null eq)) (func (call_indirect (i32.const 0)))) "type mismatch")
(assert_invalid
  (module (table 1 (ref null i31)) (func (call_indirect (i32.const 0)))) "type mismatch")
(assert_invalid
  (module (table 1 (ref null struct)) (func (call_indirect (i32.const 0)))) "type mismatch")
(assert_invalid
  (module (table 1 (ref null array)) (func (call_indirect (i32.const 0)))) "type mismatch")
(assert_invalid
  (module (table 1 (ref null none)) (func (call_indirect (i32.const 0)))) "type mismatch")
(assert_invalid
  (module (type $s (struct)) (table 1 (ref null $s)) (func (call_indirect (i32.const 0)))) "type mismatch")
(assert_invalid
  (module (type $s (struct)) (func (call_indirect (type $s) (i32.const 0)))) "unknown type")
;; The second of two tables counts, not the first.
(assert_invalid
  (module (table $a 1 funcref) (table $b 1 externref) (func (call_indirect $b (i32.const 0)))) "type mismatch")
;; References that are no functions do not get into a table of functions.
(assert_invalid
  (module (table 1 funcref) (func (param externref) (table.set (i32.const 0) (local.get 0)))) "type mismatch")
(assert_invalid
  (module (table $f 1 funcref) (table $e 1 externref)
    (func (table.copy $f $e (i32.const 0) (i32.const 0) (i32.const 1)))) "type mismatch")
(assert_invalid
  (module (table $f 1 funcref) (elem $e externref (ref.null extern))
    (func (table.init $f $e (i32.const 0) (i32.const 0) (i32.const 1)))) "type mismatch")
(assert_invalid
  (module (func (param externref) (call_ref 0 (local.get 0)))) "type mismatch")

;; Tables of subtypes of functions may be called through; the signature is checked all the same.
(module
  (type $i (func (result i32)))
  (type $l (func (result i64)))
  (func $f (type $i) (i32.const 7))
  (table 2 (ref null $i))
  (elem (i32.const 0) (ref null $i) (ref.func $f))
  (func (export "right") (result i32) (call_indirect (type $i) (i32.const 0)))
  (func (export "wrong") (result i64) (call_indirect (type $l) (i32.const 0)))
  (func (export "null") (result i32) (call_indirect (type $i) (i32.const 1))))
(assert_return (invoke "right") (i32.const 7))
(assert_trap (invoke "wrong") "indirect call type mismatch")
(assert_trap (invoke "null") "uninitialized element")
