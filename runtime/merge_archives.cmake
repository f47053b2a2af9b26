# Merges ARCHIVES and OBJECTS (lists of paths) into the archive OUTPUT with the MRI script language of AR.
# Members that are named in REPLACED are left out: another input defines the same symbols. Which definition linkers would
# take depends on the order of the members, and AR -M reverses that of its inputs.
# The inputs are copied to WORK_DIR first, since a script cannot quote paths.
#
# OBJCOPY takes the symbol _GLOBAL_OFFSET_TABLE_ out of them: objects compiled as PIC mention it, but on x86-64 no
# relocation uses it. LLD 19 keeps its definition in a static variable beyond the end of a link; a later `-r` link in the
# same process then crashes.
function(add_input path name)
  file(COPY_FILE ${path} ${WORK_DIR}/${name})
  execute_process(COMMAND ${OBJCOPY} --strip-symbol=_GLOBAL_OFFSET_TABLE_ ${WORK_DIR}/${name} RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${OBJCOPY} failed on ${path}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK_DIR})
file(MAKE_DIRECTORY ${WORK_DIR})
set(script "CREATE merged.a\n")
set(number 0)
foreach(path IN LISTS ARCHIVES)
  add_input(${path} input${number}.a)
  string(APPEND script "ADDLIB input${number}.a\n")
  math(EXPR number "${number} + 1")
endforeach()
foreach(path IN LISTS OBJECTS)
  get_filename_component(name ${path} NAME)
  add_input(${path} ${name})
  string(APPEND script "ADDMOD ${name}\n")
endforeach()
string(APPEND script "SAVE\nEND\n")
file(WRITE ${WORK_DIR}/merge.mri ${script})
execute_process(COMMAND ${AR} -M INPUT_FILE ${WORK_DIR}/merge.mri WORKING_DIRECTORY ${WORK_DIR}
  RESULT_VARIABLE result ERROR_VARIABLE errors)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${AR} -M failed: ${errors}")
endif()
execute_process(COMMAND ${AR} d ${WORK_DIR}/merged.a ${REPLACED} RESULT_VARIABLE result ERROR_VARIABLE errors)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${AR} d failed: ${errors}")
endif()
get_filename_component(folder ${OUTPUT} DIRECTORY)
file(MAKE_DIRECTORY ${folder})
file(RENAME ${WORK_DIR}/merged.a ${OUTPUT})
file(REMOVE_RECURSE ${WORK_DIR})
