;; EXIT: 134
;; STDERR: trap: uncaught exception: tag[1]
;; STDERR: 0: <unnamed> (func[0] at 0x
(module
  (tag) (tag)
  (func (throw 1))
  (func (export "_start") (call 0)))
