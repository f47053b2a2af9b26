;; A call through a constant table that can reach few positions compares the index with them and calls directly, without a
;; load: the types are looked at in the cold block alone. Imported functions are called as from anywhere.
(module
  (type $none (func (result i32)))
  (type $one (func (param i32) (result i32)))
  (type $two (func (param i64) (result i32)))
  (type $many (func (param f32) (result i32)))
  (type $exit (func (param i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (type $exit)))
  (table 10 funcref)
  (elem (i32.const 1) $a $b $d $c $e $f $g $proc_exit)
  (func $a (type $one) (local.get 0))
  (func $b (type $two) (i32.const 1))
  (func $c (type $two) (i32.const 2))
  (func $d (type $many) (i32.const 1))
  (func $e (type $many) (i32.const 2))
  (func $f (type $many) (i32.const 3))
  (func $g (type $many) (i32.const 4))

  ;; PROGRAM-LABEL: define {{.*}}f8.one(
  ;; PROGRAM: %[[DIFFERS:.*]] = icmp ne i64 %[[INDEX:.*]], 1
  ;; PROGRAM: br i1 %[[DIFFERS]], label %no_target, label %known, !prof
  ;; PROGRAM-NOT: load
  ;; PROGRAM: call fastcc i32 @f1.a(
  ;; PROGRAM: no_target:
  ;; PROGRAM-NEXT: %[[IS_INSIDE:.*]] = icmp ult i64 %[[INDEX]], 10
  ;; PROGRAM-NEXT: br i1 %[[IS_INSIDE]], label %inside, label %trap
  ;; PROGRAM: inside:
  ;; PROGRAM: %[[ID:.*]] = load i32
  ;; PROGRAM-NEXT: icmp eq i32 %[[ID]], 0
  (func $one (export "one") (param i32) (result i32)
    (call_indirect (type $one) (i32.const 5) (local.get 0)))

  ;; PROGRAM-LABEL: define {{.*}}f9.two(
  ;; PROGRAM: icmp eq i64 %[[INDEX:.*]], 2
  ;; PROGRAM: call fastcc i32 @f2.b(
  ;; PROGRAM: icmp ne i64 %[[INDEX]], 4
  ;; PROGRAM: call fastcc i32 @f3.c(
  ;; PROGRAM: phi i32
  (func $two (export "two") (param i32) (result i32)
    (call_indirect (type $two) (i64.const 5) (local.get 0)))

  ;; PROGRAM-LABEL: define {{.*}}f10.many(
  ;; PROGRAM: %[[CODE:.*]] = load ptr
  ;; PROGRAM: call fastcc i32 %[[CODE]](
  (func $many (export "many") (param i32) (result i32)
    (call_indirect (type $many) (f32.const 5) (local.get 0)))

  ;; No function has the type: only which trap it is depends on the index.
  ;; PROGRAM-LABEL: define {{.*}}f11.none(
  ;; PROGRAM-NOT: call fastcc
  ;; PROGRAM: br i1 %{{.*}}, label %inside, label %trap
  (func $none (export "none") (param i32) (result i32)
    (call_indirect (type $none) (local.get 0)))

  ;; Nobody uses the result, but it may trap: the marker stands behind all calls.
  ;; PROGRAM-LABEL: define {{.*}}f12.dropped(
  ;; PROGRAM: %[[RESULT:.*]] = phi i32
  ;; PROGRAM-NEXT: call void @ingot.use.i32(i32 %[[RESULT]])
  (func $dropped (export "dropped") (param i32)
    (drop (call_indirect (type $two) (i64.const 5) (local.get 0))))

  ;; PROGRAM-LABEL: define {{.*}}f13.exit(
  ;; PROGRAM: icmp ne i64 %{{.*}}, 8
  ;; PROGRAM: call void @ingot_wasi_proc_exit(i32 3)
  (func $exit (export "exit") (param i32)
    (call_indirect (type $exit) (i32.const 3) (local.get 0)))

  ;; PROGRAM-LABEL: define {{.*}}f14.jump(
  ;; PROGRAM: icmp ne i64 %{{.*}}, 1
  ;; PROGRAM: %[[RESULT:.*]] = call fastcc i32 @f1.a(
  ;; PROGRAM-NEXT: ret i32 %[[RESULT]]
  (func $jump (export "jump") (param i32) (result i32)
    (return_call_indirect (type $one) (i32.const 5) (local.get 0)))
)
