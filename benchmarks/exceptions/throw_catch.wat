;; throw_catch.cc, instruction by instruction.
(module
  (tag $error (param i32))
  (func $down (param $frames i32) (param $number i32) (result i32)
    (if (result i32) (i32.eqz (local.get $frames))
      (then (throw $error (local.get $number)))
      (else (i32.add (call $down (i32.sub (local.get $frames) (i32.const 1)) (local.get $number)) (i32.const 1)))))
  ;; The throw is in the function that catches.
  (func (export "near") (param $unused i32) (param $rounds i32) (result i32) (local $sum i32)
    (loop $again
      (block $caught (result i32)
        (try_table (catch $error $caught) (throw $error (local.get $rounds)))
        (unreachable))
      (local.set $sum (i32.add (local.get $sum)))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $sum))
  ;; `frames` functions are left.
  (func (export "far") (param $frames i32) (param $rounds i32) (result i32) (local $sum i32)
    (loop $again
      (block $caught (result i32)
        (try_table (result i32) (catch $error $caught)
          (call $down (i32.sub (local.get $frames) (i32.const 1)) (local.get $rounds))))
      (local.set $sum (i32.add (local.get $sum)))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $sum))
  ;; The same through a handler that keeps a reference and throws it on.
  (func $pass (param $frames i32) (param $number i32) (result i32)
    (block $caught (result exnref)
      (try_table (catch_all_ref $caught) (return (call $down (local.get $frames) (local.get $number))))
      (unreachable))
    (throw_ref))
  (func (export "again") (param $frames i32) (param $rounds i32) (result i32) (local $sum i32)
    (loop $again
      (block $caught (result i32)
        (try_table (result i32) (catch $error $caught)
          (call $pass (i32.sub (local.get $frames) (i32.const 1)) (local.get $rounds))))
      (local.set $sum (i32.add (local.get $sum)))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $sum)))
