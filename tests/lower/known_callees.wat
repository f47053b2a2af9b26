;; A call through a constant table that can reach few functions compares with them and calls them directly, behind the usual
;; checks. Other tables, and types that many functions have, keep the indirect call.
(module
  (type $none (func (result i32)))
  (type $one (func (param i32) (result i32)))
  (type $two (func (param i64) (result i32)))
  (type $many (func (param f32) (result i32)))
  (table 10 funcref)
  (elem (i32.const 1) $a $b $c $d $e $f $g $a)
  (func $a (type $one) (local.get 0))
  (func $b (type $two) (i32.const 1))
  (func $c (type $two) (i32.const 2))
  (func $d (type $many) (i32.const 1))
  (func $e (type $many) (i32.const 2))
  (func $f (type $many) (i32.const 3))
  (func $g (type $many) (i32.const 4))

  ;; PROGRAM-LABEL: define {{.*}}f7.one(
  ;; PROGRAM: icmp uge i64 %{{.*}}, 10
  ;; PROGRAM: icmp ne i64 %[[ID:.*]], {{[0-9]+}}
  ;; PROGRAM: %[[RESULT:.*]] = call fastcc i32 @f0.a(
  ;; PROGRAM-NEXT: ret i32 %[[RESULT]]
  (func $one (export "one") (param i32) (result i32)
    (call_indirect (type $one) (i32.const 5) (local.get 0)))

  ;; PROGRAM-LABEL: define {{.*}}f8.two(
  ;; PROGRAM: icmp ne i64 %[[ID:.*]], {{[0-9]+}}
  ;; PROGRAM: %[[CODE:.*]] = load ptr
  ;; PROGRAM: icmp eq ptr %[[CODE]], @f1.b
  ;; PROGRAM: call fastcc i32 @f1.b(
  ;; PROGRAM: call fastcc i32 @f2.c(
  ;; PROGRAM: phi i32
  (func $two (export "two") (param i32) (result i32)
    (call_indirect (type $two) (i64.const 5) (local.get 0)))

  ;; PROGRAM-LABEL: define {{.*}}f9.many(
  ;; PROGRAM: %[[CODE:.*]] = load ptr
  ;; PROGRAM: call fastcc i32 %[[CODE]](
  (func $many (export "many") (param i32) (result i32)
    (call_indirect (type $many) (f32.const 5) (local.get 0)))

  ;; No function has the type: the checks trap.
  ;; PROGRAM-LABEL: define {{.*}}f10.none(
  ;; PROGRAM: call fastcc i32 %{{.*}}(
  (func $none (export "none") (param i32) (result i32)
    (call_indirect (type $none) (local.get 0)))

  ;; Nobody uses the result, but it may trap: the marker stands behind all calls.
  ;; PROGRAM-LABEL: define {{.*}}f11.dropped(
  ;; PROGRAM: %[[RESULT:.*]] = phi i32
  ;; PROGRAM-NEXT: call void @ingot.use.i32(i32 %[[RESULT]])
  (func $dropped (export "dropped") (param i32)
    (drop (call_indirect (type $two) (i64.const 5) (local.get 0))))
)
