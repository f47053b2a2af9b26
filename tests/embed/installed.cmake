# Installs the build tree into a fresh folder, builds consumer/ against it, and runs what came out.
#
#   cmake -DBUILD_DIR=... -DSOURCE_DIR=... -DWORK_DIR=... -DGENERATOR=... -P installed.cmake
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nexit ${result}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK_DIR})
set(example_dir ${SOURCE_DIR}/docs/examples/two_instances)
foreach(component runtime compiler)
  run(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${WORK_DIR}/prefix --component ${component})
endforeach()
run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${SOURCE_DIR}/tests/embed/consumer -B ${WORK_DIR}/build
  -DCMAKE_PREFIX_PATH=${WORK_DIR}/prefix -DEXAMPLE_DIR=${example_dir} -DCMAKE_BUILD_TYPE=Release)
run(${CMAKE_COMMAND} --build ${WORK_DIR}/build)

run(${WORK_DIR}/build/two_instances/two_instances)
file(READ ${example_dir}/expected_output.txt expected)
if(NOT output STREQUAL expected)
  message(FATAL_ERROR "two_instances wrote\n${output}\nexpected\n${expected}")
endif()
run(${WORK_DIR}/build/open_library ${WORK_DIR}/build/counter.so)
if(NOT output STREQUAL "20\n")
  message(FATAL_ERROR "open_library wrote ${output}")
endif()
