;; A table entry may have a subtype of the type that is expected. In a program the ids of a type and of its subtypes are a
;; range; in a library, where other modules can add subtypes, equality is tried first and the runtime asked then. A final
;; type has no subtypes: equality decides.
(module
  (type $open (sub (func (result i32))))
  (type $below (sub $open (func (result i32))))
  (type $last (sub final $below (func (result i32))))
  (table (export "table") 8 funcref)
  (elem (i32.const 0) $two $two $one $two $call_open $two)
  (func $one (export "one") (type $open) (i32.const 1))
  (func $two (export "two") (type $last) (i32.const 2))

  ;; CHECK-LABEL: define {{.*}}f2.call_open(
  ;; PROGRAM: %[[ID:.*]] = load i32
  ;; PROGRAM-NEXT: %[[DISTANCE:.*]] = sub i32 %[[ID]], 1
  ;; PROGRAM-NEXT: icmp uge i32 %[[DISTANCE]], 3
  ;; LIBRARY: %[[DIFFERS:.*]] = icmp ne i32 %{{.*}}, %[[WANTED:.*]]
  ;; LIBRARY-NEXT: br i1 %[[DIFFERS]], label %subtype,
  ;; LIBRARY: subtype:
  ;; LIBRARY: call i32 @ingot_type_matches(ptr %{{.*}}, i32 %[[WANTED]])
  (func $call_open (export "call_open") (param i32) (result i32)
    (call_indirect (type $open) (local.get 0)))

  ;; CHECK-LABEL: define {{.*}}f3.call_last(
  ;; PROGRAM: icmp ne i32 %{{.*}}, 3
  ;; LIBRARY-NOT: ingot_type_matches
  ;; LIBRARY: ret i32
  (func $call_last (export "call_last") (param i32) (result i32)
    (call_indirect (type $last) (local.get 0)))
)
