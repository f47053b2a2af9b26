;; The legacy instructions, each with what is easily got wrong. Traps unless all of it is right.
(module
  (tag $e (param i32)) (tag $f)
  (func $throw (param i32) (throw $e (local.get 0)))
  (func $throw_f (throw $f))
  (func $check (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))

  ;; Catches are tried in order, and what they throw is not caught by their own try.
  (func $order (param i32) (result i32)
    (try (result i32)
      (do
        (try (result i32)
          (do (if (local.get 0) (then (call $throw (i32.const 1))) (else (call $throw_f))) (i32.const 0))
          (catch $e (call $throw (i32.const 10)) (drop) (i32.const -1))
          (catch_all (i32.const 2))))
      (catch $e (i32.const 5) (i32.add))))

  ;; rethrow names the catch, not the innermost exception.
  (func $rethrow (result i32)
    (try (result i32)
      (do
        (try (do (call $throw (i32.const 7)))
          (catch $e (drop)
            (try (do (call $throw_f)) (catch $f (rethrow 1)))))
        (i32.const 0))
      (catch $e)))

  ;; delegate leaves out the handlers in between.
  (func $delegate (result i32)
    (try $outer (result i32)
      (do
        (try (result i32)
          (do (try (do (call $throw (i32.const 3))) (delegate $outer)) (i32.const 0))
          (catch_all (i32.const -1))))
      (catch $e)))
  ;; To a block: the handlers around it. To the body of the function: the caller.
  (func $delegate_block (result i32)
    (try (result i32)
      (do
        (block $b
          (try (do (try (do (call $throw (i32.const 4))) (delegate $b))) (catch_all)))
        (i32.const -1))
      (catch $e)))
  (func $delegate_caller (try (do (try (do (call $throw (i32.const 6))) (delegate 1))) (catch_all)))
  (func $delegate_caller_caught (result i32)
    (try (result i32) (do (call $delegate_caller) (i32.const 0)) (catch $e)))

  ;; A body that cannot throw; a try without catches; a catch that nothing reaches.
  (func $quiet (result i32)
    (try (do (try (do (nop)))) (catch $e (call $check)) (catch_all (unreachable)))
    (try (result i32) (do (i32.const 9)) (catch $e) (catch_all (i32.const 1))))

  ;; Locals in a catch are those of the moment of the throw, in a loop too.
  (func $locals (result i32) (local $i i32) (local $seen i32) (local $caught i32)
    (loop $again
      (try
        (do (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (call $throw (local.get $i))
            (local.set $i (i32.const 1000)))
        (catch $e
          (local.set $caught)
          (local.set $seen (i32.add (local.get $seen) (i32.mul (local.get $caught) (local.get $i))))))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 3))))
    (local.get $seen))

  ;; A throw in reach of a handler of the same function needs no walk.
  (func $near (param i32) (result i32)
    (try (result i32)
      (do (try (do (if (local.get 0) (then (throw $e (i32.const 21)))) (throw $f)) (catch $f)) (i32.const 22))
      (catch $e)))

  (func (export "_start")
    (call $check (i32.eq (call $order (i32.const 1)) (i32.const 15)))
    (call $check (i32.eq (call $order (i32.const 0)) (i32.const 2)))
    (call $check (i32.eq (call $rethrow) (i32.const 7)))
    (call $check (i32.eq (call $delegate) (i32.const 3)))
    (call $check (i32.eq (call $delegate_block) (i32.const 4)))
    (call $check (i32.eq (call $delegate_caller_caught) (i32.const 6)))
    (call $check (i32.eq (call $quiet) (i32.const 9)))
    (call $check (i32.eq (call $locals) (i32.const 14)))
    (call $check (i32.eq (call $near (i32.const 1)) (i32.const 21)))
    (call $check (i32.eq (call $near (i32.const 0)) (i32.const 22)))))
