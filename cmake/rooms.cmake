# For what has no hot loops of its own: tests and the top floor. Headers such as CLI11's and GoogleTest's compile two
# to three times as fast without the optimizer's passes over them.
function(st_compile_fast target)
  target_compile_options(${target} PRIVATE $<IF:$<CONFIG:Release>,-O1,-O0>)
endfunction()

# For rooms that are neither hot nor fuzzed for long: under the sanitizers half of a compilation is the optimizer's.
function(st_compile_fast_in_dev target)
  target_compile_options(${target} PRIVATE $<$<NOT:$<CONFIG:Release>>:-O0>)
endfunction()

# For what includes CLI11, nlohmann-json or GoogleTest in most of its files, itself or through a header: up to eight files
# are compiled as one, so that those headers are read and instantiated once for all of them. Such a room may not use one
# name twice in its files, even in namespaces without a name.
function(st_compile_together target)
  if(ST_COMPILE_TOGETHER)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()

# One precompiled header for all test programs: GoogleTest's headers are most of what compiling a test costs.
function(st_precompile_test_headers target)
  if(NOT TARGET st_test_headers)
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/test_headers.cc CONTENT "")
    add_library(st_test_headers OBJECT ${CMAKE_BINARY_DIR}/test_headers.cc)
    target_link_libraries(st_test_headers PRIVATE GTest::gtest GTest::gmock fmt::fmt)
    target_precompile_headers(st_test_headers PRIVATE <gtest/gtest.h> <gmock/gmock.h> <fmt/format.h> <algorithm>
      <filesystem> <fstream> <functional> <map> <memory> <optional> <random> <set> <span> <string> <vector>)
    st_compile_fast(st_test_headers)
  endif()
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # The header is known by its content, as everything is that ccache keeps.
    target_compile_options(st_test_headers PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
  target_precompile_headers(${target} REUSE_FROM st_test_headers)
endfunction()

# st_room(NAME [ROOMS other rooms] [LIBS outside libraries] [TEST_LIBS ...])
#
# A room is a folder under src/ and becomes the static library st_NAME. Files of a room:
#   x.cc        part of the library
#   x_test.cc   a unit test, part of the program st_NAME_test
#   x_simd.cc   compiled once per instruction set (cmake/simd.cmake), only in rooms that include that module
function(st_room name)
  cmake_parse_arguments(ROOM "" "" "ROOMS;LIBS;TEST_LIBS" ${ARGN})
  file(GLOB_RECURSE all CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  set(sources ${all})
  list(FILTER sources EXCLUDE REGEX "(_test|_simd|_main)\\.cc$")
  set(tests ${all})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")

  set(rooms)
  foreach(room ${ROOM_ROOMS})
    list(APPEND rooms st_${room})
  endforeach()
  if(sources)
    add_library(st_${name} STATIC ${sources})
    target_include_directories(st_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(st_${name} PUBLIC ${rooms} ${ROOM_LIBS})
  else()
    add_library(st_${name} INTERFACE)
    target_include_directories(st_${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(st_${name} INTERFACE ${rooms} ${ROOM_LIBS})
  endif()

  if(ST_BUILD_TESTS AND tests)
    add_executable(st_${name}_test ${tests})
    target_link_libraries(st_${name}_test PRIVATE st_${name} ${ROOM_TEST_LIBS} GTest::gtest GTest::gmock GTest::gtest_main)
    target_compile_definitions(st_${name}_test PRIVATE
      ST_SOURCE_DIR="${CMAKE_SOURCE_DIR}" ST_BINARY="${CMAKE_BINARY_DIR}/storytransformer")
    st_compile_fast(st_${name}_test)
    st_precompile_test_headers(st_${name}_test)
    st_compile_together(st_${name}_test)
    # ctest's names begin with the room: `ctest --preset release -R ^ledger/`.
    gtest_discover_tests(st_${name}_test DISCOVERY_MODE PRE_TEST TEST_PREFIX ${name}/ PROPERTIES TIMEOUT 300)
  endif()
endfunction()
