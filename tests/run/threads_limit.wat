;; More threads than can be: a negative errno. Those that have ended make room for others.
;; OPTIONS: -C stack-size=64K
(module
  (import "env" "memory" (memory 1 1 shared))
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  ;; Wakes everybody at 0 and waits until they are gone, by the count at 4.
  (func (export "wasi_thread_start") (param i32 i32)
    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
    (if (i32.eq (i32.atomic.rmw.sub (i32.const 4) (i32.const 1)) (i32.const 1))
      (then (drop (memory.atomic.notify (i32.const 4) (i32.const 1))))))
  (func $check (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
  (func $as_many_as_possible (result i32) (local $threads i32) (local $tid i32)
    (loop $more
      (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
      (local.set $tid (call $spawn (i32.const 0)))
      (if (i32.gt_s (local.get $tid) (i32.const 0))
        (then (local.set $threads (i32.add (local.get $threads) (i32.const 1))) (br $more))))
    (call $check (i32.eq (local.get $tid) (i32.const -6)))
    (drop (i32.atomic.rmw.sub (i32.const 4) (i32.const 1)))
    (local.get $threads))
  (func (export "_start") (local $left i32)
    (call $check (i32.gt_u (call $as_many_as_possible) (i32.const 8)))
    (i32.atomic.store (i32.const 0) (i32.const 1))
    (drop (memory.atomic.notify (i32.const 0) (i32.const -1)))
    (loop $wait
      (local.set $left (i32.atomic.load (i32.const 4)))
      (drop (memory.atomic.wait32 (i32.const 4) (local.get $left) (i64.const 1_000_000)))
      (br_if $wait (local.get $left)))
    (i32.atomic.store (i32.const 0) (i32.const 0))
    (loop $retry (br_if $retry (i32.lt_s (call $spawn (i32.const 0)) (i32.const 0))))))
