;; What is known to be libc's memset does what its body does, also where C has no such call: this body takes lengths of 32
;; bits for negative, and ends that wrap for the end. Native code would fill the range.
(module
  (memory 65536)
  (func $memset (param i32 i32 i32)
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
  (func (export "fill") (param $p i32) (param $n i32) (param $at i32) (result i32)
    (call $memset (local.get $p) (i32.const 7) (local.get $n))
    (i32.load8_u (local.get $at)))
)
(assert_return (invoke "fill" (i32.const 1024) (i32.const 64) (i32.const 1087)) (i32.const 7))
(assert_return (invoke "fill" (i32.const 0) (i32.const 0x80000010) (i32.const 1000)) (i32.const 0))
(assert_return (invoke "fill" (i32.const -64) (i32.const 64) (i32.const -32)) (i32.const 0))
(assert_return (invoke "fill" (i32.const -65) (i32.const 64) (i32.const -2)) (i32.const 7))
