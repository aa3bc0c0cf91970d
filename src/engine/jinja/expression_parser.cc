#include "engine/jinja/expression_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace st::jinja {

ExpressionPtr ExpressionParser::node(Expression::Kind kind) const {
  auto made_node = std::make_unique<Expression>();
  made_node->kind = kind;
  made_node->line = tokens_.peek().line;
  return made_node;
}

ExpressionPtr ExpressionParser::constant(Value value) const {
  auto made_node = node(Expression::Kind::kConstant);
  made_node->value = std::move(value);
  return made_node;
}

ExpressionPtr ExpressionParser::binary(std::string op, ExpressionPtr left, ExpressionPtr right) const {
  auto made_node = node(Expression::Kind::kBinary);
  made_node->name = std::move(op);
  made_node->parts.push_back(std::move(left));
  made_node->parts.push_back(std::move(right));
  return made_node;
}

ExpressionPtr ExpressionParser::tuple_or_expression() {
  ExpressionPtr first = expression();
  if (!tokens_.is_op(",")) return first;
  auto tuple = node(Expression::Kind::kTuple);
  tuple->parts.push_back(std::move(first));
  while (tokens_.take_op(",")) {
    if (tokens_.peek().kind == Token::Kind::kBlockEnd || tokens_.peek().kind == Token::Kind::kPrintEnd)
      break;
    tuple->parts.push_back(expression());
  }
  return tuple;
}

ExpressionPtr ExpressionParser::expression() {
  const TokenCursor::Deeper deeper(tokens_);
  ExpressionPtr value = or_expression();
  while (tokens_.take_word("if")) {
    auto condition = node(Expression::Kind::kCondition);
    condition->parts.push_back(std::move(value));
    condition->parts.push_back(or_expression());
    condition->parts.push_back(tokens_.take_word("else") ? expression() : nullptr);
    value = std::move(condition);
  }
  return value;
}

ExpressionPtr ExpressionParser::or_expression() {
  ExpressionPtr left = and_expression();
  while (tokens_.take_word("or")) left = binary("or", std::move(left), and_expression());
  return left;
}

ExpressionPtr ExpressionParser::and_expression() {
  ExpressionPtr left = not_expression();
  while (tokens_.take_word("and")) left = binary("and", std::move(left), not_expression());
  return left;
}

ExpressionPtr ExpressionParser::not_expression() {
  const TokenCursor::Deeper deeper(tokens_);
  if (!tokens_.take_word("not")) return comparison();
  auto denied = node(Expression::Kind::kNot);
  denied->parts.push_back(not_expression());
  return denied;
}

std::string ExpressionParser::comparison_operator() {
  for (const std::string_view op : {"==", "!=", "<=", ">=", "<", ">"}) {
    if (tokens_.take_op(op)) return std::string(op);
  }
  if (tokens_.take_word("in")) return "in";
  if (tokens_.is_word("not") && tokens_.peek(1).kind == Token::Kind::kName &&
      tokens_.peek(1).text == "in") {
    tokens_.skip(2);
    return "not in";
  }
  return "";
}

ExpressionPtr ExpressionParser::comparison() {
  ExpressionPtr first = sum();
  std::string op = comparison_operator();
  if (op.empty()) return first;
  auto chain = node(Expression::Kind::kComparison);
  chain->parts.push_back(std::move(first));
  for (; !op.empty(); op = comparison_operator()) {
    chain->operators.push_back(op);
    chain->parts.push_back(sum());
  }
  return chain;
}

ExpressionPtr ExpressionParser::sum() {
  ExpressionPtr left = concatenation();
  for (;;) {
    if (tokens_.take_op("+")) {
      left = binary("+", std::move(left), concatenation());
    } else if (tokens_.take_op("-")) {
      left = binary("-", std::move(left), concatenation());
    } else {
      return left;
    }
  }
}

ExpressionPtr ExpressionParser::concatenation() {
  ExpressionPtr left = product();
  while (tokens_.take_op("~")) left = binary("~", std::move(left), product());
  return left;
}

ExpressionPtr ExpressionParser::product() {
  ExpressionPtr left = unary();
  for (;;) {
    std::string op;
    for (const std::string_view known : {"*", "//", "/", "%"}) {
      if (op.empty() && tokens_.take_op(known)) op = known;
    }
    if (op.empty()) return left;
    left = binary(op, std::move(left), unary());
  }
}

ExpressionPtr ExpressionParser::unary(bool with_filters) {
  const TokenCursor::Deeper deeper(tokens_);
  ExpressionPtr value;
  if (tokens_.is_op("-") || tokens_.is_op("+")) {
    value = node(tokens_.take_op("-") ? Expression::Kind::kNegative
                                      : (tokens_.skip(), Expression::Kind::kPositive));
    value->parts.push_back(unary(false));
  } else {
    value = postfix(primary());
  }
  if (tokens_.take_op("**")) value = binary("**", std::move(value), unary(false));
  return with_filters ? filters(std::move(value)) : std::move(value);
}

ExpressionPtr ExpressionParser::filters(ExpressionPtr value) {
  for (;;) {
    if (tokens_.take_op("|")) {
      value = postfix(one_filter(std::move(value)));
    } else if (tokens_.take_word("is")) {
      value = test(std::move(value));
    } else {
      return value;
    }
  }
}

ExpressionPtr ExpressionParser::one_filter(ExpressionPtr value) {
  auto filter = node(Expression::Kind::kFilter);
  filter->name = tokens_.want_name();
  while (tokens_.take_op(".")) filter->name += "." + tokens_.want_name();
  filter->parts.push_back(std::move(value));
  if (tokens_.is_op("(")) filter->arguments = arguments();
  return filter;
}

ExpressionPtr ExpressionParser::test(ExpressionPtr value) {
  const bool is_denied = tokens_.take_word("not");
  auto made_test = node(Expression::Kind::kTest);
  made_test->name = tokens_.want_name();
  made_test->parts.push_back(std::move(value));
  if (tokens_.is_op("(")) {
    made_test->arguments = arguments();
  } else if (starts_operand()) {
    made_test->arguments.positional.push_back(postfix(primary()));
  }
  if (!is_denied) return made_test;
  auto denied = node(Expression::Kind::kNot);
  denied->parts.push_back(std::move(made_test));
  return denied;
}

bool ExpressionParser::starts_operand() const {
  const Token& token = tokens_.peek();
  if (token.kind == Token::Kind::kString || token.kind == Token::Kind::kInteger ||
      token.kind == Token::Kind::kFloat)
    return true;
  if (token.kind == Token::Kind::kOperator) return token.text == "[" || token.text == "{";
  if (token.kind != Token::Kind::kName) return false;
  constexpr std::array<std::string_view, 8> kNone = {"and", "or", "else", "if",
                                                     "is",  "in", "not",  "recursive"};
  return std::find(kNone.begin(), kNone.end(), token.text) == kNone.end();
}

CallArguments ExpressionParser::arguments() {
  const TokenCursor::Deeper deeper(tokens_);
  CallArguments list;
  tokens_.want_op("(");
  while (!tokens_.is_op(")")) {
    if (tokens_.is_op("*") || tokens_.is_op("**")) {
      ExpressionPtr& more = tokens_.next().text == "*" ? list.more_positional : list.more_named;
      if (more) tokens_.fail("a second list or dict of arguments");
      more = expression();
    } else if (tokens_.peek().kind == Token::Kind::kName &&
               tokens_.peek(1).kind == Token::Kind::kOperator && tokens_.peek(1).text == "=") {
      std::string name = tokens_.next().text;
      tokens_.skip();
      list.named.emplace_back(std::move(name), expression());
    } else {
      list.positional.push_back(expression());
    }
    if (!tokens_.take_op(",")) break;
  }
  tokens_.want_op(")");
  return list;
}

ExpressionPtr ExpressionParser::postfix(ExpressionPtr value) {
  for (;;) {
    if (tokens_.take_op(".")) {
      if (tokens_.peek().kind == Token::Kind::kInteger) {
        auto item = node(Expression::Kind::kItem);
        item->parts.push_back(std::move(value));
        item->parts.push_back(constant(integer(tokens_.next().text)));
        value = std::move(item);
        continue;
      }
      auto attribute = node(Expression::Kind::kAttribute);
      attribute->name = tokens_.want_name();
      attribute->parts.push_back(std::move(value));
      value = std::move(attribute);
    } else if (tokens_.is_op("[")) {
      value = subscript(std::move(value));
    } else if (tokens_.is_op("(")) {
      auto call = node(Expression::Kind::kCall);
      call->parts.push_back(std::move(value));
      call->arguments = arguments();
      value = std::move(call);
    } else {
      return value;
    }
  }
}

ExpressionPtr ExpressionParser::subscript(ExpressionPtr value) {
  tokens_.want_op("[");
  std::vector<ExpressionPtr> bounds(1);
  bool is_slice = false;
  while (!tokens_.is_op("]")) {
    if (tokens_.take_op(":")) {
      is_slice = true;
      if (bounds.size() == 3) tokens_.fail("expected ']'");
      bounds.emplace_back();
    } else if (bounds.back()) {
      tokens_.fail("expected ']' or ':'");
    } else {
      bounds.back() = expression();
    }
  }
  tokens_.want_op("]");
  if (!is_slice && !bounds[0]) tokens_.fail("expected an index");
  auto made_node = node(is_slice ? Expression::Kind::kSlice : Expression::Kind::kItem);
  made_node->parts.push_back(std::move(value));
  if (is_slice) bounds.resize(3);
  for (ExpressionPtr& bound : bounds) made_node->parts.push_back(std::move(bound));
  return made_node;
}

Value ExpressionParser::integer(const std::string& text) const {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size())
    tokens_.fail("the number " + text + " is too large");
  return value;
}

Value ExpressionParser::real(const std::string& text) const {
  const double value = std::strtod(text.c_str(), nullptr);
  if (!std::isfinite(value)) tokens_.fail("the number " + text + " is too large");
  return value;
}

ExpressionPtr ExpressionParser::primary() {
  const TokenCursor::Deeper deeper(tokens_);
  const Token& token = tokens_.peek();
  switch (token.kind) {
    case Token::Kind::kString: {
      std::string text;
      while (tokens_.peek().kind == Token::Kind::kString) text += tokens_.next().text;
      return constant(std::move(text));
    }
    case Token::Kind::kInteger:
      return constant(integer(tokens_.next().text));
    case Token::Kind::kFloat:
      return constant(real(tokens_.next().text));
    case Token::Kind::kName:
      return name();
    default:
      break;
  }
  if (tokens_.take_op("(")) return bracketed();
  if (tokens_.take_op("[")) return list();
  if (tokens_.take_op("{")) return dict();
  tokens_.fail("expected an expression, found '" + token.text + "'");
}

ExpressionPtr ExpressionParser::name() {
  const std::string word = tokens_.next().text;
  if (word == "true" || word == "True") return constant(true);
  if (word == "false" || word == "False") return constant(false);
  if (word == "none" || word == "None") return constant(Value::None{});
  auto made_name = node(Expression::Kind::kName);
  made_name->name = word;
  return made_name;
}

ExpressionPtr ExpressionParser::bracketed() {
  auto tuple = node(Expression::Kind::kTuple);
  if (tokens_.take_op(")")) return tuple;
  ExpressionPtr first = expression();
  if (tokens_.take_op(")")) return first;
  tuple->parts.push_back(std::move(first));
  while (tokens_.take_op(",")) {
    if (tokens_.is_op(")")) break;
    tuple->parts.push_back(expression());
  }
  tokens_.want_op(")");
  return tuple;
}

ExpressionPtr ExpressionParser::list() {
  auto made_list = node(Expression::Kind::kList);
  while (!tokens_.is_op("]")) {
    made_list->parts.push_back(expression());
    if (!tokens_.take_op(",")) break;
  }
  tokens_.want_op("]");
  return made_list;
}

ExpressionPtr ExpressionParser::dict() {
  auto made_dict = node(Expression::Kind::kDict);
  while (!tokens_.is_op("}")) {
    made_dict->parts.push_back(expression());
    tokens_.want_op(":");
    made_dict->parts.push_back(expression());
    if (!tokens_.take_op(",")) break;
  }
  tokens_.want_op("}");
  return made_dict;
}

}  // namespace st::jinja
