;; Classes 16 and 17: the signature of an indirect call is checked across modules, by the type itself: neither by its index in
;; one of the modules, nor by how many types came before it.

(module $provider
  (type (func))
  (type (func (param i64)))
  (type $ii (func (param i32) (result i32)))
  (type $il (func (param i32) (result i64)))
  (type $v (func (param v128) (result v128)))
  (func $ii_ (export "ii") (type $ii) (i32.add (local.get 0) (i32.const 1)))
  (func $il_ (export "il") (type $il) (i64.extend_i32_u (local.get 0)))
  (func $v_ (export "v") (type $v) (local.get 0))
  (table (export "table") 8 funcref)
  (elem (i32.const 0) $ii_ $il_ $v_)
  (func (export "ii at") (param i32 i32) (result i32)
    (call_indirect (type $ii) (local.get 0) (local.get 1))))
(register "provider" $provider)

;; The same types in another order, with others between them; index 2 here is index 3 there.
(module $user
  (type $v (func (param v128) (result v128)))
  (type (func (param f64 f64 f64)))
  (type $il (func (param i32) (result i64)))
  (type (func (result externref)))
  (type $li (func (param i64) (result i32)))
  (type $ii (func (param i32) (result i32)))
  (import "provider" "table" (table 8 funcref))
  (func $mine (type $ii) (i32.mul (local.get 0) (i32.const 10)))
  (func $other (type $li) (i32.wrap_i64 (local.get 0)))
  (elem (i32.const 3) $mine $other)
  (func (export "ii") (param i32 i32) (result i32) (call_indirect (type $ii) (local.get 0) (local.get 1)))
  (func (export "il") (param i32 i32) (result i64) (call_indirect (type $il) (local.get 0) (local.get 1)))
  (func (export "li") (param i64 i32) (result i32) (call_indirect (type $li) (local.get 0) (local.get 1)))
  (func (export "v") (param v128 i32) (result v128) (call_indirect (type $v) (local.get 0) (local.get 1)))
  (func (export "tail") (param i32 i32) (result i32)
    (return_call_indirect (type $ii) (local.get 0) (local.get 1))))

(assert_return (invoke $user "ii" (i32.const 5) (i32.const 0)) (i32.const 6))
(assert_return (invoke $user "il" (i32.const 5) (i32.const 1)) (i64.const 5))
(assert_return (invoke $user "v" (v128.const i64x2 5 6) (i32.const 2)) (v128.const i64x2 5 6))
(assert_return (invoke $user "ii" (i32.const 5) (i32.const 3)) (i32.const 50))
(assert_return (invoke $user "li" (i64.const 5) (i32.const 4)) (i32.const 5))
(assert_return (invoke $user "tail" (i32.const 5) (i32.const 0)) (i32.const 6))
(assert_return (invoke $provider "ii at" (i32.const 5) (i32.const 3)) (i32.const 50))
(assert_trap (invoke $user "ii" (i32.const 5) (i32.const 1)) "indirect call type mismatch")
(assert_trap (invoke $user "ii" (i32.const 5) (i32.const 2)) "indirect call type mismatch")
(assert_trap (invoke $user "ii" (i32.const 5) (i32.const 4)) "indirect call type mismatch")
(assert_trap (invoke $user "il" (i32.const 5) (i32.const 0)) "indirect call type mismatch")
(assert_trap (invoke $user "li" (i64.const 5) (i32.const 1)) "indirect call type mismatch")
(assert_trap (invoke $user "v" (v128.const i64x2 5 6) (i32.const 0)) "indirect call type mismatch")
(assert_trap (invoke $user "tail" (i32.const 5) (i32.const 4)) "indirect call type mismatch")
(assert_trap (invoke $provider "ii at" (i32.const 5) (i32.const 4)) "indirect call type mismatch")
(assert_trap (invoke $user "ii" (i32.const 5) (i32.const 7)) "uninitialized element")
(assert_trap (invoke $user "ii" (i32.const 5) (i32.const 8)) "undefined element")
(assert_trap (invoke $user "ii" (i32.const 5) (i32.const -1)) "undefined element")
(assert_trap (invoke $user "ii" (i32.const 5) (i32.const 0x80000000)) "undefined element")

;; Imports are compared in the same way.
(module
  (type (func (param f32)))
  (import "provider" "ii" (func $ii (param i32) (result i32)))
  (import "provider" "v" (func $v (param v128) (result v128)))
  (func (export "both") (result i32)
    (drop (call $v (v128.const i64x2 1 2)))
    (call $ii (i32.const 1))))
(assert_return (invoke "both") (i32.const 2))
(assert_unlinkable
  (module (type (func)) (type (func)) (import "provider" "ii" (func (param i32) (result i64)))) "incompatible import type")
(assert_unlinkable
  (module (import "provider" "il" (func (param i64) (result i32)))) "incompatible import type")

;; A recursion group is not its parts: structurally equal function types of different groups are different types.
(module
  (type $alone (func (result i32)))
  (rec (type $first (func (result i32))) (type $second (func (result i64))))
  (func $f (type $first) (i32.const 1))
  (table funcref (elem $f))
  (func (export "alone") (result i32) (call_indirect (type $alone) (i32.const 0)))
  (func (export "first") (result i32) (call_indirect (type $first) (i32.const 0))))
(assert_trap (invoke "alone") "indirect call type mismatch")
(assert_return (invoke "first") (i32.const 1))
