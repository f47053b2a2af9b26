;; Every thread has a stack with a guard, and a signal stack, of its own. Many may run out of it at once; one tells.
;; EXIT: 134
;; STDERR: trap: call stack exhausted
;; STDERR: 0: deeper (func[1])
;; STDERR: 1: deeper (func[1])
(module
  (import "env" "memory" (memory 1 1 shared))
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (func $deeper (param i32) (result i32)
    (i32.add (i32.load (local.get 0)) (call $deeper (i32.and (i32.add (local.get 0) (i32.const 4)) (i32.const 0xffc)))))
  (func (export "wasi_thread_start") (param i32 i32)
    ;; All together: the last one wakes the others.
    (if (i32.eq (i32.atomic.rmw.add (i32.const 65532) (i32.const 1)) (i32.const 3))
      (then (i32.atomic.store (i32.const 65528) (i32.const 1))
            (drop (memory.atomic.notify (i32.const 65528) (i32.const 10))))
      (else (drop (memory.atomic.wait32 (i32.const 65528) (i32.const 0) (i64.const -1)))))
    (i32.store (i32.const 0) (call $deeper (local.get 1))))
  (func (export "_start")
    (drop (call $spawn (i32.const 0))) (drop (call $spawn (i32.const 0)))
    (drop (call $spawn (i32.const 0))) (drop (call $spawn (i32.const 0)))
    (drop (memory.atomic.wait32 (i32.const 8) (i32.const 0) (i64.const -1)))))
