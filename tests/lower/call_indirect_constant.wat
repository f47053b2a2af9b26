;; A table that nothing writes is a constant of {code, type id}: one comparison of the id finds null as well.
;; OPTIONS: -C disable-pass=known-callees
(module
  (type $unary (func (param i32) (result i32)))
  (table 4 funcref)
  (elem (i32.const 0) $target)
  ;; PROGRAM: @table0 = external hidden constant [4 x { ptr, i64 }]
  (func $target (type $unary)
    (local.get 0))

  ;; PROGRAM-LABEL: define {{.*}}f1.call(
  ;; PROGRAM: %[[INDEX:.*]] = zext i32 %{{.*}} to i64
  ;; PROGRAM: %[[OUT:.*]] = icmp uge i64 %[[INDEX]], 4
  ;; PROGRAM: br i1 %[[OUT]], label %trap, label %{{.*}}, !prof
  ;; PROGRAM: %[[ENTRY:.*]] = getelementptr inbounds { ptr, i64 }, ptr @table0, i64 %[[INDEX]]
  ;; PROGRAM: %[[ID:.*]] = load i64
  ;; PROGRAM: %[[WRONG:.*]] = icmp ne i64 %[[ID]], 1
  ;; PROGRAM: br i1 %[[WRONG]], label %wrong_type, label %{{.*}}, !prof
  ;; PROGRAM: %[[CODE:.*]] = load ptr, ptr %[[ENTRY]]
  ;; PROGRAM: call fastcc i32 %[[CODE]](i32 7)
  ;; PROGRAM: wrong_type:
  ;; PROGRAM-NEXT: icmp eq i64 %[[ID]], 0
  (func $call (export "call") (param i32) (result i32)
    (call_indirect (type $unary) (i32.const 7) (local.get 0)))
)
