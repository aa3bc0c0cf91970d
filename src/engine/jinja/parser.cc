#include "engine/jinja/parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <initializer_list>

#include "engine/jinja/lexer.h"

namespace st::jinja {
namespace {

constexpr int kDeepest = 200;

class Parser {
 public:
  explicit Parser(std::string_view source) : tokens_(tokenize(source)) {}

  Block run() {
    Block block = block_until({});
    if (peek().kind != Token::Kind::kEnd) fail("'" + peek(1).text + "' without what it ends");
    return block;
  }

 private:
  // ---- tokens
  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  const Token& next() {
    const Token& token = peek();
    ++at_;
    return token;
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw TemplateError("line " + std::to_string(peek().line) + ": " + what);
  }
  bool is(Token::Kind kind, std::string_view text) const {
    return peek().kind == kind && peek().text == text;
  }
  bool is_op(std::string_view text) const { return is(Token::Kind::kOperator, text); }
  bool is_word(std::string_view text) const { return is(Token::Kind::kName, text); }
  bool take_op(std::string_view text) {
    if (!is_op(text)) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view text) {
    if (!is_word(text)) return false;
    ++at_;
    return true;
  }
  void want_op(std::string_view text) {
    if (!take_op(text)) fail("expected '" + std::string(text) + "', found '" + peek().text + "'");
  }
  void want_word(std::string_view text) {
    if (!take_word(text)) fail("expected '" + std::string(text) + "', found '" + peek().text + "'");
  }
  std::string want_name() {
    if (peek().kind != Token::Kind::kName) fail("expected a name, found '" + peek().text + "'");
    return next().text;
  }
  void want_block_end() {
    if (next().kind != Token::Kind::kBlockEnd) {
      --at_;
      fail("expected the end of the tag, found '" + peek().text + "'");
    }
  }

  struct Deeper {
    explicit Deeper(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > kDeepest) parser_.fail("nested over 200 deep");
    }
    ~Deeper() { --parser_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    Parser& parser_;
  };

  // ---- statements
  bool at_tag(std::initializer_list<std::string_view> names) const {
    if (peek().kind != Token::Kind::kBlockBegin) return false;
    return std::find(names.begin(), names.end(), peek(1).text) != names.end();
  }

  // Up to a tag of one of these names, which stays.
  Block block_until(std::initializer_list<std::string_view> ends) {
    const Deeper deeper(*this);
    Block block;
    while (peek().kind != Token::Kind::kEnd && !at_tag(ends)) {
      if (peek().kind == Token::Kind::kBlockBegin && peek(1).text.starts_with("end")) return block;
      if (peek().kind == Token::Kind::kBlockBegin && (peek(1).text == "else" || peek(1).text == "elif"))
        return block;
      block.push_back(statement());
    }
    return block;
  }

  void end_tag(std::string_view name) {
    if (!at_tag({name})) fail("expected {% " + std::string(name) + " %}");
    at_ += 2;
    want_block_end();
  }

  Statement made(Statement::Kind kind) const {
    Statement statement;
    statement.kind = kind;
    statement.line = peek().line;
    return statement;
  }

  Statement statement() {
    if (peek().kind == Token::Kind::kText) {
      Statement text = made(Statement::Kind::kText);
      text.text = next().text;
      return text;
    }
    if (peek().kind == Token::Kind::kPrintBegin) {
      ++at_;
      Statement print = made(Statement::Kind::kPrint);
      print.expression = tuple_or_expression();
      if (next().kind != Token::Kind::kPrintEnd) {
        --at_;
        fail("expected '}}', found '" + peek().text + "'");
      }
      return print;
    }
    if (next().kind != Token::Kind::kBlockBegin) fail("expected text or a tag");
    return tag();
  }

  Statement tag() {
    if (take_word("if")) return if_tag();
    if (take_word("for")) return for_tag();
    if (take_word("set")) return set_tag();
    if (take_word("macro")) return macro_tag();
    if (take_word("call")) return call_tag();
    if (take_word("filter")) return filter_tag();
    if (take_word("generation")) return group_tag("endgeneration");
    if (take_word("break")) return word_tag(Statement::Kind::kBreak);
    if (take_word("continue")) return word_tag(Statement::Kind::kContinue);
    fail("the tag '" + peek().text +
         "' is not known; known are if, for, set, macro, call, filter, generation, break, continue, raw");
  }

  Statement word_tag(Statement::Kind kind) {
    Statement word = made(kind);
    want_block_end();
    return word;
  }

  Statement group_tag(std::string_view end) {
    Statement group = made(Statement::Kind::kGroup);
    want_block_end();
    group.body = block_until({end});
    end_tag(end);
    return group;
  }

  Statement if_tag() {
    const Deeper deeper(*this);
    Statement result = made(Statement::Kind::kIf);
    result.expression = tuple_or_expression();
    want_block_end();
    result.body = block_until({"elif", "else", "endif"});
    if (at_tag({"elif"})) {
      at_ += 2;
      result.otherwise.push_back(if_tag());
      return result;
    }
    if (at_tag({"else"})) {
      at_ += 2;
      want_block_end();
      result.otherwise = block_until({"endif"});
    }
    end_tag("endif");
    return result;
  }

  std::vector<std::string> name_list() {
    const bool bracketed = take_op("(");
    std::vector<std::string> names = {want_name()};
    while (take_op(",")) names.push_back(want_name());
    if (bracketed) want_op(")");
    return names;
  }

  Statement for_tag() {
    Statement loop = made(Statement::Kind::kFor);
    loop.names = name_list();
    want_word("in");
    loop.expression = or_expression();
    if (is_op(",")) {
      auto tuple = node(Expression::Kind::kTuple);
      tuple->parts.push_back(std::move(loop.expression));
      while (take_op(",")) tuple->parts.push_back(or_expression());
      loop.expression = std::move(tuple);
    }
    if (take_word("if")) loop.condition = expression();
    if (take_word("recursive")) fail("recursive loops are not known");
    want_block_end();
    loop.body = block_until({"else", "endfor"});
    if (at_tag({"else"})) {
      at_ += 2;
      want_block_end();
      loop.otherwise = block_until({"endfor"});
    }
    end_tag("endfor");
    return loop;
  }

  Statement set_tag() {
    Statement set = made(Statement::Kind::kSet);
    set.names = name_list();
    if (set.names.size() == 1 && take_op(".")) set.attribute = want_name();
    if (take_op("=")) {
      set.expression = tuple_or_expression();
      want_block_end();
      return set;
    }
    set.kind = Statement::Kind::kSetBlock;
    if (is_op("|")) set.expression = filters(block_text());
    want_block_end();
    set.body = block_until({"endset"});
    end_tag("endset");
    return set;
  }

  ExpressionPtr block_text() const {
    auto text = node(Expression::Kind::kName);
    text->name = kBlockText;
    return text;
  }

  std::vector<Parameter> parameters() {
    std::vector<Parameter> list;
    want_op("(");
    while (!is_op(")")) {
      Parameter parameter;
      parameter.name = want_name();
      if (take_op("=")) parameter.fallback = expression();
      list.push_back(std::move(parameter));
      if (!take_op(",")) break;
    }
    want_op(")");
    return list;
  }

  Statement macro_tag() {
    Statement macro = made(Statement::Kind::kMacro);
    macro.text = want_name();
    macro.parameters = parameters();
    want_block_end();
    macro.body = block_until({"endmacro"});
    end_tag("endmacro");
    return macro;
  }

  Statement call_tag() {
    Statement call = made(Statement::Kind::kCallBlock);
    if (is_op("(")) call.parameters = parameters();
    call.expression = expression();
    if (call.expression->kind != Expression::Kind::kCall) fail("expected a call behind 'call'");
    want_block_end();
    call.body = block_until({"endcall"});
    end_tag("endcall");
    return call;
  }

  Statement filter_tag() {
    Statement filter = made(Statement::Kind::kFilter);
    filter.expression = one_filter(block_text());
    if (is_op("|")) filter.expression = filters(std::move(filter.expression));
    want_block_end();
    filter.body = block_until({"endfilter"});
    end_tag("endfilter");
    return filter;
  }

  // ---- expressions, loosest first
  ExpressionPtr node(Expression::Kind kind) const {
    auto made_node = std::make_unique<Expression>();
    made_node->kind = kind;
    made_node->line = peek().line;
    return made_node;
  }

  ExpressionPtr constant(Value value) const {
    auto made_node = node(Expression::Kind::kConstant);
    made_node->value = std::move(value);
    return made_node;
  }

  ExpressionPtr binary(std::string op, ExpressionPtr left, ExpressionPtr right) const {
    auto made_node = node(Expression::Kind::kBinary);
    made_node->name = std::move(op);
    made_node->parts.push_back(std::move(left));
    made_node->parts.push_back(std::move(right));
    return made_node;
  }

  ExpressionPtr tuple_or_expression() {
    ExpressionPtr first = expression();
    if (!is_op(",")) return first;
    auto tuple = node(Expression::Kind::kTuple);
    tuple->parts.push_back(std::move(first));
    while (take_op(",")) {
      if (peek().kind == Token::Kind::kBlockEnd || peek().kind == Token::Kind::kPrintEnd) break;
      tuple->parts.push_back(expression());
    }
    return tuple;
  }

  ExpressionPtr expression() {
    const Deeper deeper(*this);
    ExpressionPtr value = or_expression();
    while (take_word("if")) {
      auto condition = node(Expression::Kind::kCondition);
      condition->parts.push_back(std::move(value));
      condition->parts.push_back(or_expression());
      condition->parts.push_back(take_word("else") ? expression() : nullptr);
      value = std::move(condition);
    }
    return value;
  }

  ExpressionPtr or_expression() {
    ExpressionPtr left = and_expression();
    while (take_word("or")) left = binary("or", std::move(left), and_expression());
    return left;
  }

  ExpressionPtr and_expression() {
    ExpressionPtr left = not_expression();
    while (take_word("and")) left = binary("and", std::move(left), not_expression());
    return left;
  }

  ExpressionPtr not_expression() {
    const Deeper deeper(*this);
    if (!take_word("not")) return comparison();
    auto denied = node(Expression::Kind::kNot);
    denied->parts.push_back(not_expression());
    return denied;
  }

  std::string comparison_operator() {
    for (const std::string_view op : {"==", "!=", "<=", ">=", "<", ">"}) {
      if (take_op(op)) return std::string(op);
    }
    if (take_word("in")) return "in";
    if (is_word("not") && peek(1).kind == Token::Kind::kName && peek(1).text == "in") {
      at_ += 2;
      return "not in";
    }
    return "";
  }

  ExpressionPtr comparison() {
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

  ExpressionPtr sum() {
    ExpressionPtr left = concatenation();
    for (;;) {
      if (take_op("+")) {
        left = binary("+", std::move(left), concatenation());
      } else if (take_op("-")) {
        left = binary("-", std::move(left), concatenation());
      } else {
        return left;
      }
    }
  }

  ExpressionPtr concatenation() {
    ExpressionPtr left = product();
    while (take_op("~")) left = binary("~", std::move(left), product());
    return left;
  }

  ExpressionPtr product() {
    ExpressionPtr left = unary();
    for (;;) {
      std::string op;
      for (const std::string_view known : {"*", "//", "/", "%"}) {
        if (op.empty() && take_op(known)) op = known;
      }
      if (op.empty()) return left;
      left = binary(op, std::move(left), unary());
    }
  }

  ExpressionPtr unary(bool with_filters = true) {
    const Deeper deeper(*this);
    ExpressionPtr value;
    if (is_op("-") || is_op("+")) {
      value = node(take_op("-") ? Expression::Kind::kNegative : (++at_, Expression::Kind::kPositive));
      value->parts.push_back(unary(false));
    } else {
      value = postfix(primary());
    }
    if (take_op("**")) value = binary("**", std::move(value), unary(false));
    return with_filters ? filters(std::move(value)) : std::move(value);
  }

  // Filters and tests bind to what stands before them, in the order written.
  ExpressionPtr filters(ExpressionPtr value) {
    for (;;) {
      if (take_op("|")) {
        value = postfix(one_filter(std::move(value)));
      } else if (take_word("is")) {
        value = test(std::move(value));
      } else {
        return value;
      }
    }
  }

  ExpressionPtr one_filter(ExpressionPtr value) {
    auto filter = node(Expression::Kind::kFilter);
    filter->name = want_name();
    while (take_op(".")) filter->name += "." + want_name();
    filter->parts.push_back(std::move(value));
    if (is_op("(")) filter->arguments = arguments();
    return filter;
  }

  ExpressionPtr test(ExpressionPtr value) {
    const bool is_denied = take_word("not");
    auto made_test = node(Expression::Kind::kTest);
    made_test->name = want_name();
    made_test->parts.push_back(std::move(value));
    if (is_op("(")) {
      made_test->arguments = arguments();
    } else if (starts_operand()) {
      made_test->arguments.positional.push_back(postfix(primary()));
    }
    if (!is_denied) return made_test;
    auto denied = node(Expression::Kind::kNot);
    denied->parts.push_back(std::move(made_test));
    return denied;
  }

  // An argument without brackets: `is divisibleby 3`, `is equalto "x"`.
  bool starts_operand() const {
    const Token& token = peek();
    if (token.kind == Token::Kind::kString || token.kind == Token::Kind::kInteger ||
        token.kind == Token::Kind::kFloat)
      return true;
    if (token.kind == Token::Kind::kOperator) return token.text == "[" || token.text == "{";
    if (token.kind != Token::Kind::kName) return false;
    constexpr std::array<std::string_view, 8> kNone = {"and", "or", "else", "if",
                                                       "is",  "in", "not",  "recursive"};
    return std::find(kNone.begin(), kNone.end(), token.text) == kNone.end();
  }

  CallArguments arguments() {
    const Deeper deeper(*this);
    CallArguments list;
    want_op("(");
    while (!is_op(")")) {
      if (is_op("*") || is_op("**")) fail("'*' in arguments is not known");
      if (peek().kind == Token::Kind::kName && peek(1).kind == Token::Kind::kOperator &&
          peek(1).text == "=") {
        std::string name = next().text;
        ++at_;
        list.named.emplace_back(std::move(name), expression());
      } else {
        list.positional.push_back(expression());
      }
      if (!take_op(",")) break;
    }
    want_op(")");
    return list;
  }

  ExpressionPtr postfix(ExpressionPtr value) {
    for (;;) {
      if (take_op(".")) {
        if (peek().kind == Token::Kind::kInteger) {
          auto item = node(Expression::Kind::kItem);
          item->parts.push_back(std::move(value));
          item->parts.push_back(constant(integer(next().text)));
          value = std::move(item);
          continue;
        }
        auto attribute = node(Expression::Kind::kAttribute);
        attribute->name = want_name();
        attribute->parts.push_back(std::move(value));
        value = std::move(attribute);
      } else if (is_op("[")) {
        value = subscript(std::move(value));
      } else if (is_op("(")) {
        auto call = node(Expression::Kind::kCall);
        call->parts.push_back(std::move(value));
        call->arguments = arguments();
        value = std::move(call);
      } else {
        return value;
      }
    }
  }

  ExpressionPtr subscript(ExpressionPtr value) {
    want_op("[");
    std::vector<ExpressionPtr> bounds(1);
    bool is_slice = false;
    while (!is_op("]")) {
      if (take_op(":")) {
        is_slice = true;
        if (bounds.size() == 3) fail("expected ']'");
        bounds.emplace_back();
      } else if (bounds.back()) {
        fail("expected ']' or ':'");
      } else {
        bounds.back() = expression();
      }
    }
    want_op("]");
    if (!is_slice && !bounds[0]) fail("expected an index");
    auto made_node = node(is_slice ? Expression::Kind::kSlice : Expression::Kind::kItem);
    made_node->parts.push_back(std::move(value));
    if (is_slice) bounds.resize(3);
    for (ExpressionPtr& bound : bounds) made_node->parts.push_back(std::move(bound));
    return made_node;
  }

  Value integer(const std::string& text) const {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size())
      fail("the number " + text + " is too large");
    return value;
  }

  // A number too small for a double is the nearest one, as in Python.
  Value real(const std::string& text) const {
    const double value = std::strtod(text.c_str(), nullptr);
    if (!std::isfinite(value)) fail("the number " + text + " is too large");
    return value;
  }

  ExpressionPtr primary() {
    const Deeper deeper(*this);
    const Token& token = peek();
    switch (token.kind) {
      case Token::Kind::kString: {
        std::string text;
        while (peek().kind == Token::Kind::kString) text += next().text;
        return constant(std::move(text));
      }
      case Token::Kind::kInteger:
        return constant(integer(next().text));
      case Token::Kind::kFloat:
        return constant(real(next().text));
      case Token::Kind::kName:
        return name();
      default:
        break;
    }
    if (take_op("(")) return bracketed();
    if (take_op("[")) return list();
    if (take_op("{")) return dict();
    fail("expected an expression, found '" + token.text + "'");
  }

  ExpressionPtr name() {
    const std::string word = next().text;
    if (word == "true" || word == "True") return constant(true);
    if (word == "false" || word == "False") return constant(false);
    if (word == "none" || word == "None") return constant(Value::None{});
    auto made_name = node(Expression::Kind::kName);
    made_name->name = word;
    return made_name;
  }

  ExpressionPtr bracketed() {
    auto tuple = node(Expression::Kind::kTuple);
    if (take_op(")")) return tuple;
    ExpressionPtr first = expression();
    if (take_op(")")) return first;
    tuple->parts.push_back(std::move(first));
    while (take_op(",")) {
      if (is_op(")")) break;
      tuple->parts.push_back(expression());
    }
    want_op(")");
    return tuple;
  }

  ExpressionPtr list() {
    auto made_list = node(Expression::Kind::kList);
    while (!is_op("]")) {
      made_list->parts.push_back(expression());
      if (!take_op(",")) break;
    }
    want_op("]");
    return made_list;
  }

  ExpressionPtr dict() {
    auto made_dict = node(Expression::Kind::kDict);
    while (!is_op("}")) {
      made_dict->parts.push_back(expression());
      want_op(":");
      made_dict->parts.push_back(expression());
      if (!take_op(",")) break;
    }
    want_op("}");
    return made_dict;
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Block parse(std::string_view source) {
  return Parser(source).run();
}

}  // namespace st::jinja
