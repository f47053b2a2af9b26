;; EXIT: 134
;; STDERR: trap: uncaught exception: error
(module
  (tag $error (export "error"))
  (func $start (throw $error))
  (start $start)
  (func (export "_start")))
