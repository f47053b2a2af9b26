;; Optimisers leave out results that nobody uses: this is memset of Rust's compiler_builtins behind wasm-opt -O2. Its shim
;; returns nothing, either, and calls of constant length are inlined.
(module
  (memory 1)
  ;; CHECK-LABEL: define {{.*}}void @{{.*}}f0.memset(
  ;; CHECK: call void @llvm.memset
  ;; CHECK: ret void
  ;; CHECK: body:
  ;; CHECK-NEXT: musttail call fastcc void @{{.*}}f0.memset.body(
  ;; CHECK-NEXT: ret void
  ;; CHECK-LABEL: define {{.*}}void @{{.*}}f0.memset.body(
  (func $memset (export "memset") (param i32 i32 i32)
    (local i32 i32)
    (if  ;; label = @1
      (i32.gt_u
        (local.get 2)
        (i32.const 15))
      (then
        (local.set 3
          (i32.add
            (local.get 0)
            (local.tee 4
              (i32.and
                (i32.sub
                  (i32.const 0)
                  (local.get 0))
                (i32.const 3)))))
        (if  ;; label = @2
          (local.get 4)
          (then
            (loop  ;; label = @3
              (i32.store8
                (local.get 0)
                (local.get 1))
              (br_if 0 (;@3;)
                (i32.lt_u
                  (local.tee 0
                    (i32.add
                      (local.get 0)
                      (i32.const 1)))
                  (local.get 3))))))
        (local.set 0
          (i32.add
            (local.get 3)
            (local.tee 2
              (i32.and
                (local.tee 4
                  (i32.sub
                    (local.get 2)
                    (local.get 4)))
                (i32.const -4)))))
        (if  ;; label = @2
          (i32.gt_s
            (local.get 2)
            (i32.const 0))
          (then
            (local.set 2
              (i32.mul
                (i32.and
                  (local.get 1)
                  (i32.const 255))
                (i32.const 16843009)))
            (loop  ;; label = @3
              (i32.store
                (local.get 3)
                (local.get 2))
              (br_if 0 (;@3;)
                (i32.lt_u
                  (local.tee 3
                    (i32.add
                      (local.get 3)
                      (i32.const 4)))
                  (local.get 0))))))
        (local.set 2
          (i32.and
            (local.get 4)
            (i32.const 3)))))
    (if  ;; label = @1
      (local.get 2)
      (then
        (local.set 3
          (i32.add
            (local.get 0)
            (local.get 2)))
        (loop  ;; label = @2
          (i32.store8
            (local.get 0)
            (local.get 1))
          (br_if 0 (;@2;)
            (i32.lt_u
              (local.tee 0
                (i32.add
                  (local.get 0)
                  (i32.const 1)))
              (local.get 3)))))))
  ;; CHECK-LABEL: define {{.*}}f1.clear(
  ;; CHECK: call fastcc void @{{.*}}f0.memset({{.*}}) #[[INLINED:[0-9]+]]
  ;; CHECK: attributes #[[INLINED]] = { {{.*}}alwaysinline
  (func $clear (export "clear") (param i32)
    (call $memset (local.get 0) (i32.const 0) (i32.const 16)))
)
