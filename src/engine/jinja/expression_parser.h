#pragma once

#include <string>

#include "engine/jinja/syntax.h"
#include "engine/jinja/token_cursor.h"

namespace st::jinja {

// Reads the expressions of a template, as Jinja 3 binds its operators, off a cursor that the caller shares.
// Each function takes one expression and leaves the cursor behind it.
class ExpressionParser {
 public:
  explicit ExpressionParser(TokenCursor& tokens) : tokens_(tokens) {}

  ExpressionPtr tuple_or_expression();
  ExpressionPtr expression();
  ExpressionPtr or_expression();
  // Filters and tests bind to what stands before them, in the order written.
  ExpressionPtr filters(ExpressionPtr value);
  ExpressionPtr one_filter(ExpressionPtr value);
  ExpressionPtr node(Expression::Kind kind) const;

 private:
  // Loosest first.
  ExpressionPtr constant(Value value) const;
  ExpressionPtr binary(std::string op, ExpressionPtr left, ExpressionPtr right) const;
  ExpressionPtr and_expression();
  ExpressionPtr not_expression();
  std::string comparison_operator();
  ExpressionPtr comparison();
  ExpressionPtr sum();
  ExpressionPtr concatenation();
  ExpressionPtr product();
  ExpressionPtr unary(bool with_filters = true);
  ExpressionPtr test(ExpressionPtr value);
  // An argument without brackets: `is divisibleby 3`, `is equalto "x"`.
  bool starts_operand() const;
  CallArguments arguments();
  ExpressionPtr postfix(ExpressionPtr value);
  ExpressionPtr subscript(ExpressionPtr value);
  Value integer(const std::string& text) const;
  // A number too small for a double is the nearest one, as in Python.
  Value real(const std::string& text) const;
  ExpressionPtr primary();
  ExpressionPtr name();
  ExpressionPtr bracketed();
  ExpressionPtr list();
  ExpressionPtr dict();

  TokenCursor& tokens_;
};

}  // namespace st::jinja
