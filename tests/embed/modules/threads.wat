;; What threads do with a shared memory that the host gives each of their instances.
(module
  (import "env" "memory" (memory 1 1000 shared))
  (data (i32.const 4096) "segment of every instance")
  (global $calls (mut i32) (i32.const 0))

  (func $lock
    (block $got
      (br_if $got (i32.eqz (i32.atomic.rmw.cmpxchg (i32.const 40) (i32.const 0) (i32.const 1))))
      (loop $again
        (br_if $got (i32.eqz (i32.atomic.rmw.xchg (i32.const 40) (i32.const 2))))
        (drop (memory.atomic.wait32 (i32.const 40) (i32.const 2) (i64.const -1)))
        (br $again))))
  (func $unlock
    (if (i32.eq (i32.atomic.rmw.xchg (i32.const 40) (i32.const 0)) (i32.const 2))
      (then (drop (memory.atomic.notify (i32.const 40) (i32.const 1))))))

  ;; Adds to counters of each width, by a loop of exchanges, and under a mutex. Returns how often this instance was called.
  (func (export "count") (param $rounds i32) (result i32) (local $old i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (loop $next
      (drop (i32.atomic.rmw8.add_u (i32.const 0) (i32.const 1)))
      (drop (i64.atomic.rmw16.sub_u (i32.const 2) (i64.const 1)))
      (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
      (drop (i64.atomic.rmw.add (i32.const 8) (i64.const 1)))
      (local.set $old (i32.atomic.load (i32.const 16)))
      (loop $exchange
        (if (i32.ne (local.get $old)
                    (local.tee $old (i32.atomic.rmw.cmpxchg (i32.const 16) (local.get $old)
                                                            (i32.add (local.get $old) (i32.const 1)))))
          (then (br $exchange))))
      (call $lock)
      (i64.store (i32.const 48) (i64.add (i64.load (i32.const 48)) (i64.const 1)))
      (call $unlock)
      (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (global.get $calls))

  ;; Grows one page after the other, and counts those that were not zero.
  (func (export "grow") (param $pages i32) (result i32) (local $at i32) (local $dirty i32)
    (loop $next
      (local.set $at (i32.shl (memory.grow (i32.const 1)) (i32.const 16)))
      (local.set $dirty (i32.add (local.get $dirty) (i32.ne (i32.load offset=65532 (local.get $at)) (i32.const 0))))
      (i32.store offset=65532 (local.get $at) (i32.const 1))
      (br_if $next (local.tee $pages (i32.sub (local.get $pages) (i32.const 1)))))
    (local.get $dirty))

  ;; Looks at the last word until the memory has so many pages.
  (func (export "look") (param $pages i32) (result i32) (local $seen i32)
    (loop $next
      (local.set $seen (i32.or (local.get $seen)
        (i32.load (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 4)))))
      (br_if $next (i32.lt_u (memory.size) (local.get $pages))))
    (local.get $seen))

  (func (export "wait") (param i32 i32) (result i32)
    (memory.atomic.wait32 (local.get 0) (local.get 1) (i64.const -1)))
  (func (export "notify") (param i32 i32) (result i32) (memory.atomic.notify (local.get 0) (local.get 1)))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))
