# Flags that every target shares, and ccache where it is installed.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # The sloppiness is what ccache asks for before it keeps anything that uses a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
endif()

# FP contraction differs between compilers and ISAs; off, so that the same input gives the same bytes. Kernels that
# want a fused multiply-add say so with an intrinsic.
add_compile_options(-Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wundef -ffp-contract=off -fno-omit-frame-pointer)
if(ST_WARNINGS_AS_ERRORS)
  add_compile_options(-Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside libstdc++'s own std::string and std::optional; clang and the sanitizers cover them.
  add_compile_options(-Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds)
endif()
if(ST_SANITIZE)
  add_compile_options(-fsanitize=${ST_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${ST_SANITIZE})
endif()
if(ST_BUILD_FUZZERS)
  # Without it a fuzz target sees the coverage of its own file only.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
