;; Class 22: bytes that decoders took for something else.

;; Bit 6 of a memory access's alignment says that a memory index follows. It is not a part of the alignment, and what is left
;; of it is still checked. (func (drop (i32.load align=8 (i32.const 0))))
(assert_invalid
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\05\03\01\00\01"
    "\0a\0b\01\09\00\41\00\28\43\00\00\1a\0b") "alignment must not be larger than natural")
;; The index that follows exists or does not.
(assert_invalid
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\05\03\01\00\01"
    "\0a\0b\01\09\00\41\00\28\42\01\00\1a\0b") "unknown memory")
;; Bit 7 and above mean nothing.
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\05\03\01\00\01"
    "\0a\0b\01\09\00\41\00\28\82\01\00\1a\0b") "malformed memop flags")
;; Without a memory there is no access.
(assert_invalid
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00"
    "\0a\0a\01\08\00\41\00\28\02\00\1a\0b") "unknown memory")

;; A block type is a byte or a signed index of 33 bits: 0x40 in two bytes is the index 64, and i32 in two bytes a negative one.
(assert_invalid
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\08\01\06\00\02\c0\00\0b\0b") "unknown type")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\0a\01\08\00\02\ff\7f\41\00\0b\0b")
  "malformed block type")
;; Padded index 0: the function type () -> ().
(module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\08\01\06\00\02\80\00\0b\0b")

;; local.tee leaves the type of the local, also where any operand would do.
(assert_invalid
  (module (func (param i32) (unreachable) (local.tee 0) (drop (f32.neg)))) "type mismatch")
(assert_invalid
  (module (func (param i32) (result i64) (unreachable) (local.tee 0))) "type mismatch")

;; v128.const in a constant expression is 0xfd 0x0c, whatever 0xfd 0x02 or a padded opcode would be.
(module binary "\00asm\01\00\00\00"
  "\06\16\01\7b\00\fd\0c\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\0b")
(module binary "\00asm\01\00\00\00"
  "\06\17\01\7b\00\fd\8c\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\0b")
(assert_invalid
  (module binary "\00asm\01\00\00\00" "\05\03\01\00\01"
    "\06\0a\01\7b\00\41\00\fd\02\00\00\0b") "constant expression required")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\06\0b\01\7b\00\fd\0c\00\00\00\00\00\0b") "unexpected end")
