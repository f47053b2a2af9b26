;; A call that may throw, in the body of a try, is an invoke; one that cannot is a call, and what cannot throw is nounwind.
(module
  (tag $e (param i32))
  (tag $f)
  (table 2 funcref)
  (elem (i32.const 0) $quiet)

  ;; CHECK-LABEL: define hidden fastcc void @{{.*}}f0.quiet(
  ;; CHECK-SAME: #[[QUIET:[0-9]+]]
  (func $quiet)

  ;; Made and filled, then thrown with its place in the file.
  ;; CHECK-LABEL: define hidden fastcc void @{{.*}}f1.throw(
  ;; CHECK-SAME: #[[THROWING:[0-9]+]]
  ;; CHECK: %[[EXCEPTION:.*]] = call ptr @ingot_exception_new(
  ;; CHECK: store i32
  ;; CHECK: call void @ingot_throw_exception(ptr %[[EXCEPTION]], i32 {{[0-9]+}})
  ;; CHECK-NEXT: unreachable
  (func $throw (param i32) (throw $e (local.get 0)))

  ;; CHECK-LABEL: define hidden fastcc i32 @{{.*}}f2.catch(
  ;; CHECK-SAME: personality ptr @ingot_personality
  ;; CHECK: call fastcc void @{{.*}}f0.quiet(
  ;; CHECK: invoke fastcc void @{{.*}}f1.throw(
  ;; CHECK: call void @ingot_exception_release(
  ;; CHECK: resume { ptr, i32 }
  ;; CHECK: landingpad { ptr, i32 }
  ;; PROGRAM-NEXT: catch ptr @tag0
  ;; LIBRARY-NEXT: catch ptr null
  (func $catch (result i32)
    (try (result i32) (do (call $quiet) (call $throw (i32.const 1)) (i32.const 0)) (catch $e)))

  ;; What a table can hold throws nothing; in a library others can have put something else there.
  ;; CHECK-LABEL: define hidden fastcc void @{{.*}}f3.indirect(
  ;; PROGRAM-SAME: #[[QUIET]]
  ;; LIBRARY-SAME: #[[THROWING]]
  ;; PROGRAM-NOT: invoke
  ;; LIBRARY: invoke fastcc void %
  (func $indirect (param i32)
    (try (do (call_indirect (local.get 0))) (catch $f)))

  ;; CHECK: attributes #[[QUIET]] = { nounwind
  (export "catch" (func $catch)) (export "indirect" (func $indirect))
)
