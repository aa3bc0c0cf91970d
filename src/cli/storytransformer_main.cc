#include "cli/program.h"

int main(int argc, char** argv) {
  return st::cli::run_program(argc, argv);
}
