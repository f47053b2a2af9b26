;; The body of a function that makes tail calls is swifttailcc; whoever does not know it calls its entry, which is fastcc.
(module
  (type $unary (func (param i32) (result i32)))
  (table 4 funcref)
  (elem (i32.const 0) $plain $direct $plain $direct)

  ;; CHECK-LABEL: define hidden fastcc i32 @{{.*}}f0.plain(
  (func $plain (type $unary) (local.get 0))

  ;; A jump to what makes tail calls itself: the prototypes may differ.
  ;; CHECK-LABEL: define hidden swifttailcc i32 @{{.*}}f1.direct(
  ;; CHECK: %[[RESULT:.*]] = musttail call swifttailcc i32 @{{.*}}f2.two(
  ;; CHECK-NEXT: ret i32 %[[RESULT]]
  (func $direct (type $unary)
    (return_call $two (local.get 0) (i64.const 1)))

  ;; What makes none is called: no chain can go on there.
  ;; CHECK-LABEL: define hidden swifttailcc i32 @{{.*}}f2.two(
  ;; CHECK: %[[RESULT:.*]] = call fastcc i32 @{{.*}}f0.plain(
  ;; CHECK-NEXT: ret i32 %[[RESULT]]
  (func $two (param i32 i64) (result i32)
    (return_call $plain (local.get 0)))

  ;; Which of both an element is, it says itself.
  ;; CHECK-LABEL: define hidden swifttailcc i32 @{{.*}}f3.indirect(
  ;; PROGRAM: getelementptr inbounds ptr, ptr @table0.tail_codes, i64
  ;; LIBRARY: getelementptr i8, ptr %{{.*}}, i64 32
  ;; CHECK: br i1 %{{.*}}, label %call, label %jump
  ;; CHECK: jump:
  ;; CHECK: musttail call swifttailcc i32 %
  ;; CHECK-NEXT: ret i32
  ;; CHECK: call:
  ;; CHECK-NOT: musttail
  ;; CHECK: call fastcc i32 %
  ;; CHECK-NEXT: ret i32
  (func $indirect (export "indirect") (param i32) (result i32)
    (return_call_indirect (type $unary) (i32.const 5) (local.get 0)))

  ;; Results that do not fit in registers go through memory; a tail call hands the place on.
  ;; CHECK-LABEL: define hidden swifttailcc void @{{.*}}f4.wide(
  ;; CHECK: musttail call swifttailcc void @{{.*}}f4.wide(
  ;; CHECK-NEXT: ret void
  (func $wide (export "wide") (result i32 i32 i32 i32)
    (return_call $wide))

  ;; CHECK-LABEL: define hidden fastcc void @{{.*}}f5.call_wide(
  ;; CHECK: %results = alloca i8, i64 64, align 16
  ;; CHECK: call swifttailcc void @{{.*}}f4.wide({{.*}}ptr %results)
  ;; CHECK-NEXT: load i32, ptr %results
  ;; CHECK: store i32 %{{.*}}, ptr %
  ;; CHECK: ret void
  (func $call_wide (export "call_wide") (result i32 i32 i32 i32)
    (call $wide))

  ;; CHECK-LABEL: define hidden fastcc i32 @{{.*}}f1.direct.entry(
  ;; CHECK: %[[RESULT:.*]] = call swifttailcc i32 @{{.*}}f1.direct(
  ;; CHECK-NEXT: ret i32 %[[RESULT]]
)
