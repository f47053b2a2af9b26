;; Of several threads with an uncaught exception at the same time, one tells it, and ends the program. The stacks are deep, so
;; that the reports would take a while.
;; EXIT: 134
;; STDERR: trap: uncaught exception: e
;; STDERR: deep
(module
  (import "env" "memory" (memory 1 1 shared))
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (tag $e (export "e") (param i32))
  (func $deep (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (throw $e (i32.const 1))))
    (i32.add (call $deep (i32.sub (local.get 0) (i32.const 1))) (call $yield)))
  (func $meet
    (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
    (loop $wait (br_if $wait (i32.lt_u (i32.atomic.load (i32.const 0)) (i32.const 4)))))
  (func $thread (export "wasi_thread_start") (param i32 i32)
    (call $meet)
    (drop (call $deep (i32.const 50000))))
  (func (export "_start")
    (drop (call $spawn (i32.const 0)))
    (drop (call $spawn (i32.const 0)))
    (drop (call $spawn (i32.const 0)))
    (call $thread (i32.const 0) (i32.const 0))))
