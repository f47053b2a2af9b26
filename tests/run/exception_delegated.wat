;; EXIT: 134
;; STDERR: trap: uncaught exception: e(i32 7)
;; STDERR: 0: thrower (func[0] at 0x
;; The try_table around would catch it, but delegate says that it is not asked: the throw is not sure to be caught in this
;; function, and the report says where it is.
(module
  (tag $e (export "e") (param i32))
  (func $thrower
    (block $h (result i32)
      (try_table (catch $e $h)
        try
          (throw $e (i32.const 7))
        delegate 2)
      (i32.const 0))
    (drop))
  (func (export "_start") (call $thrower)))
