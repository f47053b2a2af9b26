;; Which trap an atomic access gives, and that it gives one although nobody uses its value. LLVM turns `or` with zero into a
;; fence when its result is unused, and would remove other accesses, if they were not volatile.
(module
  (memory 1 2 shared)
  (func (export "load") (param i32) (drop (i32.atomic.load (local.get 0))))
  (func (export "load8") (param i32) (drop (i64.atomic.load8_u (local.get 0))))
  (func (export "or_nothing") (param i32) (drop (i32.atomic.rmw.or (local.get 0) (i32.const 0))))
  (func (export "add_nothing") (param i32) (drop (i64.atomic.rmw16.add_u (local.get 0) (i64.const 0))))
  (func (export "xchg") (param i32) (drop (i32.atomic.rmw8.xchg_u (local.get 0) (i32.const 1))))
  (func (export "cmpxchg") (param i32)
    (drop (i32.atomic.rmw.cmpxchg (local.get 0) (i32.const 1) (i32.const 1))))
  (func (export "store") (param i32) (i32.atomic.store (local.get 0) (i32.const 0)))
  (func (export "far") (param i32) (drop (i32.atomic.load offset=0xffffffff (local.get 0))))
  (func (export "offset") (param i32) (drop (i32.atomic.load offset=3 (local.get 0))))
  (func (export "notify") (param i32) (result i32) (memory.atomic.notify (local.get 0) (i32.const 1)))
  (func (export "wait32") (param i32) (result i32)
    (memory.atomic.wait32 (local.get 0) (i32.const 0) (i64.const 0)))
  (func (export "wait64") (param i32) (result i32)
    (memory.atomic.wait64 (local.get 0) (i64.const 0) (i64.const 0)))
  (func (export "wait_not_equal") (result i32)
    (memory.atomic.wait64 (i32.const 8) (i64.const 1) (i64.const -1)))
  (func (export "grow") (result i32) (memory.grow (i32.const 1)))
  (func (export "size") (result i32) (memory.size)))

;; Out of bounds.
(assert_trap (invoke "load" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "load8" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "or_nothing" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "add_nothing" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "xchg" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "cmpxchg" (i32.const -4)) "out of bounds memory access")
(assert_trap (invoke "store" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "far" (i32.const 1)) "out of bounds memory access")
(assert_trap (invoke "notify" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "wait32" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "wait64" (i32.const 65536)) "out of bounds memory access")

;; Unaligned goes before out of bounds, and it is the effective address that counts.
(assert_trap (invoke "load" (i32.const 65537)) "unaligned atomic")
(assert_trap (invoke "far" (i32.const 0)) "unaligned atomic")
(assert_trap (invoke "cmpxchg" (i32.const -1)) "unaligned atomic")
(assert_trap (invoke "notify" (i32.const 65538)) "unaligned atomic")
(assert_trap (invoke "wait32" (i32.const 65538)) "unaligned atomic")
(assert_trap (invoke "wait64" (i32.const 65540)) "unaligned atomic")
(assert_trap (invoke "offset" (i32.const 0)) "unaligned atomic")
(assert_return (invoke "offset" (i32.const 1)))

(assert_return (invoke "notify" (i32.const 0)) (i32.const 0))
(assert_return (invoke "wait32" (i32.const 0)) (i32.const 2))
(assert_return (invoke "wait64" (i32.const 0)) (i32.const 2))
(assert_return (invoke "wait_not_equal") (i32.const 1))

(assert_return (invoke "grow") (i32.const 1))
(assert_return (invoke "size") (i32.const 2))
(assert_return (invoke "grow") (i32.const -1))
(assert_return (invoke "load" (i32.const 65536)))

;; Unshared: atomic accesses work, nobody can wait.
(module
  (memory 1)
  (func (export "add") (param i32 i32) (result i32) (i32.atomic.rmw16.add_u (local.get 0) (local.get 1)))
  (func (export "notify") (param i32) (result i32) (memory.atomic.notify (local.get 0) (i32.const -1)))
  (func (export "wait32") (param i32) (result i32)
    (memory.atomic.wait32 (local.get 0) (i32.const 0) (i64.const 0)))
  (func (export "fence") (atomic.fence)))

(assert_return (invoke "add" (i32.const 2) (i32.const 0x1fffe)) (i32.const 0))
(assert_return (invoke "add" (i32.const 2) (i32.const 3)) (i32.const 0xfffe))
(assert_return (invoke "add" (i32.const 2) (i32.const 0)) (i32.const 1))
(assert_return (invoke "notify" (i32.const 4)) (i32.const 0))
(assert_trap (invoke "notify" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "wait32" (i32.const 1)) "unaligned atomic")
(assert_trap (invoke "wait32" (i32.const 65536)) "expected shared memory")
(assert_trap (invoke "wait32" (i32.const 0)) "expected shared memory")
(assert_return (invoke "fence"))

;; A narrow exchange compares what it loads with as many bits of what it expects.
(module
  (memory 1 1 shared)
  (func (export "cmpxchg8") (param i64 i64) (result i64)
    (i64.atomic.rmw8.cmpxchg_u (i32.const 1) (local.get 0) (local.get 1)))
  (func (export "cmpxchg16") (param i32 i32) (result i32)
    (i32.atomic.rmw16.cmpxchg_u (i32.const 2) (local.get 0) (local.get 1))))

(assert_return (invoke "cmpxchg8" (i64.const 0x100) (i64.const 0x2ff)) (i64.const 0))
(assert_return (invoke "cmpxchg8" (i64.const 0) (i64.const 0)) (i64.const 0xff))
(assert_return (invoke "cmpxchg16" (i32.const 0x70000) (i32.const -1)) (i32.const 0))
(assert_return (invoke "cmpxchg16" (i32.const -1) (i32.const 5)) (i32.const 0xffff))
