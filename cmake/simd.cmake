# st_simd_sources(ROOM): compiles every *_simd.cc of this folder once per instruction set and adds the objects to st_ROOM.
#
# Each copy gets ST_ISA_NAMESPACE, so that the copies don't meet in the linker; which one runs is chosen at run time in
# code compiled for the oldest machine (kernels/isa.h). A new ISA is a line here, a header in kernels/simd/ and a line in
# kernels/isa.h.
set(ST_ISAS baseline)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  list(APPEND ST_ISAS avx2 avx512)
endif()
set(ST_ISA_FLAGS_baseline)
set(ST_ISA_FLAGS_avx2 -mavx2 -mfma -mf16c)
set(ST_ISA_FLAGS_avx512 -mavx2 -mfma -mf16c -mavx512f -mavx512bw -mavx512vl -mavx512dq -mavx512vnni -mavx512bf16)

function(st_simd_sources room)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_simd.cc)
  foreach(isa ${ST_ISAS})
    string(TOUPPER ${isa} upper)
    add_library(st_${room}_${isa} OBJECT ${sources})
    target_include_directories(st_${room}_${isa} PRIVATE ${CMAKE_SOURCE_DIR}/src)
    target_compile_options(st_${room}_${isa} PRIVATE ${ST_ISA_FLAGS_${isa}})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # g++ 12 reports this inside its own AVX-512 header, which leaves a register undefined on purpose.
      target_compile_options(st_${room}_${isa} PRIVATE -Wno-uninitialized)
    endif()
    target_compile_definitions(st_${room}_${isa} PRIVATE ST_ISA_NAMESPACE=${isa} ST_SIMD_${upper}=1)
    target_sources(st_${room} PRIVATE $<TARGET_OBJECTS:st_${room}_${isa}>)
    target_compile_definitions(st_${room} PRIVATE ST_HAS_${upper}=1)
  endforeach()
endfunction()
