;; A table that nothing writes is an array of codes and one of type ids. Where the positions of a type are a range, one
;; comparison of the index is all; else the id at the position is compared, which finds null as well.
(module
  (type $range (func (param i32) (result i32)))
  (type $spread (func (param i64) (result i32)))
  (table 12 funcref)
  (elem (i32.const 3) $r $r $r $r $s $s $s)
  (elem (i32.const 11) $s)
  ;; PROGRAM-DAG: @table0.codes = external hidden constant [12 x ptr]
  ;; PROGRAM-DAG: @table0.types = external hidden constant [12 x i32]
  (func $r (type $range) (local.get 0))
  (func $s (type $spread) (i32.const 0))

  ;; PROGRAM-LABEL: define {{.*}}f2.call_range(
  ;; PROGRAM: %[[INDEX:.*]] = zext i32 %{{.*}} to i64
  ;; PROGRAM: %[[DISTANCE:.*]] = sub i64 %[[INDEX]], 3
  ;; PROGRAM: %[[OUT:.*]] = icmp uge i64 %[[DISTANCE]], 4
  ;; PROGRAM: br i1 %[[OUT]], label %no_target, label %{{.*}}, !prof
  ;; PROGRAM-NOT: @table0.types
  ;; PROGRAM: %[[ENTRY:.*]] = getelementptr inbounds ptr, ptr @table0.codes, i64 %[[INDEX]]
  ;; PROGRAM: %[[CODE:.*]] = load ptr, ptr %[[ENTRY]]
  ;; PROGRAM: call fastcc i32 %[[CODE]](i32 7)
  ;; PROGRAM: no_target:
  ;; PROGRAM-NEXT: %[[IS_INSIDE:.*]] = icmp ult i64 %[[INDEX]], 12
  ;; PROGRAM-NEXT: br i1 %[[IS_INSIDE]], label %inside, label %trap
  ;; PROGRAM: inside:
  ;; PROGRAM: load i32
  (func $call_range (export "call_range") (param i32) (result i32)
    (call_indirect (type $range) (i32.const 7) (local.get 0)))

  ;; PROGRAM-LABEL: define {{.*}}f3.call_spread(
  ;; PROGRAM: %[[INDEX:.*]] = zext i32 %{{.*}} to i64
  ;; PROGRAM: %[[OUT:.*]] = icmp uge i64 %[[INDEX]], 12
  ;; PROGRAM: br i1 %[[OUT]], label %trap, label %{{.*}}, !prof
  ;; PROGRAM: %[[PLACE:.*]] = getelementptr inbounds i32, ptr @table0.types, i64 %[[INDEX]]
  ;; PROGRAM: %[[ID:.*]] = load i32, ptr %[[PLACE]]
  ;; PROGRAM: %[[WRONG:.*]] = icmp ne i32 %[[ID]], 2
  ;; PROGRAM: br i1 %[[WRONG]], label %wrong_type, label %{{.*}}, !prof
  ;; PROGRAM: %[[CODE:.*]] = load ptr
  ;; PROGRAM: call fastcc i32 %[[CODE]](i64 7)
  ;; PROGRAM: wrong_type:
  ;; PROGRAM-NEXT: icmp eq i32 %[[ID]], 0
  (func $call_spread (export "call_spread") (param i32) (result i32)
    (call_indirect (type $spread) (i64.const 7) (local.get 0)))
)
